/**
 * While an instance is suspended nothing in it goes on. What comes from outside and cannot be asked for again (messages, signals,
 * what jobs brought) is kept and delivered when it is resumed; what people ask for is refused.
 */
import type { Command, Rejection } from '../commands.ts';
import type { Run } from '../run.ts';
import type { KeptCommand } from '../state/instance-state.ts';
import { isHold } from './hold.ts';
import type { RepairCommand } from './repair-command.ts';

export function suspend(
  run: Run,
  { timers, actor, reason }: Extract<RepairCommand, { kind: 'suspend' }>,
): null {
  run.emit({ event: 'suspended', timers, actor, reason });
  return null;
}

/** What was kept meanwhile, in the order in which it came: to be delivered now. */
export function resume(
  run: Run,
  { actor, reason }: Extract<RepairCommand, { kind: 'resume' }>,
): KeptCommand[] {
  const kept = run.state.suspended?.kept ?? [];
  run.emit({ event: 'resumed', actor, reason });
  return kept;
}

/** Answers a command to a suspended instance; undefined where it is to be done as ever. */
export function whileSuspended(run: Run, command: Command): Rejection | null | undefined {
  switch (command.kind) {
    case 'resume':
    case 'cancel':
    case 'hold':
    case 'assignUserTask':
      return undefined;
    case 'completeJob':
    case 'failJob':
    case 'throwJobError':
      if (!run.state.jobs[command.key]) return undefined;
      return keep(run, command);
    case 'correlateMessage':
      return keepMessage(run, command);
    case 'broadcastSignal':
      return isAwaited(run, command.name) && !isKept(run, command.signalId) ? keep(run, command) : null;
    case 'fireTimers':
      return null;
    case 'resolveIncidents':
      return command.code === 'INTERNAL' ? undefined : suspendedRejection;
    case 'resolveIncident':
      return isHold(run.state.incidents[command.incidentKey]) ? undefined : suspendedRejection;
    default:
      return suspendedRejection;
  }
}

// helpers ////////////////////////////////////////////////////////////

export const suspendedRejection = {
  code: 'SUSPENDED',
  message: 'Expected the instance to be going on, but it is suspended',
  text: {
    vi: 'Hồ sơ đang tạm dừng. Xin chờ đến khi người quản lý cho hồ sơ tiếp tục.',
    en: 'The instance is suspended. Please wait until a manager lets it go on.',
  },
} as const satisfies Rejection;

function keep(run: Run, command: KeptCommand): null {
  run.emit({ event: 'kept', command });
  return null;
}

/** One that ends its subscription is the last for it: the next is left to whoever else waits for it. */
function keepMessage(
  run: Run,
  command: Extract<Command, { kind: 'correlateMessage' }>,
): Rejection | null | undefined {
  const { messageId, subscriptionKey } = command;
  const subscription = run.state.messageSubscriptions[subscriptionKey];
  if (!subscription || run.state.seenMessages.includes(messageId)) return undefined;
  const messages = (run.state.suspended?.kept ?? []).filter((it) => it.kind === 'correlateMessage');
  if (messages.some((it) => it.messageId === messageId)) return null;
  const { interrupting } = run.element(run.instance(subscription.owner).processId, subscription.elementId);
  if (interrupting !== false && messages.some((it) => it.subscriptionKey === subscriptionKey)) {
    return {
      code: 'NOT_OPEN',
      message: `Expected an open message subscription ${subscriptionKey}, but its message is there already`,
    };
  }
  return keep(run, command);
}

const isKept = (run: Run, signalId: string | undefined): boolean =>
  signalId !== undefined &&
  (run.state.seenMessages.includes(signalId) ||
    (run.state.suspended?.kept ?? []).some(
      (it) => it.kind === 'broadcastSignal' && it.signalId === signalId,
    ));

const isAwaited = (run: Run, name: string): boolean =>
  Object.values(run.state.signalSubscriptions).some((it) => it.name === name);
