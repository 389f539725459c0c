import type { ProcessInstance } from '../../prisma/client/client.ts';
import { startInstance } from '../../workflows/client/index.ts';
import { type Context, viewerOf } from '../context.ts';
import { badInput, names, notFound } from '../errors.ts';
import { isUuid } from '../files/file-access.ts';
import { fillForm } from '../forms/fill-form.ts';
import { findDefinition } from './find-definition.ts';
import { readStartForm } from './start-form.ts';

export interface StartInput {
  key: string;
  version?: number | null | undefined;
  businessKey?: string | null | undefined;
  variables?: unknown;
  idempotencyKey?: string | null | undefined;
}

/** Starts a process of the viewer's agency, which handles it from then on. */
export async function startProcess(context: Context, input: StartInput): Promise<ProcessInstance> {
  const { id: startedById, name, username, agencyCode } = viewerOf(context);
  const definition = await findDefinition(context, input);
  if (!definition || !agencyCode) throw notFound(names.definition);
  const filled = await fillForm(context, await readStartForm(context, definition), {}, input.variables);
  const { taxCode, documentId } = filled;
  const { instanceId } = await startInstance(context, {
    key: definition.key,
    version: definition.version,
    ...(input.idempotencyKey ? { idempotencyKey: input.idempotencyKey } : {}),
    ...(input.businessKey ? { businessKey: input.businessKey } : {}),
    ...(typeof taxCode === 'string' ? { taxCode } : {}),
    ...(documentId === undefined ? {} : { documentId: await checkDocument(context, documentId) }),
    agencyCode,
    startedById,
    variables: { ...filled, agency: agencyCode, startedBy: { id: startedById, name, username } },
  });
  return context.db.processInstance.findUniqueOrThrow({ where: { id: instanceId } });
}

/** An instance about a document shows it to everybody whom it gives a task. */
async function checkDocument({ load }: Context, id: unknown): Promise<string> {
  const document = typeof id === 'string' && isUuid(id) ? await load.document(id) : null;
  if (document) return document.id;
  throw badInput('input.variables.documentId', notFound(names.document).text);
}
