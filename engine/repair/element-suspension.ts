/**
 * While an element is suspended nothing goes on at it, nor inside it, whenever a token reaches it; the rest of the instance goes on.
 * As with a whole instance (suspension.ts), what comes from outside and cannot be asked for again is kept and delivered afterwards, and
 * what people ask for is refused.
 */
import { triggerEvent } from '../behaviors/event-trigger.ts';
import { isKept, keep } from '../behaviors/kept.ts';
import type { Command, Rejection } from '../commands.ts';
import type { FlowElement } from '../elements/element.ts';
import type { Bilingual } from '../graph.ts';
import { activateInstance, runToRest } from '../lifecycle.ts';
import type { Run } from '../run.ts';
import { isHalted, isWaitHalted } from '../state/halt.ts';
import type { Halted, InstanceState, KeptCommand } from '../state/instance-state.ts';
import type { RepairCommand } from './repair-command.ts';

export function suspendElement(
  run: Run,
  { elementId, timers, actor, reason }: Extract<RepairCommand, { kind: 'suspendElement' }>,
): Rejection | null {
  const element = elementWithId(run, elementId);
  if (!element || element.type === 'sequenceFlow' || element.type === 'process') {
    return {
      code: 'INVALID',
      message: `Expected the id of an element at which a token can stand, but got '${elementId}'`,
    };
  }
  if (run.state.halted && Object.hasOwn(run.state.halted.elements, elementId))
    return { code: 'NOT_ACTIVE', message: `Expected '${elementId}' to be going on, but it is suspended` };
  const starts = startsOf(run, element);
  run.emit({
    event: 'elementSuspended',
    ...{ element: elementId, timers, actor, reason },
    ...(starts.length > 0 ? { starts } : {}),
  });
  return null;
}

/** What came meanwhile is delivered in its order, then tokens that have reached it begin. @param give does a command as ever */
export function resumeElement(
  run: Run,
  { elementId, actor, reason }: Extract<RepairCommand, { kind: 'resumeElement' }>,
  give: (command: KeptCommand) => void,
): Rejection | null {
  const { state } = run;
  if (!state.halted || !Object.hasOwn(state.halted.elements, elementId))
    return { code: 'NOT_ACTIVE', message: `Expected '${elementId}' to be suspended, but it is not` };
  const conditions = Object.values(state.conditions ?? {}).filter((it) => isWaitHalted(state, it));
  run.emit({ event: 'elementResumed', element: elementId, actor, reason });
  const { kept, entering } = letGo(run, state.halted);
  for (const { key } of conditions) run.lookAtCondition(key);
  const inTurn = (act: () => void): void => {
    if (state.lifecycle !== 'active') return;
    run.beginNewPath();
    act();
    runToRest(run);
  };
  for (const { key, command } of kept)
    inTurn(() => (command.kind === 'broadcastSignal' ? triggerSignal(run, key, command) : give(command)));
  for (const key of entering)
    inTurn(() => {
      const instance = state.instances[key];
      if (instance?.phase === 'entering') activateInstance(run, instance);
    });
  return null;
}

/** Answers a command for a suspended element; undefined where it is to be done as ever. */
export function whileElementsSuspended(run: Run, command: Command): Rejection | null | undefined {
  const { state } = run;
  switch (command.kind) {
    case 'completeUserTask':
    case 'updateUserTask':
      return refuseHaltedTask(state, command.key);
    case 'activateAdHoc':
      return refuseIfHalted(run, command.key);
    case 'resolveIncident':
      return refuseIfHalted(run, state.incidents[command.incidentKey]?.owner);
    case 'retryJob':
      return refuseIfHalted(run, (state.jobs[command.key] ?? state.timers[command.key])?.owner);
    case 'completeJob':
    case 'failJob':
    case 'throwJobError': {
      const job = state.jobs[command.key];
      if (!job || !isHalted(state, job.owner)) return undefined;
      // a worker may tell it again
      return isKept(run, command.key) ? null : keep(run, job.elementId, command.key, command);
    }
    case 'correlateMessage':
      return keepMessage(run, command);
    default:
      return undefined;
  }
}

