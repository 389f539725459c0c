/**
 * What goes on inside an ad-hoc sub-process (BPMN 2.0, 13.3.5). Each activity that is selected runs in an inner instance of its own
 * with what follows from it by sequence flow. Whenever an inner instance completes, the completion condition is asked.
 */
import { type FlowElement, innerInstanceId } from '../elements/element.ts';
import { type Failure, fail, type Run } from '../run.ts';
import type { AdHocActivation, ElementInstance, Variables } from '../state/instance-state.ts';
import { closeOwnJob } from './event-subscription.ts';
import { evaluateBoolean, evaluateIn } from './expression.ts';
import { raiseIncident } from './incident.ts';
import { describeJob, openJob } from './job.ts';
import { removeTokens, terminateChildren } from './termination.ts';
import { setLocal, visibleVariables } from './variables.ts';

/** What no flow leads to may be selected at any time (13.3.5: "initially all activities without incoming sequence flows"). */
export const enabledIn = (adHoc: FlowElement): string[] => adHoc.implicitStarts ?? [];

/** Null where all may be selected. */
export function unknownActivities(adHoc: FlowElement, elementIds: string[]): Failure | null {
  const enabled = enabledIn(adHoc);
  const unknown = elementIds.filter((id) => !enabled.includes(id));
  if (unknown.length === 0) return null;
  const names = unknown.map((id) => `'${id}'`).join(', ');
  return fail(
    'EXPRESSION_FAILED',
    `Expected activities of the ad-hoc sub-process, but there is none with the id ${names}`,
  );
}

/** Lets these activities begin: all at once, or where the ordering is sequential each when the one before has ended. */
export function selectActivities(
  run: Run,
  adHoc: ElementInstance,
  element: FlowElement,
  selected: AdHocActivation[],
): void {
  if (!element.adHoc?.sequential) {
    for (const activation of selected) begin(run, adHoc, activation);
    return;
  }
  run.note({ change: 'adHocQueued', key: adHoc.key, queue: [...(adHoc.adHoc?.queue ?? []), ...selected] });
  beginNext(run, adHoc);
}

/** Before an inner instance completes: its result goes into the collection. `enough`: the completion condition holds. */
export function collectResult(
  run: Run,
  adHoc: ElementInstance,
  inner: ElementInstance,
  element: FlowElement,
): { enough: boolean } | Failure {
  const { outputCollection = null, outputElement = null, completionCondition = null } = element.adHoc ?? {};
  const results: Variables = {};
  if (outputCollection !== null && outputElement !== null) {
    const result = evaluateIn(run, inner, outputElement);
    if (!result.ok) return result.failure;
    const collection = adHoc.variables[outputCollection];
    results[outputCollection] = [...(Array.isArray(collection) ? collection : []), result.value];
  }
  let enough = false;
  if (completionCondition !== null) {
    const context = { ...visibleVariables(run.state, adHoc), ...results };
    const holds = evaluateBoolean(run, context, completionCondition, 'EXPRESSION_FAILED');
    if (!holds.ok) return holds.failure;
    enough = holds.value;
  }
  setLocal(run, adHoc, results);
  return { enough };
}

/** After an inner instance, or an event sub-process, has ended. Without a completion condition it is enough when nothing is left. */
export function afterPath(run: Run, adHoc: ElementInstance, element: FlowElement, enough: boolean): void {
  if (adHoc.phase !== 'active') return;
  if (enough) {
    finishAdHoc(run, adHoc, element.adHoc?.cancelRemaining ?? true);
    return;
  }
  if (adHoc.adHoc?.finishing) {
    finishAdHoc(run, adHoc, adHoc.adHoc.finishing.cancelRemaining);
    return;
  }
  if (adHoc.interrupted) {
    if (isIdle(adHoc)) leaveAdHoc(run, adHoc);
  } else if (element.job) askAgain(run, adHoc, element);
  else if (beginNext(run, adHoc) || !isIdle(adHoc) || hasWaitingTokens(adHoc)) return;
  else if (element.adHoc?.completionCondition === null) leaveAdHoc(run, adHoc);
}

/** No further activity begins. What is running is cancelled, or ends by itself first. */
export function finishAdHoc(run: Run, adHoc: ElementInstance, cancelRemaining: boolean): void {
  run.note({ change: 'adHocFinishing', key: adHoc.key, cancelRemaining });
  closeOwnJob(run, adHoc);
  if (cancelRemaining) {
    removeTokens(run, adHoc);
    terminateChildren(run, adHoc);
  }
  if (isIdle(adHoc)) leaveAdHoc(run, adHoc);
}

// helpers ////////////////////////////////////////////////////////////

function begin(run: Run, adHoc: ElementInstance, { elementId, variables }: AdHocActivation): void {
  run.scheduleActivation(innerInstanceId(adHoc.elementId), adHoc.key, {
    trigger: { variables, start: elementId },
  });
}

/** Whether one of those that are queued could begin. */
function beginNext(run: Run, adHoc: ElementInstance): boolean {
  const [next, ...queue] = adHoc.adHoc?.queue ?? [];
  if (!next || !isIdle(adHoc)) return false;
  run.note({ change: 'adHocQueued', key: adHoc.key, queue });
  begin(run, adHoc, next);
  return true;
}

const isIdle = (adHoc: ElementInstance): boolean => adHoc.children === 0 && adHoc.pending === 0;

const hasWaitingTokens = (adHoc: ElementInstance): boolean =>
  Object.keys(adHoc.waitingTokens ?? {}).length > 0;

/** A job that selects the activities is asked anew after each of them: there is at most one at a time. */
function askAgain(run: Run, adHoc: ElementInstance, element: FlowElement): void {
  closeOwnJob(run, adHoc);
  const job = describeJob(run, adHoc, element);
  if (job.ok) openJob(run, adHoc, element, job.value);
  else raiseIncident(run, adHoc, job.failure);
}

function leaveAdHoc(run: Run, adHoc: ElementInstance): void {
  run.note({ change: 'leaving', key: adHoc.key });
  run.scheduleCompletion(adHoc.key);
}
