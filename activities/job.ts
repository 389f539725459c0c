/**
 * How a capability is declared: once. From the declaration come the Temporal activity, the check of deployed models, the
 * element template that managers see in the designer, and the page in the docs.
 */
import type { z } from 'zod';
import type { Bilingual, JobExecution, JobResult, ListenerEvent, Variables } from '../engine/index.ts';
import type { Prisma, PrismaClient } from '../prisma/client/client.ts';
import type { Environment } from './environment.ts';

export type { Bilingual };

/** Which job this is. `id` is stable over retries: use it as the idempotency key of every effect. */
export interface JobContext {
  /** "<instanceId>:<jobKey>" */
  id: string;
  instanceId: string;
  elementId: string;
  /** Task headers of the element, as the manager filled them in. */
  headers: Record<string, string>;
  /** Workflow time, epoch milliseconds: the time that counts in law, not the worker's clock. */
  now: number;
  /** The moment in the life of its element that it is asked at, where it is a listener's job. */
  listener?: ListenerEvent;
}

/** Runs inside the projection's transaction: Postgres only, no other I/O, a few milliseconds. */
export interface TransactionalContext {
  job: JobContext;
  tx: Prisma.TransactionClient;
}

/** Runs as an activity of its own: may be repeated after a failure, so its effects are keyed by `job.id`. */
export interface ExternalContext {
  job: JobContext;
  db: PrismaClient;
  environment: Environment;
  /** Aborted when the element is terminated. */
  signal: AbortSignal;
}

/** A task header that the job reads: chosen by the manager in the designer, the same for every instance. */
export interface Header {
  label: Bilingual;
  /** Closed list of values with their labels; without it any text. */
  options?: Record<string, Bilingual>;
  /** Default false: the job has another way to know. */
  required?: boolean;
}

/** What a job answers besides variables, where its element asks for more: a task listener, an ad-hoc sub-process. */
export class JobAnswer<V = Variables> {
  readonly variables: V;
  readonly result: JobResult;
  constructor(variables: V, result: JobResult) {
    this.variables = variables;
    this.result = result;
  }
}

interface Declaration<I extends z.ZodType, O extends z.ZodType> {
  /** "<capability>.<verb>", e.g. "register.number-incoming" */
  type: string;
  title: Bilingual;
  description: Bilingual;
  /** Read from the variables that the job sees: every field's `.describe()` is its label "vi | en". */
  input: I;
  /** What the job answers: merged into the variables by the element's output mappings. */
  output: O;
  headers?: Record<string, Header>;
  /** BPMN errors that it may throw (`JobError`), for boundary events. */
  errors?: Record<string, Bilingual>;
  /**
   * When the step that led to it is taken back, what it has done does no harm until it is done again: people may undo what they
   * did before it.
   */
  undoable?: true;
  /** Attempts before an incident. Default 3 with back-off. */
  retries?: number;
}

export interface TransactionalJob<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType>
  extends Declaration<I, O> {
  execution: 'transactional';
  run(input: z.output<I>, context: TransactionalContext): Promise<z.input<O> | JobAnswer<z.input<O>>>;
}

export interface ExternalJob<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType>
  extends Declaration<I, O> {
  execution: 'external';
  /** Start-to-close limit of one attempt, milliseconds. Default 60 000. */
  timeout?: number;
  /** Milliseconds after the first failure, four times as long after each further one. Default 1 000. */
  backOff?: number;
  run(input: z.output<I>, context: ExternalContext): Promise<z.input<O> | JobAnswer<z.input<O>>>;
}

export type AnyJob = (TransactionalJob | ExternalJob) & { execution: JobExecution };

/** Thrown by a job to raise the BPMN error of that code at its element (caught by an error boundary event). */
export class JobError extends Error {
  readonly code: string;
  readonly variables: Variables;
  constructor(code: string, message: string, variables: Variables = {}) {
    super(message);
    this.name = 'JobError';
    this.code = code;
    this.variables = variables;
  }
}

export function transactionalJob<I extends z.ZodType, O extends z.ZodType>(
  declaration: Omit<TransactionalJob<I, O>, 'execution'>,
): TransactionalJob<I, O> {
  return { ...declaration, execution: 'transactional' };
}

export function externalJob<I extends z.ZodType, O extends z.ZodType>(
  declaration: Omit<ExternalJob<I, O>, 'execution'>,
): ExternalJob<I, O> {
  return { ...declaration, execution: 'external' };
}
