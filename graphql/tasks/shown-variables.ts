/**
 * The variables that a task shows. Agency staff see all of them; somebody outside sees what the form speaks of and what every
 * document has: the rest is how the agency works inside.
 */
import type { Variables } from '../../engine/index.ts';
import type { Task } from '../../prisma/client/client.ts';
import type { Context } from '../context.ts';
import { readTaskForm } from './task-form.ts';

/** Of every process about a document (naming convention of the standard processes). */
const ofTheDocument = [
  'documentId',
  'trackingCode',
  'agency',
  'taxCode',
  'subject',
  'kind',
  'urgency',
  'fileIds',
];

export async function shownVariables(context: Context, task: Task): Promise<Variables> {
  const variables = task.variables as Variables;
  if (context.viewer?.side === 'AGENCY') return variables;
  const form = await readTaskForm(context, task);
  const words = new Set([
    ...ofTheDocument,
    ...(JSON.stringify(form ?? {}).match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []),
  ]);
  return Object.fromEntries(Object.entries(variables).filter(([name]) => words.has(name)));
}
