/**
 * Migration of a running instance to another version of its process. Checked first, as a whole; then every element instance becomes what
 * the mapping says, and what it waits for is kept, begun or given up as the new version has it. It goes on by the new version.
 */
import { activateComplexGateway } from '../../behaviors/complex-join.ts';
import { closeWaits, subscribeToAttached } from '../../behaviors/event-subscription.ts';
import { tell } from '../../behaviors/identify.ts';
import { goOnWithTokens, joins } from '../../behaviors/join.ts';
import { openResults } from '../../behaviors/multi-instance.ts';
import { setLocal } from '../../behaviors/variables.ts';
import type { Rejection } from '../../commands.ts';
import type { FlowElement } from '../../elements/element.ts';
import type { ExecutableGraph } from '../../graph.ts';
import type { Failure, Run } from '../../run.ts';
import { begin } from '../../state/element-instance.ts';
import type { ElementInstance, Halted, InstanceState } from '../../state/instance-state.ts';
import { startsOf } from '../element-suspension.ts';
import type { RepairCommand } from '../repair-command.ts';
import { checkMigration } from './check.ts';
import { Translation } from './mapping.ts';
import { type Home, Placement } from './placement.ts';
import { type MigrationProblem, reasons } from './problem.ts';
import { translationOf } from './translated-instance.ts';
import { tokensIn } from './waiting-joins.ts';
import { WaitMigration } from './waits.ts';

/** @param run of the version that the instance goes to, on a state of its own */
export function migrate(
  run: Run,
  source: ExecutableGraph,
  command: Extract<RepairCommand, { kind: 'migrate' }>,
): Rejection | null {
  const { mapping, timers, actor, reason, from, to, definitionId } = command;
  const problems = checkMigration(source, run.state, run.graph, mapping);
  if (problems.length > 0) return refusal(problems);
  const translation = new Translation(source, run.graph, mapping);
  const processId = translation.processId(run.state.processId);
  const definition = definitionId === undefined ? {} : { definitionId };
  run.emit({ event: 'migrated', actor, reason, from, to, ...definition, processId, mapping, timers });
  const problem = new Migration(run, translation, timers).do();
  return problem && refusal([problem]);
}

function refusal(problems: MigrationProblem[]): Rejection {
  const [first, ...others] = problems;
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return {
    code: 'INVALID',
    message: `Expected the instance to fit the other version: '${first?.elementId}': ${first?.reason.en}${more}`,
    problems,
  };
}

/** What is known of an instance before anything has changed. */
interface Planned {
  instance: ElementInstance;
  /** Process of the version that is left, and the element there. */
  processId: string;
  from: FlowElement;
  /** Null: it ends, and what is inside goes outward. */
  to: FlowElement | null;
  /** Null: it stays where it is. */
  home: Home | null;
}

class Migration {
  readonly #run: Run;
  readonly #translation: Translation;
  readonly #timers: 'keep' | 'restart';
  /** By the key of what it is kept for, the element there. */
  readonly #keptBefore: ReadonlyMap<string, string>;
  /** Scopes that have begun, by the scope around and the element. */
  readonly #begun = new Map<string, ElementInstance>();

  constructor(run: Run, translation: Translation, timers: 'keep' | 'restart') {
    this.#run = run;
    this.#translation = translation;
    this.#timers = timers;
    this.#keptBefore = keptFor(run.state);
  }

