import { readActivations } from '../../activities/projection/command-log.ts';
import type { RecordedCommand } from '../../activities/projection/contract.ts';
import type { Command, EngineEvent, InstanceState, Past } from '../../engine/index.ts';
import { hashesOf, LogDoesNotReplay, replayActivation } from '../recorded-state.ts';
import type { WorkContext } from './context.ts';
import { rememberedGraphs } from './definition-codec.ts';
import { previewRepair, repairInstance } from './repair.ts';
import { parseId } from './tasks.ts';
import { WorkError } from './work-error.ts';

/** The instance may go on while its past is read. */
const attempts = 3;

/**
 * Opens a task again that was completed by `actorId`. Where the instance stood before is computed from its command log; whether what
 * has happened since can be undone is decided by the engine.
 * @returns of a dry run what would happen, else nothing
 * @throws WorkError NOT_FOUND, CONFLICT with `text` saying why it cannot be undone, UNAVAILABLE
 */
export async function undoTask(
  context: WorkContext,
  request: { taskId: string; actorId: string | null; reason: string; isDryRun?: boolean },
): Promise<EngineEvent[]> {
  const { taskId, actorId: actor, reason, isDryRun = false } = request;
  const { instanceId, key } = parseId(taskId);
  for (let attempt = 1; ; attempt++) {
    const { past, sequence } = await readPast(context, instanceId, key);
    const command = { kind: 'undoUserTask', key, past, actor, reason } as const;
    try {
      if (isDryRun) return await previewRepair(context, instanceId, command);
      await repairInstance(context, instanceId, command);
      return [];
    } catch (error) {
      const wasLate = error instanceof WorkError && error.code === 'CONFLICT' && attempt < attempts;
      if (!wasLate || sequence === (await readInstance(context, instanceId)).sequence) throw error;
    }
  }
}

// helpers ////////////////////////////////////////////////////////////

/** The instance's past since the last completion of that task. */
async function readPast(
  context: WorkContext,
  instanceId: string,
  key: string,
): Promise<{ past: Past; sequence: number }> {
  const { sequence, state, definition } = await readInstance(context, instanceId);
  if (state !== 'ACTIVE') throw new WorkError('CONFLICT', ended.en, { text: ended });
  const activations = await readActivations(context.db, instanceId);
  const commands = activations.flatMap(({ activation }) => activation.commands);
  const index = commands.findLastIndex(({ command: it }) => it.kind === 'completeUserTask' && it.key === key);
  if (index < 0) throw new WorkError('NOT_FOUND', `Task ${key} of ${instanceId} has not been completed.`);
  try {
    const before = await stateAfter(
      context,
      hashesOf(commands)[0] ?? definition.hash,
      commands.slice(0, index),
    );
    const since = commands.slice(index).map(({ at, command }) => ({ at, command: command as Command }));
    return { past: { before, since }, sequence };
  } catch (error) {
    if (!(error instanceof LogDoesNotReplay)) throw error;
    throw new WorkError('CONFLICT', notComputable.en, { text: notComputable, cause: error });
  }
}

/** @param hash of the definition that it began with */
async function stateAfter(
  { db }: WorkContext,
  hash: string,
  commands: RecordedCommand[],
): Promise<InstanceState> {
  const graphOf = rememberedGraphs(db);
  const graph = await graphOf(hash);
  const graphs = new Map([[hash, graph]]);
  for (const other of hashesOf(commands)) graphs.set(other, await graphOf(other));
  return replayActivation(graph, null, { commands }, (of) => graphs.get(of)).state;
}

async function readInstance({ db }: WorkContext, instanceId: string) {
  const instance = await db.processInstance.findUnique({
    where: { id: instanceId },
    select: { sequence: true, state: true, definition: { select: { hash: true } } },
  });
  if (!instance) throw new WorkError('NOT_FOUND', `There is no instance ${instanceId}.`);
  return instance;
}

const ended = {
  vi: 'Không hoàn tác được nữa: quy trình đã kết thúc.',
  en: 'This can no longer be undone: the instance has ended.',
};

const notComputable = {
  vi: 'Không hoàn tác được: không tính lại được các bước đã qua của quy trình.',
  en: 'This cannot be undone: what the instance has been through cannot be computed again.',
};
