/** The dialect's listeners: jobs that an element, or a user task, waits for at certain moments of its life. */
import type {
  ExecutionEvent,
  FlowElement,
  ListenerEvent,
  ListenerJob,
  TaskEvent,
} from '../elements/element.ts';
import { childOf, childrenOf, extensionOf, type ModdleElement, textOf } from './moddle.ts';

export const executionEvents: ExecutionEvent[] = ['beforeAll', 'start', 'end', 'cancel'];
export const taskEvents: TaskEvent[] = ['creating', 'assigning', 'updating', 'completing', 'canceling'];

export function readListeners(node: ModdleElement): Partial<FlowElement> {
  const executionListeners = read(node, 'zeebe:ExecutionListeners', executionEvents);
  const taskListeners = read(node, 'zeebe:TaskListeners', taskEvents);
  return {
    ...(executionListeners ? { executionListeners } : {}),
    ...(taskListeners ? { taskListeners } : {}),
  };
}

// helpers ////////////////////////////////////////////////////////////

/** By event, in document order. What names no known event is refused by validation. */
function read<E extends ListenerEvent>(
  node: ModdleElement,
  type: string,
  events: E[],
): Partial<Record<E, ListenerJob[]>> | null {
  const byEvent: Partial<Record<E, ListenerJob[]>> = {};
  for (const listener of childrenOf(extensionOf(node, type), 'listeners')) {
    const event = events.find((it) => it === listener.eventType);
    const jobType = textOf(listener, 'type');
    if (!event || jobType === null) continue;
    const job: ListenerJob = {
      type: jobType,
      retries: textOf(listener, 'retries'),
      ...readHeaders(listener),
    };
    byEvent[event] = [...(byEvent[event] ?? []), job];
  }
  return Object.keys(byEvent).length > 0 ? byEvent : null;
}

function readHeaders(listener: ModdleElement): Pick<ListenerJob, 'headers'> {
  const headers = childrenOf(childOf(listener, 'headers'), 'values');
  if (headers.length === 0) return {};
  return {
    headers: Object.fromEntries(headers.map((it) => [textOf(it, 'key') ?? '', textOf(it, 'value') ?? ''])),
  };
}
