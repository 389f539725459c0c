/** Where a token is put that no flow has brought: the scopes around its element, found or begun. */
import { subscribeToAttached } from '../behaviors/event-subscription.ts';
import { tell } from '../behaviors/identify.ts';
import { setLocal } from '../behaviors/variables.ts';
import { type FlowElement, innerInstanceId, isBody } from '../elements/element.ts';
import type { Failure, Run } from '../run.ts';
import { begin } from '../state/element-instance.ts';
import type { ElementInstance, Variables } from '../state/instance-state.ts';
import { indexOf } from '../state/state-index.ts';

/** Text that completes "Expected …". */
export class Refused {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** The instance of the element directly around, beginning what is missing. `anchor` is one that is known to be around. */
export function findScope(
  run: Run,
  anchor: ElementInstance,
  element: FlowElement,
  variables: Record<string, Variables>,
): ElementInstance | Refused {
  const missing = elementsBetween(run, anchor, element);
  if (!missing) return new Refused(`${anchor.key} to be a scope around '${element.id}', but it is not`);
  let scope = anchor;
  for (const id of missing) {
    const inside = instancesOf(run, scope, id);
    const [only, another] = inside;
    if (another) {
      const keys = inside.map(({ key }) => key).join(', ');
      return new Refused(`the key of one scope of '${id}', but there are several: ${keys}`);
    }
    const next = only ?? beginScope(run, scope, run.element(anchor.processId, id), variables);
    if (next instanceof Refused) return next;
    scope = next;
  }
  return usable(run, scope) ?? scope;
}

/** Live instances of the element anywhere inside, not the bodies around them. What is there again to be undone is none. */
export function instancesOf(run: Run, scope: ElementInstance, elementId: string): ElementInstance[] {
  const found: ElementInstance[] = [];
  const index = indexOf(run.state);
  const open = [...index.childrenOf(scope.key)].reverse();
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    const instance = run.instance(key);
    // another process inside a call activity may have elements of the same name
    if (instance.processId !== scope.processId || instance.restored) continue;
    if (instance.elementId === elementId && !isBody(instance.type)) found.push(instance);
    else open.push(...[...index.childrenOf(key)].reverse());
  }
  return found;
}

// helpers ////////////////////////////////////////////////////////////

/** Ids of the containers between, the outermost first; null where the one is not around the other. */
function elementsBetween(run: Run, anchor: ElementInstance, element: FlowElement): string[] | null {
  const between: string[] = [];
  const around =
    anchor.type === 'adHocSubProcessInnerInstance' ? run.elementOf(anchor).parent : anchor.elementId;
  for (let id = element.parent; id !== around; id = run.element(anchor.processId, id).parent) {
    if (id === anchor.processId || id === '') return null;
    between.unshift(id);
  }
  return between;
}

function usable(run: Run, scope: ElementInstance): Refused | null {
  for (let it: ElementInstance | null = scope; it; it = run.scopeOf(it)) {
    if (it.phase !== 'active' || it.cancelled || it.restored || it.undo || it.adHoc?.finishing)
      return new Refused(`'${it.elementId}' (${it.key}) to be going on, but it is not`);
  }
  return null;
}

/** Begins the scope without what it starts by itself: its event sub-processes and boundary events wait from now on. */
function beginScope(
  run: Run,
  outer: ElementInstance,
  element: FlowElement,
  variables: Record<string, Variables>,
): ElementInstance | Refused {
  if (element.multiInstance || element.loop) {
    return new Refused(`'${element.id}', which is repeated, to be live, but it is not`);
  }
  if (isOfCompensation(run, outer, element)) {
    return new Refused(`'${element.id}' to be part of the normal flow, but it undoes what was done`);
  }
  const refused = usable(run, outer);
  if (refused) return refused;
  const around = outer.type === 'adHocSubProcess' ? enter(run, outer, innerElement(run, outer)) : outer;
  if (around !== outer) tell(run, around, 'activated');
  const scope = enter(run, around, element);
  setLocal(run, scope, variables[element.id] ?? {});
  const failure: Failure | null = subscribeToAttached(run, scope, element);
  if (failure) return new Refused(`'${element.id}' to begin, but it cannot: ${failure.message}`);
  tell(run, scope, 'activated');
  return scope;
}

const innerElement = (run: Run, adHoc: ElementInstance): FlowElement =>
  run.element(adHoc.processId, innerInstanceId(adHoc.elementId));

function enter(run: Run, outer: ElementInstance, element: FlowElement): ElementInstance {
  const { processId, key: scope } = outer;
  const instance = begin({ key: run.nextKey(), processId, elementId: element.id, type: element.type, scope });
  run.note({ change: 'tokenScheduled', scope: outer.key });
  run.note({ change: 'entered', instance });
  return instance;
}

/** An event sub-process begins with its start event: that of a compensation does so for nothing else. */
function isOfCompensation(run: Run, outer: ElementInstance, element: FlowElement): boolean {
  if (element.isForCompensation) return true;
  return run.elementOf(outer).compensation?.start !== undefined && element.type === 'eventSubProcess'
    ? run.element(outer.processId, run.elementOf(outer).compensation?.start ?? '').parent === element.id
    : false;
}
