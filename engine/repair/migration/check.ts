/** What hinders an instance from going to another version, found before anything happens. docs/semantics.md has the rules. */
import { type FlowElement, isBody, type ListenerJob } from '../../elements/element.ts';
import { viewOfThrow } from '../../elements/events/multiple-throw.ts';
import type { ExecutableGraph } from '../../graph.ts';
import type { CompletedActivity } from '../../state/compensation.ts';
import type { ElementInstance, InstanceState } from '../../state/instance-state.ts';
import { suspendedElements } from '../../state/readers.ts';
import { type MigrationMapping, Translation } from './mapping.ts';
import { Placement } from './placement.ts';
import { type MigrationProblem, reasons } from './problem.ts';
import { tokensIn } from './waiting-joins.ts';

/**
 * What cannot go, with its reason; empty where the instance can. What only shows when expressions of the new version are evaluated is
 * told by a dry run.
 *
 * @example
 * const problems = checkMigration(graphOfVersion1, state, graphOfVersion2, mappingOf(plan));
 * for (const { elementId, reason } of problems) console.log(elementId, reason.en);
 */
export function checkMigration(
  source: ExecutableGraph,
  state: InstanceState,
  target: ExecutableGraph,
  mapping: MigrationMapping,
): MigrationProblem[] {
  const wrong = checkMapping(new Translation(source, target, mapping), mapping);
  return wrong.length > 0 ? wrong : new Check(state, new Translation(source, target, mapping)).problems();
}

/** What makes no sense for any instance. */
export function checkMapping(translation: Translation, mapping: MigrationMapping): MigrationProblem[] {
  const problems: MigrationProblem[] = [];
  for (const [processId, { elements }] of Object.entries(mapping)) {
    const process = translation.process(processId);
    if (!translation.source.processes[processId] || !process) {
      const reason = reasons.processGone(translation.processId(processId));
      problems.push({ elementId: processId, key: null, reason });
      continue;
    }
    for (const [elementId, to] of Object.entries(elements)) {
      const from = translation.original(processId, elementId);
      const element = to === null ? null : process.elements[to];
      const found = (reason: MigrationProblem['reason']) => problems.push({ elementId, key: null, reason });
      if (!from) found(reasons.unknownSource());
      else if (to !== null && !element) found(reasons.unknown(to));
      else if (element && element.type !== from.type) found(reasons.otherType(element.id, element.type));
    }
  }
  return problems;
}

class Check {
  readonly #state: InstanceState;
  readonly #translation: Translation;
  readonly #placement: Placement;
  readonly #problems: MigrationProblem[] = [];

  constructor(state: InstanceState, translation: Translation) {
    this.#state = state;
    this.#translation = translation;
    this.#placement = new Placement(state, translation);
  }

