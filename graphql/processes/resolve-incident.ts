import { z } from 'zod';
import type { ProcessInstance } from '../../prisma/client/client.ts';
import { closesByItself, poisonedCode, resolveIncident as resolve } from '../../workflows/client/index.ts';
import { readableInstances } from '../authorisation/visibility.ts';
import { type Context, viewerOf } from '../context.ts';
import { ApiError, badInput, names, notFound } from '../errors.ts';
import { requireInstance } from './find-instance.ts';

const object = z.record(z.string(), z.unknown());

export async function resolveIncident(
  context: Context,
  id: string,
  variables: unknown,
): Promise<ProcessInstance> {
  const parsed = object.safeParse(variables ?? {});
  if (!parsed.success)
    throw badInput('variables', { vi: 'Phải là một đối tượng.', en: 'An object is needed.' });
  const instance = readableInstances(viewerOf(context));
  const incident = await context.db.incident.findFirst({ where: { id, instance } });
  if (!incident) throw notFound(names.incident);
  if (incident.resolvedAt) throw new ApiError('CONFLICT', alreadyResolved);
  if (incident.code === poisonedCode) throw new ApiError('CONFLICT', closesByItself);
  await resolve(context, { incidentId: id, variables: parsed.data, actorId: viewerOf(context).id });
  return requireInstance(context, incident.instanceId);
}

const alreadyResolved = { vi: 'Sự cố này đã được xử lý.', en: 'This incident has been resolved.' };
