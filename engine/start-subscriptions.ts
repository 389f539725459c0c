/** How a process begins: by itself, or when something occurs. What deploys a process keeps these open. */
import { dueTime } from './behaviors/event-subscription.ts';
import { evaluate } from './feel/index.ts';
import type { ExecutableGraph } from './graph.ts';

export type StartSubscription =
  /** Starts when it is asked to, without an event. */
  | { kind: 'none' }
  | { kind: 'message'; elementId: string; name: string }
  | { kind: 'signal'; elementId: string; name: string }
  /** `repeat`: so many times more (-1 without end) after each interval, an ISO 8601 duration. */
  | { kind: 'timer'; elementId: string; dueAt: number; repeat: { times: number; interval: string } | null };

/**
 * Start events in document order. `now` (epoch milliseconds) is when a timer begins to run. What cannot be evaluated never starts,
 * and is left out: validation at deploy reports it.
 */
export function startSubscriptions(
  graph: ExecutableGraph,
  processId: string,
  now: number,
): StartSubscription[] {
  const process = graph.processes[processId];
  if (!process) return [];
  const startEvents = Object.values(process.elements).filter(
    (element) => element.type === 'startEvent' && element.parent === processId,
  );
  const isStartedByItself = process.root.starts !== undefined || startEvents.length === 0;
  const subscriptions: StartSubscription[] = isStartedByItself ? [{ kind: 'none' }] : [];
  for (const { id: elementId, event } of startEvents) {
    if (event?.definition === 'message' || event?.definition === 'signal') {
      const name = textOf(event.name, now);
      if (name !== null) subscriptions.push({ kind: event.definition, elementId, name });
    } else if (event?.definition === 'timer') {
      const due = dueTime(event.kind, textOf(event.value, now) ?? '', now);
      if (due) subscriptions.push({ kind: 'timer', elementId, ...due });
    }
  }
  return subscriptions;
}

// helpers ////////////////////////////////////////////////////////////

function textOf(template: string, now: number): string | null {
  if (!template.startsWith('=')) return template;
  const result = evaluate(template.slice(1), {}, now);
  return result.ok && typeof result.value === 'string' ? result.value : null;
}
