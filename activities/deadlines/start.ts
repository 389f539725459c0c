import { z } from 'zod';
import { documentId } from '../fields.ts';
import { transactionalJob } from '../job.ts';
import { startDeadline } from './deadline-clock.ts';
import { deadlineAnswer, moveClock } from './deadline-store.ts';

export const start = transactionalJob({
  type: 'deadline.start',
  title: { vi: 'Bắt đầu tính hạn xử lý', en: 'Start deadline' },
  description: {
    vi: 'Tính hạn xử lý theo ngày làm việc kể từ ngày tiếp theo, trừ ngày nghỉ và ngày lễ. Hết hạn lúc 24 giờ ngày cuối cùng. Nửa ngày (0,5) tính theo giờ làm việc từ lúc này. Làm lại bước này thì tính lại từ đầu.',
    en: 'Counts the deadline in working days from the next day on, without days of rest and holidays. It ends at 24:00 of the last day. Half a day (0.5) counts in office hours from now. Doing it again starts anew.',
  },
  // the clock starts anew when it is done again, and until then stands for nothing but itself
  undoable: true,
  input: z.object({
    documentId,
    workingDays: z.number().positive().max(1000).describe('Số ngày làm việc | Working days'),
  }),
  output: deadlineAnswer,
  run: (input, { job, tx }) =>
    moveClock(tx, job, { documentId: input.documentId, action: 'deadline.start' }, (calendar) =>
      startDeadline(calendar, job.now, input.workingDays),
    ),
});
