import type { ElementType } from '../elements/element.ts';
import type { EventDefinition } from '../events.ts';
import type { Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';

/** How events name an element instance. */
export function identify(
  run: Run,
  instance: ElementInstance,
): { element: string; type: ElementType; eventDefinition?: EventDefinition; key: string; scope?: string } {
  const element = run.elementOf(instance);
  const isEvent = element.event !== undefined && instance.type.endsWith('Event');
  return {
    element: instance.elementId,
    type: instance.type,
    ...(isEvent && element.event ? { eventDefinition: element.event.definition } : {}),
    key: instance.key,
    ...(instance.scope === null ? {} : { scope: instance.scope }),
  };
}
