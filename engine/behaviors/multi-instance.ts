/** What a multi-instance activity does when one of its inner instances ends (BPMN 2.0, 13.3.7). */
import type { FlowElement, MultiInstance, Template } from '../elements/element.ts';
import { isOn } from '../flags.ts';
import type { Failure, Run } from '../run.ts';
import { isHalted } from '../state/halt.ts';
import type { ElementInstance, Variables } from '../state/instance-state.ts';
import { evaluateBoolean, evaluateIn, plainVariable, type Result } from './expression.ts';
import { describeLoopEvents, type LoopEvents } from './loop-events.ts';
import { removeTokens, terminateChildren } from './termination.ts';
import { setLocal, visibleVariables } from './variables.ts';

/** Up to so many items every result is followed as a change of the collection; of more it is told when they are complete. */
const manyItems = 100;
/** Before `largeLoops`. */
const formerlyMany = 1000;

const isLarge = (run: Run, size: number): boolean =>
  size > (isOn(run.state, 'largeLoops') ? manyItems : formerlyMany);

/** One empty place for each item. */
export function openResults(run: Run, body: ElementInstance, name: string, size: number): void {
  const empty = (): null[] => Array.from({ length: size }, () => null);
  setLocal(run, body, { [name]: empty() });
  // to be filled in place: what was told of stays as it was told
  if (isLarge(run, size)) run.note({ change: 'resultsOpened', key: body.key, name, results: empty() });
}

/** What follows from the completion of an inner instance. */
export interface Collected {
  /** The completion condition holds, or that of a complex behaviour. */
  enough: boolean;
  events: LoopEvents['thrown'];
  /** As the events carry them. */
  properties: Variables;
}

/** Before an inner instance is completed: its result goes into the collection. */
export function collectOutput(
  run: Run,
  body: ElementInstance,
  instance: ElementInstance,
  element: FlowElement,
): Collected | Failure {
  const loop = element.multiInstance;
  if (!loop || !body.loop) return { enough: false, events: [], properties: {} };
  if (loop.outputCollection && loop.outputElement) {
    const result = evaluateIn(run, instance, loop.outputElement);
    if (!result.ok) return result.failure;
    putResult(run, body, loop.outputCollection, (instance.loopItem?.counter ?? 1) - 1, result.value);
  }
  if (loop.completionCondition === null && !loop.events) return { enough: false, events: [], properties: {} };
  const properties = loopProperties(body);
  const enough = isEnough(run, instance, loop.completionCondition, properties);
  if (!enough.ok) return enough.failure;
  const carried = { ...properties, loopCounter: instance.loopItem?.counter ?? 1 };
  const events = describeLoopEvents(run, body, instance, element, carried);
  if ('code' in events) return events;
  return { enough: enough.value || events.cancels, events: events.thrown, properties: carried };
}

/** After an inner instance was completed: the next one starts, or the activity is done. */
export function afterInnerInstance(
  run: Run,
  body: ElementInstance,
  element: FlowElement,
  enough: boolean,
): void {
  // what it threw may have ended it
  if (!body.loop || !run.state.instances[body.key]) return;
  if (enough) {
    if (body.loop.next !== undefined) run.note({ change: 'itemsWait', key: body.key, next: null });
    removeTokens(run, body);
    terminateChildren(run, body);
  } else if (element.multiInstance?.sequential && body.loop.started < body.loop.total) {
    startInnerInstance(run, body, body.loop.items[body.loop.started]);
    return;
  }
  if (body.phase !== 'active' || body.children > 0 || body.pending > 0 || hasMore(body)) return;
  run.note({ change: 'leaving', key: body.key });
  run.scheduleCompletion(body.key);
}

/** Items wait to begin. */
export const hasMore = ({ loop }: ElementInstance): boolean => loop?.next !== undefined;

/** A loop over many items: every inner instance would carry the whole collections with it. */
export function withheldBy(run: Run, loop: MultiInstance, size: number): string[] {
  if (!isOn(run.state, 'largeLoops') || size <= manyItems) return [];
  const names = [plainVariable(loop.inputCollection), loop.outputCollection];
  return names.filter((name) => name !== null && name !== loop.inputElement) as string[];
}

/** Begins the next items of a parallel loop, as many as may begin at once. */
export function beginItems(run: Run, body: ElementInstance, items: unknown[], first: number): void {
  const end = Math.min(items.length, first + run.itemsAtOnce);
  for (let index = first; index < end; index++) {
    run.note({ change: 'loopStarted', key: body.key });
    run.scheduleActivation(body.elementId, body.key, { loop: { counter: index + 1, item: items[index] } });
  }
  if (end < items.length) run.note({ change: 'itemsWait', key: body.key, next: end });
  else if (hasMore(body)) run.note({ change: 'itemsWait', key: body.key, next: null });
}

/** The next items of whichever loop waits for longest. */
export function beginWaitingItems(run: Run): void {
  for (const key of run.state.beginning ?? []) {
    if (isHalted(run.state, key)) continue;
    const body = run.state.instances[key];
    if (body?.loop?.next === undefined || body.phase !== 'active') {
      run.note({ change: 'itemsWait', key, next: null });
      continue;
    }
    beginItems(run, body, body.loop.items, body.loop.next);
    return;
  }
}

export function startInnerInstance(run: Run, body: ElementInstance, item: unknown): void {
  run.note({ change: 'loopStarted', key: body.key });
  // one that was added while others wait comes after them
  const counter = hasMore(body) ? body.loop?.total : body.loop?.started;
  run.scheduleActivation(body.elementId, body.key, { loop: { counter: counter ?? 1, item } });
}

// helpers ////////////////////////////////////////////////////////////

function isEnough(
  run: Run,
  instance: ElementInstance,
  condition: Template | null,
  properties: Variables,
): Result<boolean> {
  if (condition === null) return { ok: true, value: false };
  const context = { ...visibleVariables(run.state, instance), ...properties };
  return evaluateBoolean(run, context, condition, 'EXPRESSION_FAILED');
}

function putResult(run: Run, body: ElementInstance, name: string, index: number, value: unknown): void {
  const collection = body.variables[name];
  const results = Array.isArray(collection) ? collection : [];
  if (isLarge(run, results.length)) {
    run.variableChanges(body.key, name);
    run.note({ change: 'resultCollected', key: body.key, name, index, value });
    return;
  }
  const changed = [...results];
  changed[index] = value;
  setLocal(run, body, { [name]: changed });
}

/** Counted as if the inner instance that is about to complete had done so. */
function loopProperties(body: ElementInstance): Variables {
  const { total = 0, completed = 0, terminated = 0, items = [], next = items.length } = body.loop ?? {};
  // what has not begun only because not all begin at once counts as begun; items are kept also where one follows the other
  const waiting = hasMore(body) ? items.length - next : 0;
  return {
    numberOfInstances: total,
    numberOfActiveInstances: body.children + body.pending - 1 + waiting,
    numberOfCompletedInstances: completed + 1,
    numberOfTerminatedInstances: terminated,
  };
}
