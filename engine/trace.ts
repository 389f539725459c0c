/** The trace of an instance as `congvan run` prints it: one JSON line for each event that people follow. */
import type { ElementType } from './elements/element.ts';
import type { EngineEvent, EventDefinition } from './events.ts';

export interface TraceLine {
  /** Counts up in each instance. */
  n: number;
  /** ISO 8601 in UTC, with milliseconds. */
  at: string;
  event: 'activated' | 'completed' | 'terminated' | 'taken' | 'incident' | 'variable';
  element?: string;
  type?: ElementType;
  eventDefinition?: EventDefinition;
  key?: string;
  scope?: string;
  code?: string;
  message?: string;
  name?: string;
  value?: unknown;
}

/** Null for an event that is not part of the trace. `n` is the event's number: it counts up, and leaves those out. */
export function toTrace(event: EngineEvent): TraceLine | null {
  const at = new Date(event.at).toISOString();
  switch (event.event) {
    case 'activated':
    case 'completed':
    case 'terminated':
    case 'taken':
    case 'incident': {
      const { sequence: n, element, type, eventDefinition, key, scope } = event;
      return {
        n,
        at,
        event: event.event,
        element,
        type,
        ...(eventDefinition ? { eventDefinition } : {}),
        key,
        ...(scope === undefined ? {} : { scope }),
        ...(event.event === 'incident' ? { code: event.code, message: event.message } : {}),
      };
    }
    case 'variable':
      return {
        n: event.sequence,
        at,
        event: 'variable',
        name: event.name,
        value: event.value,
        scope: event.scope,
      };
    default:
      return null;
  }
}
