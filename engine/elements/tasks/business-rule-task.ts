/** A business-rule task asks a DMN decision, or hands the question to a job. */

import { leave } from '../../behaviors/completion.ts';
import { evaluateString } from '../../behaviors/expression.ts';
import { arrive } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import { applyInputMappings } from '../../behaviors/variable-mapping.ts';
import { visibleVariables } from '../../behaviors/variables.ts';
import { evaluateDecision } from '../../dmn/index.ts';
import { fail } from '../../run.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { enter } from './activity.ts';
import { jobTask } from './job-task.ts';

export const businessRuleTask: ElementProcessor = {
  activate(run, instance, element) {
    if (!element.decision) return jobTask.activate(run, instance, element);
    const mapped = applyInputMappings(run, instance, element);
    if (mapped) return mapped;
    const id = evaluateString(run, instance, element.decision.decisionId);
    if (!id.ok) return id.failure;
    const context = visibleVariables(run.state, instance);
    const decided = evaluateDecision(run.graph.decisions, id.value, context, run.now);
    if (!decided.ok)
      return fail('DECISION_FAILED', `Failed to evaluate decision '${id.value}': ${decided.message}`);
    const failure = enter(run, instance, element);
    if (failure) return failure;
    arrive(run, instance, { [element.decision.resultVariable]: decided.value });
    return null;
  },
  complete: leave,
  terminate: terminated,
};
