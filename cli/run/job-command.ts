import type { Command } from '../../engine/index.ts';
import type { Step } from './step.ts';

/** What a script's step about a job asks of the instance that has it. */
export function jobCommand(key: string, step: Extract<Step, { job: string }>): Command {
  if ('complete' in step) return { kind: 'completeJob', key, variables: step.complete };
  if ('fail' in step) return { kind: 'failJob', key, ...step.fail };
  const { code, message, vars } = step.error;
  return { kind: 'throwJobError', key, code, message, variables: vars };
}
