/**
 * Modification of a running instance: tokens are taken away and put elsewhere. The instructions are done one after the other on a
 * copy; the first that cannot be done refuses them all. Nothing goes on before the last of them.
 */
import { selectActivities } from '../behaviors/ad-hoc.ts';
import { joins } from '../behaviors/join.ts';
import { hasMore, startInnerInstance } from '../behaviors/multi-instance.ts';
import { pathEnded } from '../behaviors/scope-end.ts';
import { abandonCompensations, descendants, terminate } from '../behaviors/termination.ts';
import { setLocal } from '../behaviors/variables.ts';
import { flowsWithToken, homeOfJoins } from '../behaviors/waiting-tokens.ts';
import type { Rejection } from '../commands.ts';
import { type FlowElement, isBody } from '../elements/element.ts';
import type { Run } from '../run.ts';
import type { ElementInstance, Variables } from '../state/instance-state.ts';
import type { ModifyInstruction, RepairCommand } from './repair-command.ts';
import { findScope, Refused } from './scope-chain.ts';

type Asked<K extends ModifyInstruction['kind']> = Extract<ModifyInstruction, { kind: K }>;

export function modify(run: Run, command: Extract<RepairCommand, { kind: 'modify' }>): Rejection | null {
  const { instructions, actor, reason } = command;
  if (instructions.length === 0)
    return { code: 'INVALID', message: 'Expected an instruction, but there is none' };
  run.emit({ event: 'modified', actor, reason, instructions });
  const modification = new Modification(run);
  for (const [index, instruction] of instructions.entries()) {
    const refused = modification.do(instruction);
    if (!refused) continue;
    const message = `Instruction ${index + 1} (${instruction.kind}): expected ${refused.message}`;
    return { code: 'INVALID', message, instruction: index };
  }
  modification.endWhatIsEmpty();
  return null;
}

class Modification {
  readonly #run: Run;
  /** Scopes into which a token has been put: they stay. */
  readonly #used = new Set<string>();
  /** Scopes from which something was taken, in that order. */
  readonly #left = new Set<string>();

  constructor(run: Run) {
    this.#run = run;
  }

  do(instruction: ModifyInstruction): Refused | null {
    switch (instruction.kind) {
      case 'cancel':
        return this.#cancelByKey(instruction);
      case 'cancelAll':
        return this.#cancelAll(instruction);
      case 'dropTokens':
        return this.#dropTokens(instruction);
      case 'activate':
        return this.#activate(instruction);
    }
  }

  /** A scope without anything left in it ends, and so on outward. Tokens that wait for others keep theirs. */
  endWhatIsEmpty(): void {
    const run = this.#run;
    for (const key of this.#left) {
      for (let scope = run.state.instances[key]; scope; ) {
        if (scope.children > 0 || scope.pending > 0 || hasMore(scope) || scope.phase !== 'active') break;
        if (Object.keys(scope.waitingTokens ?? {}).length > 0) break;
        if (scope.type === 'adHocSubProcess') {
          // it goes on, or is done, as when what was taken away had ended
          pathEnded(run, scope);
          break;
        }
        const outer: ElementInstance | null = run.scopeOf(scope);
        terminate(run, scope);
        scope = outer ?? undefined;
      }
    }
  }

  // cancelling ///////////////////////////////////////////////////////

