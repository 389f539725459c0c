/** Ad-hoc sub-processes: staff of the agency decide what is done in them. */
import { z } from 'zod';
import type { AdHocSelection } from '../../engine/index.ts';
import type { ProcessInstance } from '../../prisma/client/client.ts';
import { activateAdHoc, openAdHoc } from '../../workflows/client/index.ts';
import { builder } from '../builder.ts';
import { type Context, viewerOf } from '../context.ts';
import { badInput } from '../errors.ts';
import { requireInstance } from './find-instance.ts';
import { ProcessInstanceType } from './process-instance.ref.ts';

const AdHocSubProcessType = builder
  .objectRef<Awaited<ReturnType<typeof openAdHoc>>[number]>('AdHocSubProcess')
  .implement({
    description: 'An open ad-hoc sub-process.',
    fields: (t) => ({
      key: t.exposeString('key'),
      elementId: t.exposeString('elementId'),
      enabled: t.exposeStringList('enabled', { description: 'Ids of the activities that may be begun.' }),
    }),
  });

builder.objectField(ProcessInstanceType, 'adHocSubProcesses', (t) =>
  t.field({
    type: [AdHocSubProcessType],
    resolve: (instance, _, context) => (instance.state === 'ACTIVE' ? openAdHoc(context, instance.id) : []),
  }),
);

builder.mutationField('activateAdHoc', (t) =>
  t.field({
    description: 'Begins activities of an open ad-hoc sub-process.',
    type: ProcessInstanceType,
    args: {
      id: t.arg.id({ required: true, description: 'Of the instance.' }),
      key: t.arg.string({ required: true, description: 'Of the sub-process: see adHocSubProcesses.' }),
      activities: t.arg({
        type: 'JSON',
        required: true,
        description: 'A list of {elementId, variables}, the variables those of the activity alone.',
      }),
    },
    resolve: async (_, { id, key, activities }, context) => select(context, id, key, activities),
  }),
);

async function select(
  context: Context,
  id: string,
  key: string,
  activities: unknown,
): Promise<ProcessInstance> {
  const parsed = selection.safeParse(activities);
  if (!parsed.success)
    throw badInput(['activities', ...(parsed.error.issues[0]?.path ?? [])].join('.'), {
      vi: 'Cần danh sách hoạt động, mỗi hoạt động có “elementId”.',
      en: 'A list of activities is expected, each with its “elementId”.',
    });
  await requireInstance(context, id);
  const request = { instanceId: id, key, activities: parsed.data as AdHocSelection[] };
  await activateAdHoc(context, { ...request, actorId: viewerOf(context).id });
  return requireInstance(context, id);
}

const selection = z
  .array(
    z.strictObject({
      elementId: z.string().min(1),
      variables: z.record(z.string(), z.unknown()).optional(),
    }),
  )
  .min(1)
  .max(100);
