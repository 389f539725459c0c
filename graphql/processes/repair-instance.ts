import type { EngineEvent, RepairCommand } from '../../engine/index.ts';
import type { ProcessInstance } from '../../prisma/client/client.ts';
import { previewRepair, repairInstance as repair } from '../../workflows/client/index.ts';
import { type Context, viewerOf } from '../context.ts';
import { expectReason } from '../reason.ts';
import { requireInstance } from './find-instance.ts';

/** A repair without the one who asks for it. */
export type Repair = RepairCommand extends infer C
  ? C extends RepairCommand
    ? Omit<C, 'actor' | 'reason'>
    : never
  : never;

export interface Repaired {
  instance: ProcessInstance;
  /** Only of a dry run. */
  events: EngineEvent[];
}

export async function repairInstance(
  context: Context,
  { id, reason, dryRun }: { id: string; reason: string; dryRun?: boolean | null | undefined },
  what: Repair,
): Promise<Repaired> {
  const why = expectReason(reason);
  const instance = await requireInstance(context, id);
  const command = { ...what, actor: viewerOf(context).id, reason: why } as RepairCommand;
  if (dryRun) return { instance, events: await previewRepair(context, id, command) };
  await repair(context, id, command);
  return { instance: await requireInstance(context, id), events: [] };
}
