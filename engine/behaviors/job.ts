/** Jobs: work that is done outside the engine. */
import type { FlowElement } from '../elements/element.ts';
import { viewOfThrow } from '../elements/events/multiple-throw.ts';
import { type Failure, fail, type Run } from '../run.ts';
import type { ElementInstance, Job } from '../state/instance-state.ts';
import { evaluateInteger, evaluateString, type Result } from './expression.ts';
import { copyOfVisible } from './variables.ts';

const defaultRetries = 3;

export type JobDescription = Pick<Job, 'type' | 'retries' | 'execution'>;

export function describeJob(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
): Result<JobDescription> {
  if (!element.job) throw new Error(`Expected ${element.id} to have a task definition, but it has none`);
  const type = evaluateString(run, instance, element.job.type);
  if (!type.ok) return type;
  const declared = run.graph.jobTypes[type.value];
  if (element.job.retries === null) {
    const { retries = defaultRetries, execution = 'external' } = declared ?? {};
    return { ok: true, value: { type: type.value, retries, execution } };
  }
  const retries = evaluateInteger(run, instance, element.job.retries);
  if (!retries.ok) return retries;
  const execution = declared?.execution ?? 'external';
  return { ok: true, value: { type: type.value, retries: retries.value, execution } };
}

export function openJob(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
  job: JobDescription,
): void {
  run.emit({
    event: 'jobOpened',
    owner: instance.key,
    job: {
      key: run.nextKey(),
      elementId: element.id,
      ...job,
      headers: element.headers ?? {},
      variables: copyOfVisible(run.state, instance),
    },
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
