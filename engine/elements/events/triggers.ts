/**
 * What an event waits for or throws, one by one. An event of several definitions is multiple: it catches the first of them that
 * occurs, or, parallel multiple, all of them together; it throws each (BPMN 2.0, 10.5.2 to 10.5.4).
 */
import type { EventTrigger, FlowElement, SingleTrigger } from '../element.ts';

export function triggersOf(event: EventTrigger | undefined): SingleTrigger[] {
  if (!event) return [];
  return 'triggers' in event ? event.triggers : [event];
}

/** One of the triggers of an event; of an event that has one alone, that one. */
export function triggerAt(element: FlowElement, index: number | undefined): SingleTrigger | undefined {
  return triggersOf(element.event)[index ?? 0];
}