/** Why nothing can be done with a user task for now; undefined where it can. */
export function refuseHaltedTask(state: InstanceState, key: string): Rejection | undefined {
  const task = Object.hasOwn(state.userTasks, key) ? state.userTasks[key] : undefined;
  return task && isHalted(state, task.owner) ? refuse(task.name || task.elementId) : undefined;
}

export const refuse = (name: string): Rejection => {
  const text: Bilingual = {
    vi: `Bước “${name}” đang tạm dừng. Xin chờ đến khi người quản lý cho bước này tiếp tục.`,
    en: `The step “${name}” is suspended. Please wait until a manager lets it go on.`,
  };
  return { code: 'SUSPENDED', message: text.en, text };
};

/** Event sub-processes begin by an event that the scope around waits for. */
export function startsOf(run: Run, { id, type }: FlowElement): string[] {
  if (type !== 'eventSubProcess') return [];
  return Object.values(run.graph.processes).flatMap(({ elements }) =>
    Object.values(elements).flatMap((it) => (it.type === 'startEvent' && it.parent === id ? [it.id] : [])),
  );
}

// helpers ////////////////////////////////////////////////////////////

function elementWithId({ graph }: Run, id: string): FlowElement | undefined {
  for (const { elements } of Object.values(graph.processes))
    if (Object.hasOwn(elements, id)) return elements[id];
  return undefined;
}

/** Takes out what nothing holds up any more. What waits for an outer element that is suspended too stays. */
function letGo(run: Run, { kept, entering }: Halted): Pick<Halted, 'kept' | 'entering'> {
  const { state } = run;
  const isHeld = (key: string): boolean => {
    const wait = state.jobs[key] ?? state.messageSubscriptions[key] ?? state.signalSubscriptions[key];
    return wait !== undefined && isWaitHalted(state, wait);
  };
  run.note({
    change: 'letGo',
    kept: kept.filter(({ key }) => isHeld(key)),
    entering: entering.filter((key) => isHalted(state, key)),
  });
  const left = state.halted;
  return {
    kept: kept.filter((it) => !left?.kept.includes(it)),
    entering: entering.filter((it) => !left?.entering.includes(it)),
  };
}

function refuseIfHalted(run: Run, owner: string | undefined): Rejection | undefined {
  const instance = run.state.instances[owner ?? ''];
  if (!instance || !isHalted(run.state, instance.key)) return undefined;
  return refuse(run.elementOf(instance).name || instance.elementId);
}

/**
 * Of several that would end the same waiting, such as behind an event-based gateway, the first is the last that is taken: the next is
 * left to whoever else waits for it.
 */
function keepMessage(
  run: Run,
  command: Extract<Command, { kind: 'correlateMessage' }>,
): Rejection | null | undefined {
  const { state } = run;
  const { messageId, subscriptionKey } = command;
  const subscription = state.messageSubscriptions[subscriptionKey];
  if (!subscription || state.seenMessages.includes(messageId)) return undefined;
  if (!isWaitHalted(state, subscription)) return undefined;
  const messages = state.halted?.kept.flatMap(({ command: it }) =>
    it.kind === 'correlateMessage' ? [it] : [],
  );
  if (messages?.some((it) => it.messageId === messageId)) return null;
  const ends = ({ owner, elementId }: typeof subscription): boolean =>
    run.element(run.instance(owner).processId, elementId).interrupting !== false;
  const isTooLate = messages?.some((it) => {
    const earlier = state.messageSubscriptions[it.subscriptionKey];
    return earlier?.owner === subscription.owner && ends(earlier);
  });
  if (isTooLate) {
    return {
      code: 'NOT_OPEN',
      message: `Expected an open message subscription ${subscriptionKey}, but what ends it is there already`,
    };
  }
  return keep(run, subscription.elementId, subscriptionKey, command);
}

function triggerSignal(
  run: Run,
  key: string,
  { variables }: Extract<KeptCommand, { kind: 'broadcastSignal' }>,
): void {
  const subscription = run.state.signalSubscriptions[key];
  if (!subscription) return;
  const waiting = run.instance(subscription.owner);
  const target = run.element(waiting.processId, subscription.elementId);
  triggerEvent(run, waiting, target, variables, { trigger: subscription.trigger });
}
