/** Steps that are done and flows that were taken, for the trail on the diagram. */
import type { InstanceEvent } from '../api/types.ts';

export function visitedElements(events: readonly Pick<InstanceEvent, 'event' | 'elementId'>[]): string[] {
  const passed = events.filter(({ event }) => event === 'completed' || event === 'taken');
  return [...new Set(passed.map(({ elementId }) => elementId))];
}