  do(): MigrationProblem | null {
    const planned = this.#plan();
    const tokens = this.#planTokens();
    for (const { instance, to } of planned) if (!to) closeWaits(this.#run, instance);
    for (const it of planned) this.#become(it);
    this.#renameDataJoins(planned);
    this.#renameHalts();
    for (const { instance, home } of planned) {
      const moved = home ? this.#moveInto(instance, home) : null;
      if (moved) return moved;
    }
    for (const { scope, home, waiting } of tokens) {
      const moved = this.#moveTokens(scope, home, waiting);
      if (moved) return moved;
    }
    for (const { instance, from, to } of planned.toReversed()) if (!to) this.#end(instance, from);
    for (const { instance, processId, from, to } of planned) {
      if (!to) continue;
      const waits = new WaitMigration(this.#run, this.#translation, this.#timers, processId);
      const failure = waits.migrate(instance, from, to) ?? this.#moveResults(instance, from, to);
      if (failure) return failed(from.id, instance.key, failure);
    }
    this.#goOnAtJoins();
    return this.#keptInVain();
  }

  // planning /////////////////////////////////////////////////////////

  #plan(): Planned[] {
    const { instances } = this.#run.state;
    const placement = new Placement(this.#run.state, this.#translation);
    return Object.values(instances).flatMap((instance): Planned[] => {
      const { processId, elementId } = instance;
      const from = this.#translation.original(processId, elementId);
      if (!from) return [];
      const to = placement.isDissolved(instance) ? null : placement.elementFor(instance);
      const scope = instance.scope === null ? undefined : instances[instance.scope];
      const moves = to && scope && isPlaced(instance, scope);
      const home = moves ? placement.homeOf(scope, to) : null;
      const stays = !home || (home.scope === instance.scope && home.around.length === 0);
      return [{ instance, processId, from, to, home: stays ? null : home }];
    });
  }

  /** Of tokens whose join is in another scope from now on. */
  #planTokens(): { scope: string; home: Home; waiting: Record<string, number> }[] {
    const placement = new Placement(this.#run.state, this.#translation);
    return Object.values(this.#run.state.instances).flatMap((scope) =>
      tokensIn(this.#translation, scope).flatMap(({ flow, count, join }) => {
        const to = this.#translation.element(scope.processId, flow);
        const joinTo = join && this.#translation.element(scope.processId, join.id);
        const home = joinTo && placement.homeOf(scope, joinTo);
        if (!to || !home || (home.scope === scope.key && home.around.length === 0)) return [];
        return [{ scope: scope.key, home, waiting: { [to.id]: count } }];
      }),
    );
  }

  // becoming /////////////////////////////////////////////////////////

  #become({ instance, processId, from, to }: Planned): void {
    const run = this.#run;
    const changes = translationOf(this.#translation, processId, instance);
    if (changes) run.note({ change: 'translated', key: instance.key, changes });
    const becomes = this.#translation.processId(processId);
    if (!to || (to.id === from.id && becomes === processId)) return;
    const { key, scope, type } = instance;
    run.emit({
      event: 'elementMigrated',
      ...{ element: to.id, type, key, from: from.id, processId: becomes },
      ...(scope === null ? {} : { scope }),
    });
  }

  #renameDataJoins(planned: Planned[]): void {
    const { dataJoins } = this.#run.state;
    if (!dataJoins) return;
    const processes = new Map(planned.map(({ instance, processId }) => [instance.key, processId]));
    const renamed = dataJoins.map(({ scope, gateway }) => {
      const to = this.#translation.element(processes.get(scope) ?? '', gateway);
      return { scope, gateway: to?.id ?? gateway };
    });
    this.#run.note({ change: 'dataJoinsRenamed', dataJoins: renamed });
  }

  // suspended elements ///////////////////////////////////////////////

  #renameHalts(): void {
    const { halted } = this.#run.state;
    if (!halted) return;
    const elements: Halted['elements'] = {};
    for (const [id, { since, timers }] of Object.entries(halted.elements)) {
      const to = this.#translation.elementWithId(id);
      if (!to) continue;
      const starts = startsOf(this.#run, to);
      elements[to.id] = { since, timers, ...(starts.length > 0 ? { starts } : {}) };
    }
    this.#run.note({ change: 'haltsRenamed', elements });
  }

  /** What was kept for a suspended element is for something that is there no longer. */
  #keptInVain(): MigrationProblem | null {
    const { halted, jobs, messageSubscriptions, signalSubscriptions } = this.#run.state;
    const isThere = (key: string): boolean =>
      [jobs, messageSubscriptions, signalSubscriptions].some((open) => Object.hasOwn(open, key));
    const lost = halted?.kept.find(({ key }) => !isThere(key) && this.#keptBefore.has(key));
    return lost
      ? { elementId: this.#keptBefore.get(lost.key) ?? '', key: null, reason: reasons.losesKept() }
      : null;
  }

  // scopes ///////////////////////////////////////////////////////////

  #moveInto(instance: ElementInstance, home: Home): MigrationProblem | null {
    const scope = this.#begin(home);
    if ('reason' in scope) return scope;
    this.#run.note({ change: 'moved', key: instance.key, scope: scope.key });
    return null;
  }