  problems(): MigrationProblem[] {
    for (const instance of Object.values(this.#state.instances)) this.#checkInstance(instance);
    for (const id of suspendedElements(this.#state))
      if (!this.#translation.elementWithId(id)) this.#found(id, null, reasons.suspendedGone());
    return this.#problems;
  }

  #found(elementId: string, key: string | null, reason: MigrationProblem['reason']): void {
    this.#problems.push({ elementId, key, reason });
  }

  #checkInstance(instance: ElementInstance): void {
    const { processId, elementId, key } = instance;
    const found = (reason: MigrationProblem['reason']) => this.#found(elementId, key, reason);
    const from = this.#translation.original(processId, elementId);
    if (!from || !this.#translation.process(processId)) {
      found(reasons.processGone(this.#translation.processId(processId)));
      return;
    }
    this.#checkTokens(instance);
    if (this.#placement.isDissolved(instance)) {
      if (Object.keys(instance.variables).length > 0) found(reasons.losesVariables());
      if (instance.completed || instance.compensations || instance.deferred || instance.held)
        found(reasons.losesCompensation());
      return;
    }
    const to = this.#placement.elementFor(instance);
    if (!to) {
      found(reasons.gone());
      return;
    }
    if (to.type !== from.type) found(reasons.otherType(to.id, to.type));
    else if (!isRepeatedAlike(instance, from, to)) found(reasons.otherRepetition(to.id));
    else {
      this.#checkScope(instance, to);
      this.#checkWork(instance, from, to);
      this.#checkCompensation(instance, to);
    }
  }

  /** The ancestors must have become the ancestors, but for sub-processes that begin or end around it. */
  #checkScope(instance: ElementInstance, to: FlowElement): void {
    const scope = instance.scope === null ? undefined : this.#state.instances[instance.scope];
    if (!scope || instance.type === 'process' || instance.type === 'adHocSubProcessInnerInstance') return;
    if (isBody(scope.type)) {
      // what is inside goes with the body around it
      if (this.#placement.elementFor(scope)?.id !== to.id)
        this.#found(instance.elementId, instance.key, reasons.otherScope(to.id));
      return;
    }
    const home = this.#placement.homeOf(scope, to);
    const isBound =
      instance.undo !== undefined || instance.restored !== undefined || scope.phase !== 'active';
    if (!home || (isBound && (home.around.length > 0 || home.scope !== scope.key)))
      this.#found(instance.elementId, instance.key, reasons.otherScope(to.id));
  }

  // what it waits for ////////////////////////////////////////////////

  #checkWork(instance: ElementInstance, from: FlowElement, to: FlowElement): void {
    const { jobs, timers } = this.#state;
    const found = (reason: MigrationProblem['reason']) =>
      this.#found(instance.elementId, instance.key, reason);
    if (instance.listening && !instance.listening.done) {
      const { event, index } = instance.listening;
      const before = listenerAt(from, event, index);
      if (!before || listenerAt(to, event, index)?.type !== before.type) found(reasons.noListener(to.id));
    }
    const work = instance.waits.find((key) =>
      jobs[key] ? !jobs[key]?.listener : timers[key]?.retry && !timers[key]?.retry?.listener,
    );
    const view = viewOfThrow(to, (instance.thrown ?? 1) - 1) ?? to;
    const failed = Object.values(this.#state.incidents).some(
      (it) => it.owner === instance.key && it.jobKey !== undefined,
    );
    const hasOwnJob = (viewOfThrow(from, (instance.thrown ?? 1) - 1) ?? from).job !== undefined;
    if ((work !== undefined || (failed && hasOwnJob)) && !view.job) found(reasons.noJob(to.id));
    if (waitsItself(instance) && (!to.event || to.event.definition === 'link')) found(reasons.noWait(to.id));
    if (instance.phase === 'entering' && instance.trigger?.start !== undefined) {
      if (!this.#translation.element(instance.processId, instance.trigger.start)) found(reasons.gone());
    }
    for (const { elementId } of instance.adHoc?.queue ?? []) {
      if (this.#translation.element(instance.processId, elementId)?.parent !== to.id)
        this.#found(elementId, null, reasons.gone());
    }
    for (const { elementId, trigger } of instance.deferred ?? []) {
      const next = this.#translation.element(instance.processId, elementId);
      const start = trigger.start && this.#translation.element(instance.processId, trigger.start);
      if (!next || next.parent !== to.id || start === null) this.#found(elementId, null, reasons.gone());
    }
  }

  /** A token in front of a join stays in front of it. */
  #checkTokens(scope: ElementInstance): void {
    const taken = new Set<string>();
    for (const { flow, join } of tokensIn(this.#translation, scope)) {
      const to = this.#translation.element(scope.processId, flow);
      const joinTo = join && this.#translation.element(scope.processId, join.id);
      const at = join?.id ?? flow;
      if (!to || !joinTo || to.target !== joinTo.id) this.#found(at, null, reasons.flowGone(flow));
      else if (joinTo.type !== join?.type) this.#found(at, null, reasons.otherType(joinTo.id, joinTo.type));
      else if (taken.has(to.id) && joinTo.type.endsWith('Gateway'))
        this.#found(at, null, reasons.flowsMerged(to.id));
      else if (!this.#placement.homeOf(scope, joinTo)) this.#found(at, null, reasons.otherScope(joinTo.id));
      if (to) taken.add(to.id);
    }
    for (const id of Object.keys(scope.complexGateways ?? {})) {
      const to = this.#translation.element(scope.processId, id);
      const consumed = scope.complexGateways?.[id];
      const flows = consumed?.phase === 'reset' ? consumed.consumed : [];
      if (to?.type !== 'complexGateway') this.#found(id, null, reasons.gone());
      for (const flow of flows) {
        if (!this.#translation.element(scope.processId, flow)) this.#found(id, null, reasons.flowGone(flow));
      }
    }
  }

  // compensation /////////////////////////////////////////////////////

  #checkCompensation(instance: ElementInstance, to: FlowElement): void {
    this.#checkCompleted(instance.processId, instance.completed ?? [], to);
    for (const { units } of instance.compensations ?? []) {
      for (const { activity, event, scope } of units) {
        const processId = this.#state.instances[scope]?.processId ?? instance.processId;
        const original = this.#translation.element(processId, activity.elementId);
        const handler = this.#translation.element(processId, event);
        if (!original || handler?.event?.definition !== 'compensation')
          this.#found(activity.elementId, activity.key, reasons.compensationUnderWay());
      }
    }
  }

  #checkCompleted(processId: string, completed: CompletedActivity[], scope: FlowElement): void {
    const open = completed.map((activity) => ({ activity, processId, scope }));
    for (let it = open.pop(); it; it = open.pop()) {
      const { activity, scope: outer } = it;
      const within = activity.type === 'process' ? activity.elementId : it.processId;
      if (this.#translation.isGivenUp(within, activity.elementId)) continue;
      const to = this.#translation.element(within, activity.elementId);
      const { elementId, key } = activity;
      if (!to) this.#found(elementId, key, reasons.compensationGone());
      else if (activity.type !== 'process' && to.id !== outer.id && to.parent !== containerOf(outer))
        this.#found(elementId, key, reasons.compensationMoved(to.id));
      else
        for (const inner of activity.inside ?? [])
          open.push({ activity: inner, processId: within, scope: to });
    }
  }
}

// helpers ////////////////////////////////////////////////////////////

const containerOf = ({ type, id, parent }: FlowElement): string =>
  type === 'adHocSubProcessInnerInstance' ? parent : id;

/** It waits for an event of its own, which has not come. */
export const waitsItself = ({ type, phase, trigger }: ElementInstance): boolean =>
  (type === 'intermediateCatchEvent' || type === 'receiveTask') && phase === 'active' && !trigger;

function isRepeatedAlike(instance: ElementInstance, from: FlowElement, to: FlowElement): boolean {
  return (
    from.multiInstance?.sequential === to.multiInstance?.sequential &&
    (from.loop === undefined) === (to.loop === undefined) &&
    (instance.type !== 'multiInstanceBody' || to.multiInstance !== undefined)
  );
}

function listenerAt(element: FlowElement, event: string, index: number): ListenerJob | undefined {
  const all: Partial<Record<string, ListenerJob[]>> = {
    ...element.executionListeners,
    ...element.taskListeners,
  };
  return all[event]?.[index];
}
