/** Jobs of listeners: for one moment in the life of an element instance they are opened one after the other. */
import type { ListenerEvent, ListenerJob } from '../elements/element.ts';
import type { Failure, Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';
import { describeJobOf, openJob } from './job.ts';

/** What the element says of that moment. */
export function listenersOf(run: Run, instance: ElementInstance, event: ListenerEvent): ListenerJob[] {
  const { executionListeners, taskListeners } = run.elementOf(instance);
  const listeners: Partial<Record<ListenerEvent, ListenerJob[]>> = {
    ...executionListeners,
    ...taskListeners,
  };
  return listeners[event] ?? [];
}

/** Null where the instance waits for none. */
export const listeningTo = (
  instance: ElementInstance,
  event?: ListenerEvent,
): ElementInstance['listening'] => {
  const { listening } = instance;
  return event === undefined || listening?.event === event ? listening : undefined;
};

/** Opens the job of the listener with that index; a failure is of its expressions. */
export function openListenerJob(
  run: Run,
  instance: ElementInstance,
  event: ListenerEvent,
  index: number,
): Failure | null {
  const listener = listenersOf(run, instance, event)[index];
  if (!listener)
    throw new Error(`Expected ${instance.elementId} to have a listener ${event} ${index}, but it has none`);
  run.note({ change: 'listening', key: instance.key, listening: { event, index } });
  const job = describeJobOf(run, instance, listener);
  if (!job.ok) return job.failure;
  const element = run.elementOf(instance);
  const headers =
    listener.headers ?? (event in (element.taskListeners ?? {}) ? element.headers : undefined) ?? {};
  openJob(run, instance, element, { ...job.value, headers, listener: event });
  return null;
}

/** The next one; 'done' when that was the last. */
export function openNextListenerJob(run: Run, instance: ElementInstance): Failure | 'done' | null {
  const { event, index = 0 } = instance.listening ?? {};
  if (event === undefined)
    throw new Error(`Expected ${instance.elementId} to wait for a listener, but it does not`);
  if (index + 1 < listenersOf(run, instance, event).length)
    return openListenerJob(run, instance, event, index + 1);
  run.note({ change: 'listening', key: instance.key, listening: { event, index, done: true } });
  return 'done';
}

/** For an incident of the listener that the instance waits for: its job once more. Null where it waits for none. */
export function reopenListenerJob(run: Run, instance: ElementInstance): { failure: Failure | null } | null {
  const { listening } = instance;
  if (!listening || listening.done) return null;
  return { failure: openListenerJob(run, instance, listening.event, listening.index) };
}
