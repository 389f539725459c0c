import { z } from 'zod';
import { documentId } from '../fields.ts';
import { transactionalJob } from '../job.ts';
import { extendDeadline } from './deadline-clock.ts';
import { deadlineAnswer, moveClock, requireClock } from './deadline-store.ts';

export const extend = transactionalJob({
  type: 'deadline.extend',
  title: { vi: 'Gia hạn xử lý', en: 'Extend deadline' },
  description: {
    vi: 'Thêm số ngày làm việc vào hạn hiện tại.',
    en: 'Adds working days to the present deadline.',
  },
  input: z.object({
    documentId,
    extraWorkingDays: z
      .number()
      .positive()
      .max(1000)
      .describe('Số ngày làm việc được thêm | Extra working days'),
  }),
  output: deadlineAnswer,
  run: (input, { job, tx }) =>
    moveClock(tx, job, { documentId: input.documentId, action: 'deadline.extend' }, (calendar, clock) =>
      extendDeadline(calendar, requireClock(clock), input.extraWorkingDays),
    ),
});