  #moveTokens(from: string, home: Home, waiting: Record<string, number>): MigrationProblem | null {
    const run = this.#run;
    const scope = this.#begin(home);
    if ('reason' in scope) return scope;
    for (const [flow, count] of Object.entries(waiting)) {
      for (let left = count; left > 0; left--) {
        run.note({ change: 'tokensDropped', scope: from, flows: [flow] });
        run.note({ change: 'tokenWaits', scope: scope.key, flow });
      }
      const join = run.element(scope.processId, run.element(scope.processId, flow).target ?? '');
      const waits = run.instance(from).waitingJoins?.includes(join.id);
      if (!waits || scope.waitingJoins?.includes(join.id)) continue;
      const forData = join.activationCondition === undefined ? {} : { forData: true as const };
      run.note({ change: 'joinWaits', scope: scope.key, gateway: join.id, ...forData });
      const state = run.instance(from).complexGateways?.[join.id];
      if (state) {
        run.note({ change: 'complexGateway', scope: scope.key, gateway: join.id, state });
        run.note({ change: 'complexGateway', scope: from, gateway: join.id, state: null });
      }
    }
    const { target = '' } = run.element(scope.processId, Object.keys(waiting)[0] ?? '');
    this.#endEmptyJoin(run.instance(from), target);
    return null;
  }

  /** Nothing waits in front of it any more. */
  #endEmptyJoin(scope: ElementInstance, gateway: string): void {
    const run = this.#run;
    if (!scope.waitingJoins?.includes(gateway) || scope.complexGateways?.[gateway]) return;
    const { incoming = [] } = run.element(scope.processId, gateway);
    if (incoming.some((flow) => (scope.waitingTokens?.[flow] ?? 0) > 0)) return;
    run.note({ change: 'joinEnded', scope: scope.key, gateway });
  }

  /** The innermost scope of a home: those that are new begin, without what they start by themselves. */
  #begin({ scope, around }: Home): ElementInstance | MigrationProblem {
    const run = this.#run;
    let inner = run.instance(scope);
    for (const element of around) {
      const place = `${inner.key} ${element.id}`;
      const known = this.#begun.get(place);
      const next = known ?? this.#enter(inner, element);
      if (!known) {
        this.#begun.set(place, next);
        const failure = subscribeToAttached(run, next, element);
        if (failure) return failed(element.id, null, failure);
        tell(run, next, 'activated');
      }
      inner = next;
    }
    return inner;
  }

  #enter(outer: ElementInstance, { id, type }: FlowElement): ElementInstance {
    const run = this.#run;
    const { processId } = outer;
    const instance = begin({ key: run.nextKey(), processId, elementId: id, type, scope: outer.key });
    run.note({ change: 'tokenScheduled', scope: outer.key });
    run.note({ change: 'entered', instance });
    return run.instance(instance.key);
  }

  /** A sub-process that the new version does not have: everything inside has left it. */
  #end({ key, type, scope }: ElementInstance, { id: element }: FlowElement): void {
    this.#run.emit({ event: 'terminated', element, type, key, ...(scope === null ? {} : { scope }) });
  }

  // several instances ////////////////////////////////////////////////

  /** The results so far go under the name that the new version has for them. */
  #moveResults(body: ElementInstance, from: FlowElement, to: FlowElement): Failure | null {
    if (body.type !== 'multiInstanceBody' || !body.loop || body.phase === 'entering') return null;
    const before = from.multiInstance?.outputCollection;
    const name = to.multiInstance?.outputCollection;
    if (!name || name === before) return null;
    if (before && before in body.variables) setLocal(this.#run, body, { [name]: body.variables[before] });
    else openResults(this.#run, body, name, body.loop.total);
    return null;
  }

  // joins ////////////////////////////////////////////////////////////

  /** A join that the new version lets go on does so. */
  #goOnAtJoins(): void {
    const run = this.#run;
    for (const scope of Object.values(run.state.instances)) {
      const flows = Object.keys(scope.waitingTokens ?? {});
      const ids = new Set(flows.map((flow) => run.element(scope.processId, flow).target ?? ''));
      for (const id of ids) {
        goOnWithTokens(run, scope, run.element(scope.processId, id));
        this.#endEmptyJoin(scope, id);
      }
      for (const id of scope.waitingJoins ?? []) {
        const join = run.element(scope.processId, id);
        if (join.type === 'complexGateway' && joins(join)) activateComplexGateway(run, scope, join);
      }
      if (scope.waitingJoins) run.note({ change: 'tokensDropped', scope: scope.key, flows: [] });
    }
  }
}

// helpers ////////////////////////////////////////////////////////////

function keptFor({ halted, ...state }: InstanceState): Map<string, string> {
  const { jobs, messageSubscriptions, signalSubscriptions } = state;
  return new Map(
    (halted?.kept ?? []).flatMap(({ key }) => {
      const open = jobs[key] ?? messageSubscriptions[key] ?? signalSubscriptions[key];
      return open ? [[key, open.elementId] as const] : [];
    }),
  );
}

const failed = (elementId: string, key: string | null, { message }: Failure): MigrationProblem => ({
  elementId,
  key,
  reason: reasons.fails(message),
});

/** What is inside a body, a called process, and an ad-hoc sub-process's inner instance go with what is around. */
const isPlaced = (instance: ElementInstance, scope: ElementInstance): boolean =>
  instance.type !== 'process' &&
  instance.type !== 'adHocSubProcessInnerInstance' &&
  scope.type !== 'multiInstanceBody' &&
  scope.type !== 'standardLoopBody';
