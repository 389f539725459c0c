/**
 * Execution listeners (dialect): jobs that hold an element instance up before it is activated, and before it completes. `start`: its
 * inputs have been mapped, nothing else has been done. `end`: its outputs have been mapped, it waits for nothing more, its token has
 * not left. `beforeAll`: before the body of an activity that is done several times; `start` and `end` are those of each inner
 * instance.
 */
import { type ExecutionEvent, type FlowElement, isBody } from '../elements/element.ts';
import type { ElementProcessor } from '../elements/element-processor.ts';
import type { Failure, Run } from '../run.ts';
import type { ElementInstance, Variables } from '../state/instance-state.ts';
import { closeWaits } from './event-subscription.ts';
import { listeningTo, openListenerJob, openNextListenerJob } from './listener-job.ts';
import { applyInputMappings, applyOutputMappings } from './variable-mapping.ts';
import { setLocal } from './variables.ts';

type Held = 'held' | Failure | null;

/** Null: nothing holds the instance up, or no longer. */
export function holdAtStart(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
  processor: ElementProcessor,
): Held {
  if (isBody(instance.type)) return hold(run, instance, element, 'beforeAll', () => null);
  const prepare = processor.prepare ?? applyInputMappings;
  return hold(run, instance, element, 'start', () => prepare(run, instance, element));
}

export function holdAtEnd(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
  processor: ElementProcessor,
): Held {
  if (isBody(instance.type) || processor.goesOn?.(run, instance, element)) return null;
  const finish = processor.finish ?? applyOutputMappings;
  return hold(run, instance, element, 'end', () => {
    const failure = finish(run, instance, element);
    if (!failure) closeWaits(run, instance);
    return failure;
  });
}

/** A listener has answered. What it brings stays in the element before it begins, and goes to the scope around when it has ended. */
export function continueExecution(
  run: Run,
  instance: ElementInstance,
  variables: Variables,
): Failure | 'done' | null {
  const isEnd = instance.listening?.event === 'end' || instance.listening?.event === 'cancel';
  setLocal(run, (isEnd && run.scopeOf(instance)) || instance, variables);
  return openNextListenerJob(run, instance);
}

// helpers ////////////////////////////////////////////////////////////

function hold(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
  event: ExecutionEvent,
  before: () => Failure | null,
): Held {
  if (!element.executionListeners?.[event]) return null;
  const listening = listeningTo(instance, event);
  if (listening?.done) return null;
  const failure = listening ? null : before();
  return failure ?? openListenerJob(run, instance, event, listening?.index ?? 0) ?? 'held';
}
