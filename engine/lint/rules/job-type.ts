import { foreignJob } from '../../foreign-job.ts';
import { is, isExpression, ownerOf, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** Job types, of tasks and of listeners, must be among those that are declared, or address workers outside. */
export const jobType: Rule =
  ({ jobTypes }) =>
  (element, report) => {
    if (!jobTypes) return;
    if (!is(element, 'zeebe:TaskDefinition', 'zeebe:ExecutionListener', 'zeebe:TaskListener')) return;
    const type = text(element, 'type');
    if (type === '' || isExpression(type) || Object.hasOwn(jobTypes, type) || foreignJob(type)) return;
    report(ownerOf(element), 'unknown', { type });
  };
