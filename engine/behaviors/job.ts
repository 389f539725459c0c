/** Jobs: work that is done outside the engine. */
import type { FlowElement, JobDefinition } from '../elements/element.ts';
import { viewOfThrow } from '../elements/events/multiple-throw.ts';
import { type Failure, fail, type Run } from '../run.ts';
import type { ElementInstance, Job, JobRetry } from '../state/instance-state.ts';
import { evaluateInteger, evaluateString, type Result } from './expression.ts';
import { copyOfVisible } from './variables.ts';

const defaultRetries = 3;

/** Of all jobs without any: thousands may be open at once. */
const noHeaders: Record<string, string> = Object.freeze({});

export type JobDescription = Pick<Job, 'type' | 'retries' | 'execution'> &
  Partial<Pick<Job, 'headers' | 'listener'>>;

export function describeJob(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
): Result<JobDescription> {
  if (!element.job) throw new Error(`Expected ${element.id} to have a task definition, but it has none`);
  return describeJobOf(run, instance, element.job);
}

export function describeJobOf(
  run: Run,
  instance: ElementInstance,
  definition: JobDefinition,
): Result<JobDescription> {
  const type = evaluateString(run, instance, definition.type);
  if (!type.ok) return type;
  const declared = run.graph.jobTypes[type.value];
  if (definition.retries === null) {
    const { retries = defaultRetries, execution = 'external' } = declared ?? {};
    return { ok: true, value: { type: type.value, retries, execution } };
  }
  const retries = evaluateInteger(run, instance, definition.retries);
  if (!retries.ok) return retries;
  const execution = declared?.execution ?? 'external';
  return { ok: true, value: { type: type.value, retries: retries.value, execution } };
}

export function openJob(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
  described: JobDescription,
): void {
  const { type, retries, execution, headers = element.headers ?? noHeaders, listener } = described;
  const key = run.nextKey();
  const variables = copyOfVisible(run.state, instance);
  const own = { key, elementId: element.id, headers, type, retries, execution, variables };
  const job: Job = listener === undefined ? own : { ...own, listener };
  run.emit({ event: 'jobOpened', owner: instance.key, job, sequence: 0, at: 0 });
}

/** Tries the same work again, at once or after so many milliseconds. */
export function retryJob(run: Run, instance: ElementInstance, job: JobRetry, backOff: number): void {
  const element = run.elementOf(instance);
  if (backOff <= 0) {
    openJob(run, instance, element, job);
    return;
  }
  run.emit({
    event: 'timerStarted',
    key: run.nextKey(),
    element: element.id,
    owner: instance.key,
    dueAt: run.now + backOff,
    repeat: null,
    retry: job,
  });
}

/** For a job that has failed or thrown what nobody caught: the same work, as a new job with at least one try. */
export function reopenJob(run: Run, instance: ElementInstance): Failure | null {
  const own = run.elementOf(instance);
  const element = viewOfThrow(own, (instance.thrown ?? 1) - 1) ?? own;
  if (!element.job)
    return fail('JOB_NO_RETRIES', `Expected ${element.id} to have a task definition, but it has none`);
  const job = describeJob(run, instance, element);
  if (!job.ok) return job.failure;
  openJob(run, instance, element, { ...job.value, retries: Math.max(1, job.value.retries) });
  return null;
}
