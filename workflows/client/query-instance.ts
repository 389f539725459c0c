import { WorkflowNotFoundError } from '@temporalio/common';
import type { InstanceView } from '../messages.ts';
import { instanceView, type Question } from '../requests.ts';
import { answerTimeout, type WorkContext } from './context.ts';
import { answerAtRest } from './resting-instance.ts';
import { askWhetherItRuns, wakeInstance } from './start-instance.ts';
import { workError } from './work-error.ts';

/**
 * Asks an open instance for what the read model does not have. One that rests is computed here; one whose workflow does not know yet what
 * the read model shows is brought up to date first.
 * @throws WorkError NOT_FOUND, UNAVAILABLE
 */
export async function queryInstance<Answer, Args extends unknown[]>(
  context: WorkContext,
  instanceId: string,
  question: Question<Answer, Args>,
  ...args: Args
): Promise<Answer> {
  const atRest = await answerAtRest(context, instanceId, question, args);
  if (atRest) return atRest.answer;
  return await asked(context, instanceId, async () => {
    await viewUpToDate(context, instanceId);
    return await context.temporal.workflow.getHandle(instanceId).query(question.query, ...args);
  });
}

/** Where an open instance stands, as it knows itself. @throws WorkError NOT_FOUND, UNAVAILABLE */
export async function viewInstance(context: WorkContext, instanceId: string): Promise<InstanceView> {
  const atRest = await answerAtRest(context, instanceId, instanceView, []);
  return atRest?.answer ?? (await asked(context, instanceId, () => viewUpToDate(context, instanceId)));
}

// helpers ////////////////////////////////////////////////////////////

/** One that Temporal has not been told of, or has lost, is woken, and knows then what the read model shows. */
async function viewUpToDate(context: WorkContext, instanceId: string): Promise<InstanceView> {
  const { db, temporal } = context;
  try {
    const [row, known] = await Promise.all([
      db.processInstance.findUnique({ where: { id: instanceId }, select: { sequence: true } }),
      temporal.workflow.getHandle(instanceId).query(instanceView.query),
    ]);
    if (row === null || known.sequence >= row.sequence) return known;
    return (await askWhetherItRuns(temporal, instanceId)) ?? known;
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    return await wakeInstance(context, instanceId);
  }
}

async function asked<T>({ temporal }: WorkContext, instanceId: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await inTurn(instanceId, () => temporal.withDeadline(Date.now() + answerTimeout, ask));
  } catch (error) {
    throw workError(error);
  }
}

const turns = new Map<string, Promise<unknown>>();

/**
 * One question at a time to each instance: of two that reach a workflow before its first task is done, the worker has lost one, and
 * stood still with that workflow (seen with the SDK's 1.24).
 */
async function inTurn<T>(instanceId: string, ask: () => Promise<T>): Promise<T> {
  const turn = (turns.get(instanceId) ?? Promise.resolve()).then(ask, ask);
  turns.set(instanceId, turn);
  try {
    return await turn;
  } finally {
    if (turns.get(instanceId) === turn) turns.delete(instanceId);
  }
}
