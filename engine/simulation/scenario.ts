/** What a simulation assumes about the world: who comes when, who works when, how long things take and how they turn out. */
import type { Variables } from '../state/instance-state.ts';
import type { Arrivals } from './arrivals.ts';
import type { Distribution } from './distribution.ts';
import type { WorkingHours } from './working-time.ts';

/** One way in which a step may turn out. Weights count relative to those of the other ways. */
export interface Outcome {
  weight: number;
  /** What the form, the job or the message brings: few different values, not a number of its own for each document. */
  variables: Variables;
  /** Jobs: the BPMN error that is thrown instead. */
  error?: string | undefined;
}

/** What is known of one element, or of all jobs of a type. */
export interface StepScenario {
  /** Working time of whoever does it. */
  duration?: Distribution | undefined;
  /** Who does a user task; default: its candidate group, else its lane. */
  role?: string | undefined;
  outcomes?: readonly Outcome[] | undefined;
  /** Messages, signals: how long after the wait began it comes. Timers: overrides what the model says. */
  after?: Distribution | undefined;
  /** Messages, signals: how likely it comes at all, 0 to 1. */
  probability?: number | undefined;
  /** Jobs: how many are done at the same time; default: any number. */
  capacity?: number | undefined;
}

export interface RoleScenario {
  staff: number;
  /** Name in `calendars`. */
  calendar: string;
  /** Which waiting task is taken first: the oldest, or the one that is due first. */
  order: 'fifo' | 'due';
}

/** When a document is late. */
export interface DeadlineScenario {
  /** Granted from its arrival on, of working time in that calendar; null: only what the process itself sets counts. */
  granted: { duration: number; calendar: string } | null;
  /** Element by whose completion it must be done; null: the end of the process. */
  until: string | null;
}

/** Dates that jobs compute for a document stand in its variables as symbols; what they mean is here, epoch milliseconds. */
export interface DocumentDates {
  /** When it is late; null while nothing is due. */
  dueAt: number | null;
  /** By symbol, see `symbolicDate`. */
  dates: number[];
  /** Whatever the handlers keep. */
  memory: unknown;
}

/** A job whose result depends on the simulated time. */
export interface JobHandler {
  /** What the job answers, always the same: dates are symbols. */
  answer: Variables;
  /** `variables` is what the job sees. */
  run(document: DocumentDates, variables: Variables, now: number): void;
}

export interface Scenario {
  processId: string;
  /** Epoch milliseconds. */
  start: number;
  seed: number;
  /** No document arrives beyond either. */
  documents: number;
  until: number | null;
  /** The share of documents, from the first on, that is not counted: the system is not full yet. */
  warmUp: number;
  arrivals: Arrivals;
  /** What the documents are like when they arrive. */
  kinds: readonly Outcome[];
  /** Null: day and night. */
  calendars: Readonly<Record<string, WorkingHours | null>>;
  roles: Readonly<Record<string, RoleScenario>>;
  elements: Readonly<Record<string, StepScenario>>;
  /** By job type; what is said of the element goes before. */
  jobs: Readonly<Record<string, StepScenario>>;
  /** How likely sequence flows are taken, by id; without, their conditions decide. */
  flows: Readonly<Record<string, number>>;
  deadline: DeadlineScenario;
  /** For what nothing is said of. */
  defaults: { userTask: Distribution; job: Distribution; message: Distribution };
  handlers: Readonly<Record<string, JobHandler>>;
}

const firstSymbol = Date.UTC(9001, 0, 1);

/** The text that stands for the date with that number in a document's variables. */
export const symbolicDate = (index: number): string => new Date(firstSymbol + index * 1000).toISOString();

/** The number of the date, or null for a date that is none. */
export function symbolOf(moment: number): number | null {
  return moment >= firstSymbol ? Math.round((moment - firstSymbol) / 1000) : null;
}
