import type { ElementType } from '../elements/element.ts';
import type { EventDefinition } from '../events.ts';
import type { Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';

export interface Identity {
  element: string;
  type: ElementType;
  eventDefinition?: EventDefinition;
  key: string;
  scope?: string;
}

/** How events name an element instance. */
export function identify(run: Run, instance: ElementInstance): Identity {
  const { event } = run.elementOf(instance);
  const { type, key, scope } = instance;
  const identity: Identity = { element: instance.elementId, type, key };
  if (event && type.endsWith('Event')) identity.eventDefinition = event.definition;
  if (scope !== null) identity.scope = scope;
  return identity;
}

/** Tells that the element instance was activated, has completed, or was terminated. */
export function tell(
  run: Run,
  instance: ElementInstance,
  event: 'activated' | 'completed' | 'terminated',
): void {
  const { elementId: element, type, key, scope } = instance;
  if (scope === null || type.endsWith('Event')) run.emit(Object.assign(identify(run, instance), { event }));
  // nearly all: at once with the room that `emit` needs
  else run.emit({ element, type, key, scope, event, sequence: 0, at: 0 });
}
