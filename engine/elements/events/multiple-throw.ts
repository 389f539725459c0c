/**
 * Multiple throw and end events: "If there is more than one EventDefinition, each of them will be thrown" (BPMN 2.0, 10.5.3 and
 * 10.5.4). One after the other, in document order; but what ends the throwing path comes last, so that nothing remains unthrown.
 */
import type { FlowElement, SingleTrigger } from '../element.ts';

/** The event as if it threw the nth of its triggers alone; null where there is none. An event that is not multiple is its own view. */
export function viewOfThrow(element: FlowElement, index: number): FlowElement | null {
  const { event } = element;
  if (event?.definition !== 'multiple') return element;
  const trigger = event.triggers.toSorted((a, b) => lateness(a) - lateness(b))[index];
  if (!trigger) return null;
  const { job: _, ...view } = { ...element, event: trigger };
  return trigger.definition === 'message' && trigger.job ? { ...view, job: trigger.job } : view;
}

// helpers ////////////////////////////////////////////////////////////

const endings: SingleTrigger['definition'][] = ['escalation', 'error', 'cancel', 'terminate'];

const lateness = ({ definition }: SingleTrigger): number => endings.indexOf(definition) + 1;
