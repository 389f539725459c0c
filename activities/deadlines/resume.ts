import { z } from 'zod';
import { documentId } from '../fields.ts';
import { transactionalJob } from '../job.ts';
import { resumeDeadline } from './deadline-clock.ts';
import { deadlineAnswer, moveClock, requireClock } from './deadline-store.ts';

export const resume = transactionalJob({
  type: 'deadline.resume',
  title: { vi: 'Tiếp tục tính hạn', en: 'Resume deadline' },
  description: {
    vi: 'Tính tiếp hạn xử lý với thời gian làm việc còn lại khi tạm dừng.',
    en: 'Lets the clock run on with the working time that was left when it was paused.',
  },
  input: z.object({ documentId }),
  output: deadlineAnswer,
  run: (input, { job, tx }) =>
    moveClock(tx, job, { documentId: input.documentId, action: 'deadline.resume' }, (calendar, clock) =>
      resumeDeadline(calendar, requireClock(clock), job.now),
    ),
});
