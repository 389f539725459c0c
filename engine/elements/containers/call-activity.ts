/** A call activity runs another process of the deployment inside this instance (BPMN 2.0, 10.3.6). */
import { evaluateString } from '../../behaviors/expression.ts';
import { leave } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import { applyInputMappings } from '../../behaviors/variable-mapping.ts';
import { visibleVariables } from '../../behaviors/variables.ts';
import { fail } from '../../run.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { enter } from '../tasks/activity.ts';

export const callActivity: ElementProcessor = {
  activate(run, instance, element) {
    const mapped = applyInputMappings(run, instance, element);
    if (mapped) return mapped;
    const called = evaluateString(run, instance, element.call?.processId ?? '');
    if (!called.ok) return called.failure;
    const process = run.graph.processes[called.value];
    if (!process) {
      return fail('CALLED_PROCESS_NOT_FOUND', `Expected a process '${called.value}', but there is none`);
    }
    const failure = enter(run, instance, element);
    if (failure) return failure;
    const variables = element.call?.propagateAllParentVariables
      ? visibleVariables(run.state, instance)
      : instance.variables;
    run.scheduleCall(process.id, instance.key, { ...variables });
    return null;
  },
  complete: leave,
  terminate: terminated,
};
