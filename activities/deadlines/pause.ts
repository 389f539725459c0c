import { z } from 'zod';
import { documentId } from '../fields.ts';
import { transactionalJob } from '../job.ts';
import { pauseDeadline } from './deadline-clock.ts';
import { deadlineAnswer, moveClock, requireClock } from './deadline-store.ts';

export const pause = transactionalJob({
  type: 'deadline.pause',
  title: { vi: 'Tạm dừng tính hạn', en: 'Pause deadline' },
  description: {
    vi: 'Dừng đồng hồ trong lúc chờ bên gửi bổ sung hồ sơ: thời gian chờ không tính vào hạn xử lý.',
    en: 'Stops the clock while the sender is asked for a supplement: the time of waiting does not count.',
  },
  input: z.object({ documentId }),
  output: deadlineAnswer,
  run: (input, { job, tx }) =>
    moveClock(tx, job, { documentId: input.documentId, action: 'deadline.pause' }, (calendar, clock) =>
      pauseDeadline(calendar, requireClock(clock), job.now),
    ),
});
