/** The jobs that start, stop and move the deadline of a document, in simulated time, by the same rules as the real ones. */
import type { WorkingCalendar } from '../../activities/calendar/working-time.ts';
import {
  type DeadlineClock,
  extendDeadline,
  pauseDeadline,
  resumeDeadline,
  startDeadline,
} from '../../activities/deadlines/deadline-clock.ts';
import { type DocumentDates, type JobHandler, symbolicDate } from '../../engine/simulation/index.ts';

const dueDate = 0;
const warningDate = 1;

/** `workingDays`: granted where the process does not say. */
export function deadlineJobs(calendar: WorkingCalendar, workingDays: number): Record<string, JobHandler> {
  const answer = { deadline: { dueAt: symbolicDate(dueDate), warnAt: symbolicDate(warningDate) } };
  const moving = (
    move: (
      clock: DeadlineClock | null,
      variables: Record<string, unknown>,
      now: number,
    ) => DeadlineClock | null,
  ): JobHandler => ({
    answer,
    run(document, variables, now) {
      keep(document, move(document.memory as DeadlineClock | null, variables, now));
    },
  });
  return {
    'deadline.start': moving((_clock, variables, now) =>
      startDeadline(calendar, now, positive(variables.workingDays) ?? workingDays),
    ),
    'deadline.pause': moving((clock, _variables, now) => clock && pauseDeadline(calendar, clock, now)),
    'deadline.resume': moving((clock, _variables, now) => clock && resumeDeadline(calendar, clock, now)),
    'deadline.extend': moving(
      (clock, variables) =>
        clock && extendDeadline(calendar, clock, positive(variables.extraWorkingDays) ?? 1),
    ),
  };
}

// helpers ////////////////////////////////////////////////////////////

function keep(document: DocumentDates, clock: DeadlineClock | null): void {
  if (!clock) return;
  document.memory = clock;
  document.dueAt = clock.dueAt;
  document.dates[dueDate] = clock.dueAt;
  document.dates[warningDate] = clock.warnAt;
}

const positive = (value: unknown): number | null => (typeof value === 'number' && value > 0 ? value : null);
