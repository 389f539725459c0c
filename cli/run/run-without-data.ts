/**
 * Runs a script that says which way to go where data would: a run that `congvan verify` has found, played again. Conditions are not
 * evaluated, scripts and decisions not asked, and a timer or a condition occurs when the script lets it. Time stands still.
 */
import {
  applyCommand,
  type Command,
  type EngineEvent,
  type InstanceState,
  lifecycle,
  type Oracle,
  openJobs,
  openMessageSubscriptions,
  openUserTasks,
  startInstance,
  startSubscriptions,
  toTrace,
} from '../../engine/index.ts';
import {
  abstractGraph,
  asWritten,
  type Choice,
  conditionTrue,
  selection,
  timerDueNow,
} from '../../engine/verification/index.ts';
import type { Case } from './case.ts';
import { jobCommand } from './job-command.ts';
import type { RunResult } from './run-in-memory.ts';
import type { Step } from './step.ts';
import { outcomeOf, startOfVirtualTime } from './virtual-run.ts';

export const isWithoutData = (steps: Step[]): boolean =>
  steps.some((step) => 'choose' in step || 'fire' in step || 'activate' in step);

export function runWithoutData({ graph: whole, processId, steps }: Case): RunResult {
  const graph = abstractGraph(whole);
  const choices: Choice[] = [];
  const oracle: Oracle = asWritten(choices);
  const trace: RunResult['trace'] = [];
  let state: InstanceState | null = null;

  const record = (events: EngineEvent[]): void => {
    for (const event of events) {
      const line = toTrace(event);
      if (line) trace.push({ ...line, n: trace.length + 1 });
    }
  };
  const start = (startElementId?: string): void => {
    const options = { processId, variables: {}, ...(startElementId === undefined ? {} : { startElementId }) };
    const transition = startInstance(graph, options, startOfVirtualTime, { oracle });
    state = transition.state;
    record(transition.events);
  };
  const starts = startSubscriptions(graph, processId, startOfVirtualTime);
  const beginsByItself = starts.some((it) => it.kind === 'none');

  for (const [index, step] of steps.entries()) {
    if ('choose' in step) {
      choices.push(step.choose);
      continue;
    }
    if (!state && beginsByItself) start();
    const problem = !state
      ? startBy(step)
      : lifecycle(state) === 'active'
        ? take(state, step)
        : `the instance has ended (${lifecycle(state)})`;
    if (problem !== null) return result(`step ${index + 1} could not be taken: ${problem}`);
  }
  if (!state && beginsByItself) start();
  return result(null);

  function startBy(step: Step): string | null {
    const found = starts.find((it) => {
      if (it.kind === 'message') return 'message' in step && step.message.name === it.name;
      if (it.kind === 'signal') return 'signal' in step && step.signal.name === it.name;
      return it.kind === 'timer' && 'fire' in step && step.fire === it.elementId;
    });
    if (!found || found.kind === 'none') return 'nothing has started yet';
    start(found.elementId);
    return null;
  }

  function take(current: InstanceState, step: Step): string | null {
    const command = commandOf(current, step);
    if (typeof command === 'string') return command;
    const applied = applyCommand(graph, current, command, startOfVirtualTime, { oracle });
    if ('rejection' in applied) return applied.rejection.message;
    state = applied.state;
    record(applied.events);
    return null;
  }

  function commandOf(current: InstanceState, step: Step): Command | string {
    if ('job' in step) {
      const job = openJobs(current).filter((it) => it.type === step.job)[step.nth];
      return job ? jobCommand(job.key, step) : `no waiting job ${step.job}`;
    }
    if ('complete' in step) {
      const task = openUserTasks(current).filter((it) => it.elementId === step.complete)[step.nth];
      if (!task) return `no open user task ${step.complete}`;
      return { kind: 'completeUserTask', key: task.key, variables: {}, actor: null };
    }
    if ('message' in step) {
      const { name, key } = step.message;
      const open = openMessageSubscriptions(current).find(
        (it) => it.name === name && it.correlationKey === key,
      );
      if (!open) return `nothing waits for the message ${name}`;
      const messageId = `message-${current.sequence}`;
      return { kind: 'correlateMessage', subscriptionKey: open.key, messageId, variables: {} };
    }
    if ('signal' in step) return { kind: 'broadcastSignal', name: step.signal.name, variables: {} };
    if ('fire' in step) {
      return (
        timerDueNow(current, step.fire, startOfVirtualTime) ??
        conditionTrue(graph, current, step.fire) ??
        `nothing waits for ${step.fire}`
      );
    }
    if ('activate' in step)
      return selection(graph, current, step.activate) ?? `nothing offers ${step.activate}`;
    if ('cancel' in step) return { kind: 'cancel', reason: 'script', actor: null };
    return 'time stands still in a run without data: use {"fire": "ELEMENT"}';
  }

  function result(stopped: string | null): RunResult {
    return { trace, outcome: outcomeOf(state), stopped };
  }
}