  #cancelByKey({ key }: Asked<'cancel'>): Refused | null {
    const instance = this.#run.state.instances[key];
    return instance
      ? this.#cancel(instance)
      : new Refused(`a live element instance ${key}, but there is none`);
  }

  #cancelAll({ elementId }: Asked<'cancelAll'>): Refused | null {
    const { state } = this.#run;
    const all = Object.values(state.instances).filter((it) => it.elementId === elementId && !it.restored);
    if (all.length === 0) return new Refused(`live instances of '${elementId}', but there are none`);
    for (const { key } of all) {
      // one may have been inside another
      const instance = state.instances[key];
      const refused = instance ? this.#cancel(instance) : null;
      if (refused) return refused;
    }
    return null;
  }

  #cancel(instance: ElementInstance): Refused | null {
    const run = this.#run;
    const { key } = instance;
    if (instance.phase === 'terminating') return new Refused(`${key} to be going on, but it is ending`);
    for (let it: ElementInstance | null = instance; it; it = run.scopeOf(it)) {
      if (it.undo || it.restored) return new Refused(`${key} to be no part of a compensation, but it is`);
    }
    const outer = run.scopeOf(instance);
    if (outer?.compensations?.some(({ thrower }) => thrower === key))
      return new Refused(`${key} not to wait for a compensation, but it does`);
    for (const used of this.#used) {
      if (this.#isInside(used, key))
        return new Refused(`${key} to stay, since another instruction puts a token into it`);
    }
    for (const inner of [...descendants(run, instance), instance]) {
      if (run.state.instances[inner.key]) abandonCompensations(run, inner);
    }
    terminate(run, instance);
    if (outer) this.#left.add(outer.key);
    return null;
  }

  #isInside(key: string, outer: string): boolean {
    const { instances } = this.#run.state;
    for (let it = instances[key]; it; it = it.scope === null ? undefined : instances[it.scope])
      if (it.key === outer) return true;
    return false;
  }

  #dropTokens({ elementId, scope: key }: Asked<'dropTokens'>): Refused | null {
    const run = this.#run;
    const places = Object.values(run.state.instances).filter((scope) => {
      if (key !== undefined && scope.key !== key) return false;
      const element = run.process(scope.processId).elements[elementId];
      return element !== undefined && flowsWithToken(scope, element).length > 0;
    });
    const [scope, another] = places;
    if (!scope) return new Refused(`tokens waiting in front of '${elementId}', but there are none`);
    if (another) return new Refused(`the key of one scope of '${elementId}', but tokens wait in several`);
    const element = run.element(scope.processId, elementId);
    if (element.type === 'complexGateway')
      return new Refused(`'${elementId}' to be no complex gateway, which counts its tokens itself`);
    this.#takeTokens(scope, element, 'all');
    this.#left.add(scope.key);
    return null;
  }

  #takeTokens(scope: ElementInstance, element: FlowElement, tokens: 'all' | 'one'): void {
    const run = this.#run;
    do {
      const flows = flowsWithToken(scope, element);
      if (flows.length > 0) run.note({ change: 'tokensDropped', scope: scope.key, flows });
    } while (tokens === 'all' && flowsWithToken(scope, element).length > 0);
    if (flowsWithToken(scope, element).length === 0 && scope.waitingJoins?.includes(element.id))
      run.note({ change: 'joinEnded', scope: scope.key, gateway: element.id });
  }

  // activating ///////////////////////////////////////////////////////

  #activate(instruction: Asked<'activate'>): Refused | null {
    const run = this.#run;
    const { elementId, scope: key, variables = {}, item = null } = instruction;
    const anchor = run.state.instances[key ?? run.state.rootKey];
    if (!anchor) return new Refused(`a live scope ${key}, but there is none`);
    const element = run.process(anchor.processId).elements[elementId];
    const refused = element
      ? refuseElement(element)
      : new Refused(`an element '${elementId}' of process '${anchor.processId}', but there is none`);
    if (refused || !element) return refused;
    if (isBody(anchor.type) && anchor.elementId === elementId)
      return this.#addToBody(anchor, element, item, variables);
    if (isBody(anchor.type))
      return new Refused(
        `the key of one instance of '${anchor.elementId}', but ${key} is the body around them`,
      );
    const scope = findScope(run, anchor, element, variables);
    if (scope instanceof Refused) return scope;
    const unknown = this.#setVariables(scope, element, variables);
    if (unknown) return unknown;
    this.#used.add(scope.key);
    if (scope.type === 'adHocSubProcess') {
      const own = variables[elementId] ?? {};
      selectActivities(run, scope, run.elementOf(scope), [{ elementId, variables: own }]);
      return null;
    }
    // a join goes on with what waits for it
    if (joins(element)) this.#takeTokens(homeOfJoins(run, scope), element, 'one');
    const own = variables[elementId];
    run.scheduleActivation(elementId, scope.key, own ? { variables: own } : {});
    return null;
  }

  #addToBody(
    body: ElementInstance,
    element: FlowElement,
    item: unknown,
    variables: Record<string, Variables>,
  ): Refused | null {
    if (!element.multiInstance || element.multiInstance.sequential)
      return new Refused(`'${element.id}' to be a parallel multi-instance activity, but it is not`);
    if (body.phase !== 'active') return new Refused(`${body.key} to be going on, but it is not`);
    const unknown = this.#setVariables(body, element, variables);
    if (unknown) return unknown;
    this.#used.add(body.key);
    this.#run.note({ change: 'loopGrown', key: body.key });
    startInnerInstance(this.#run, body, item);
    return null;
  }

  /** Those of scopes around; the element's own are set when it begins. */
  #setVariables(
    scope: ElementInstance,
    element: FlowElement,
    variables: Record<string, Variables>,
  ): Refused | null {
    const run = this.#run;
    const left = new Set(Object.keys(variables));
    left.delete(element.id);
    for (let it: ElementInstance | null = scope; it; it = run.scopeOf(it)) {
      if (it.processId !== scope.processId) break;
      if (!isBody(it.type) && left.delete(it.elementId)) setLocal(run, it, variables[it.elementId] ?? {});
    }
    const [unknown] = left;
    return unknown === undefined
      ? null
      : new Refused(`'${unknown}' to be a scope around '${element.id}', but it is not`);
  }
}

// helpers ////////////////////////////////////////////////////////////

/** What has no life of its own: a token gets there by an event, or only passes. */
function refuseElement(element: FlowElement): Refused | null {
  switch (element.type) {
    case 'sequenceFlow':
    case 'startEvent':
    case 'boundaryEvent':
    case 'eventSubProcess':
    case 'complexGateway':
    case 'adHocSubProcessInnerInstance':
      return new Refused(
        `'${element.id}' to be an activity, a gateway, or an event that is reached by a flow, but it is a ${element.type}`,
      );
    default:
      return element.isForCompensation
        ? new Refused(`'${element.id}' to be part of the normal flow, but it undoes what was done`)
        : null;
  }
}
