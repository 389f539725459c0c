/** How a process begins: by itself, or when something occurs. What deploys a process keeps these open. */
import type { FlowElement, SingleTrigger } from './elements/element.ts';
import { triggersOf } from './elements/events/triggers.ts';
import { evaluate } from './feel/index.ts';
import type { ExecutableGraph, ExecutableProcess } from './graph.ts';
import type { StartPart } from './parallel-start.ts';
import type { Variables } from './state/instance-state.ts';
import { dueTime, type TimerRepeat } from './time/due-time.ts';

/** `elementId` is what `startInstance` is given: a start event, an instantiating receive task, an event behind such a gateway. */
export type StartSubscription =
  /** Starts when it is asked to, without an event. */
  | { kind: 'none' }
  | ({ elementId: string } & StartPart &
      (
        | { kind: 'message'; name: string }
        | { kind: 'signal'; name: string }
        | { kind: 'timer'; dueAt: number; repeat: TimerRepeat | null }
        /** Starts with data of which `startConditionHolds`. */
        | { kind: 'condition'; condition: string }
      ));

/**
 * What starts the process, in document order. `now` (epoch milliseconds) is when a timer begins to run. What cannot be evaluated never
 * starts, and is left out: validation at deploy reports it.
 */
export function startSubscriptions(
  graph: ExecutableGraph,
  processId: string,
  now: number,
): StartSubscription[] {
  const process = graph.processes[processId];
  if (!process) return [];
  const starting = Object.values(process.elements).filter((it) => it.parent === processId && mayStart(it));
  const isStartedByItself = process.root.starts !== undefined || starting.length === 0;
  return [
    ...(isStartedByItself ? [{ kind: 'none' } as const] : []),
    ...starting
      .flatMap((element) => startsOf(process, element))
      .flatMap((it) => subscribe(it, now, graph.timeZone)),
  ];
}

/** Whether an instance begins with these data (BPMN 2.0, 10.5.2: "Temperature above 300C"). */
export function startConditionHolds(
  { condition }: Extract<StartSubscription, { kind: 'condition' }>,
  variables: Variables,
  now: number,
): boolean {
  const result = evaluate(condition.replace(/^=/, ''), variables, now);
  return result.ok && result.value === true;
}

// helpers ////////////////////////////////////////////////////////////

const mayStart = (element: FlowElement): boolean =>
  element.type === 'startEvent' || element.instantiates !== undefined;

/** The events behind an instantiating gateway start the process, not the gateway (10.6.6). */
function startsOf(process: ExecutableProcess, element: FlowElement): FlowElement[] {
  if (element.type !== 'eventBasedGateway') return [element];
  return (element.outgoing ?? []).flatMap(
    (flow) => process.elements[process.elements[flow]?.target ?? ''] ?? [],
  );
}

function subscribe(element: FlowElement, now: number, zone: string | undefined): StartSubscription[] {
  const triggers = triggersOf(element.event);
  return triggers.flatMap((trigger, index): StartSubscription[] => {
    const isPart = element.event?.definition === 'parallelMultiple';
    const subscription = describe(element.id, trigger, now, zone);
    return subscription
      ? [{ ...subscription, ...(isPart ? { part: { index, of: triggers.length } } : {}) }]
      : [];
  });
}

function describe(
  elementId: string,
  event: SingleTrigger,
  now: number,
  zone: string | undefined,
): StartSubscription | null {
  switch (event.definition) {
    case 'message':
    case 'signal': {
      const name = textOf(event.name, now);
      return name === null ? null : { kind: event.definition, elementId, name };
    }
    case 'timer': {
      const due = dueTime(event.kind, textOf(event.value, now) ?? '', now, zone);
      return due && { kind: 'timer', elementId, ...due };
    }
    case 'conditional':
      return { kind: 'condition', elementId, condition: event.condition };
    default:
      return null;
  }
}

function textOf(template: string, now: number): string | null {
  if (!template.startsWith('=')) return template;
  const result = evaluate(template.slice(1), {}, now);
  return result.ok && typeof result.value === 'string' ? result.value : null;
}
