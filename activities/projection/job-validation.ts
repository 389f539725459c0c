/** Both sides of a job are checked against its declaration. */
import type { z } from 'zod';
import type { JobResult, Variables } from '../../engine/index.ts';
import { type AnyJob, JobAnswer } from '../job.ts';

/** What the job was given, or answered, does not have the declared form. Trying again cannot help. */
export class InvalidJobData extends Error {
  override name = 'InvalidJobData';
}

/** Runs a job on the variables it sees. @throws InvalidJobData, JobError, or whatever the job throws */
export async function runValidated(
  job: AnyJob,
  variables: Variables,
  run: (input: never) => Promise<unknown>,
): Promise<{ variables: Variables; result?: JobResult }> {
  const input = job.input.safeParse(variables);
  if (!input.success) throw new InvalidJobData(describe(job.type, 'input', input.error));
  const answer = await run(input.data as never);
  const isMore = answer instanceof JobAnswer;
  const output = job.output.safeParse((isMore ? answer.variables : answer) ?? {});
  if (!output.success) throw new InvalidJobData(describe(job.type, 'output', output.error));
  return { variables: output.data as Variables, ...(isMore ? { result: answer.result } : {}) };
}

/** @example "register.number-incoming: input documentId: Invalid UUID" */
function describe(type: string, side: 'input' | 'output', error: z.ZodError): string {
  const issues = error.issues.map(
    ({ path, message }) => `${side} ${path.join('.') || '(whole)'}: ${message}`,
  );
  return `${type}: ${issues.join('; ')}`;
}
