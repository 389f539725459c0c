/** Embedded sub-processes, event sub-processes and processes: scopes in which tokens move. */

import { leave } from '../../behaviors/completion.ts';
import { subscribeToAttached } from '../../behaviors/event-subscription.ts';
import { activated, arrive, end, pathEnded } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import { applyInputMappings } from '../../behaviors/variable-mapping.ts';
import type { Run } from '../../run.ts';
import type { ElementInstance, Variables } from '../../state/instance-state.ts';
import type { FlowElement } from '../element.ts';
import type { ElementProcessor } from '../element-processor.ts';

export const subProcess: ElementProcessor = {
  activate(run, instance, element) {
    const failure = applyInputMappings(run, instance, element) ?? subscribeToAttached(run, instance, element);
    if (failure) return failure;
    activated(run, instance);
    begin(run, instance, element, element.starts ?? []);
    return null;
  },
  complete: leave,
  terminate: terminated,
};

/** Begins with the start event that has occurred. */
export const eventSubProcess: ElementProcessor = {
  prepare: () => null,
  activate(run, instance, element) {
    const failure = subscribeToAttached(run, instance, element);
    if (failure) return failure;
    activated(run, instance);
    begin(run, instance, element, []);
    return null;
  },
  complete: leave,
  terminate: terminated,
};

/** The started process, or one inside its call activity, to which it hands its variables. */
export const process: ElementProcessor = {
  prepare: () => null,
  activate(run, instance, element) {
    const failure = subscribeToAttached(run, instance, element);
    if (failure) return failure;
    activated(run, instance);
    // each start event of a process stands for an instance of its own
    begin(run, instance, element, element.starts?.slice(0, 1) ?? []);
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

/** An event behind a gateway that starts the process begins with the gateway. */
function beginWith(run: Run, instance: ElementInstance, start: string, variables: Variables): void {
  const [flow = ''] = run.element(instance.processId, start).incoming ?? [];
  const { elements } = run.process(instance.processId);
  const before = elements[elements[flow]?.source ?? ''];
  if (before?.type === 'eventBasedGateway')
    run.scheduleActivation(before.id, instance.key, { trigger: { variables, start } });
  else run.scheduleActivation(start, instance.key, { trigger: { variables } });
}

/** Where an event occurred, its start event takes the place of the others. */
function begin(run: Run, instance: ElementInstance, element: FlowElement, starts: string[]): void {
  const { start, variables = {} } = instance.trigger ?? {};
  if (start === undefined) for (const id of starts) run.scheduleActivation(id, instance.key);
  else beginWith(run, instance, start, variables);
  for (const id of element.implicitStarts ?? []) run.scheduleActivation(id, instance.key);
  pathEnded(run, instance);
}
