/** Embedded sub-processes, event sub-processes and processes: scopes in which tokens move. */
import { subscribeToAttached } from '../../behaviors/event-subscription.ts';
import { activated, arrive, end, leave, pathEnded } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import { applyInputMappings } from '../../behaviors/variable-mapping.ts';
import type { Run } from '../../run.ts';
import type { ElementInstance } from '../../state/instance-state.ts';
import type { FlowElement } from '../element.ts';
import type { ElementProcessor } from '../element-processor.ts';

export const subProcess: ElementProcessor = {
  activate(run, instance, element) {
    const failure = applyInputMappings(run, instance, element) ?? subscribeToAttached(run, instance, element);
    if (failure) return failure;
    activated(run, instance);
    begin(run, instance, element);
    return null;
  },
  complete: leave,
  terminate: terminated,
};

/** Begins with the start event that has occurred. */
export const eventSubProcess: ElementProcessor = {
  activate(run, instance, element) {
    const failure = subscribeToAttached(run, instance, element);
    if (failure) return failure;
    activated(run, instance);
    const { start, variables } = instance.trigger ?? {};
    if (start !== undefined)
      run.scheduleActivation(start, instance.key, { trigger: { variables: variables ?? {} } });
    return null;
  },
  complete: leave,
  terminate: terminated,
};

/** The started process, or one inside its call activity, to which it hands its variables. */
export const process: ElementProcessor = {
  activate(run, instance, element) {
    const failure = subscribeToAttached(run, instance, element);
    if (failure) return failure;
    activated(run, instance);
    const { start, variables } = instance.trigger ?? {};
    if (start === undefined) begin(run, instance, element);
    else run.scheduleActivation(start, instance.key, { trigger: { variables: variables ?? {} } });
    return null;
  },
  complete(run, instance) {
    const caller = run.scopeOf(instance);
    end(run, instance);
    if (!caller) return null;
    const call = run.elementOf(caller);
    const hands = call.call?.propagateAllChildVariables === true || call.outputs !== undefined;
    arrive(run, caller, hands ? instance.variables : {});
    return null;
  },
  terminate: terminated,
};

// helpers ////////////////////////////////////////////////////////////

function begin(run: Run, instance: ElementInstance, element: FlowElement): void {
  for (const start of element.starts ?? []) run.scheduleActivation(start, instance.key);
  pathEnded(run, instance);
}
