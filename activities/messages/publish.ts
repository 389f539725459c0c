import { z } from 'zod';
import { nothing } from '../fields.ts';
import { transactionalJob } from '../job.ts';
import { announceStarted, publishInTransaction } from '../projection/message-matching.ts';

/** How long a message waits for a process that is not there yet: 30 days. */
const timeToLive = 30 * 86_400_000;

export const publish = transactionalJob({
  type: 'message.publish',
  title: { vi: 'Gửi thông điệp đến quy trình khác', en: 'Publish message' },
  description: {
    vi: 'Gửi thông điệp cho quy trình đang chờ đúng tên và khóa; chưa có quy trình nào chờ thì thông điệp được giữ 30 ngày.',
    en: 'Sends a message to the process that waits for this name and key; when none waits it is kept for 30 days.',
  },
  input: z.object({
    messageName: z
      .string()
      .nullish()
      .describe('Tên thông điệp (khi không chọn sẵn) | Message name (unless chosen)'),
    correlationKey: z.string().min(1).describe('Khóa đối chiếu | Correlation key'),
    payload: z.record(z.string(), z.json()).nullish().describe('Nội dung | Payload'),
  }),
  headers: { messageName: { label: { vi: 'Tên thông điệp', en: 'Message name' } } },
  output: nothing,
  async run(input, { job, tx }) {
    const instance = await tx.processInstance.findUnique({
      where: { id: job.instanceId },
      select: { agencyCode: true },
    });
    const { deliveries } = await publishInTransaction(tx, {
      messageId: job.id,
      agencyCode: instance?.agencyCode ?? null,
      name: z
        .string()
        .min(1)
        .parse(job.headers.messageName || input.messageName),
      correlationKey: input.correlationKey,
      variables: input.payload ?? {},
      timeToLive,
    });
    await announceStarted(tx, deliveries);
    return {};
  },
});
