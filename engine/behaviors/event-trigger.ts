/** What happens when an event occurs that an element instance waits for. */
import type { FlowElement } from '../elements/element.ts';
import type { Run } from '../run.ts';
import type { ElementInstance, Variables } from '../state/instance-state.ts';
import { closeEventStarts, closeWaits } from './event-subscription.ts';
import { outgoingFlows } from './sequence-flow.ts';
import { arrive, completeInto } from './state-transition.ts';
import { abandonCompensations, terminate, terminateChildren } from './termination.ts';

/** `target` is the catching element: the waiting one itself, one of its boundary events, a start event inside it, … */
export function triggerEvent(
  run: Run,
  waiting: ElementInstance,
  target: FlowElement,
  variables: Variables,
): void {
  if (target.type === 'boundaryEvent') triggerBoundaryEvent(run, waiting, target, variables);
  else if (target.type === 'startEvent') triggerEventSubProcess(run, waiting, target, variables);
  else if (waiting.type === 'eventBasedGateway') triggerAfterGateway(run, waiting, target, variables);
  else {
    closeWaits(run, waiting);
    arrive(run, waiting, variables);
  }
}

// helpers ////////////////////////////////////////////////////////////

function triggerBoundaryEvent(
  run: Run,
  activity: ElementInstance,
  boundary: FlowElement,
  variables: Variables,
): void {
  if (activity.scope === null) return;
  if (!boundary.interrupting && run.process(activity.processId).compensates)
    run.note({ change: 'branched', key: activity.key });
  run.scheduleActivation(boundary.id, activity.scope, { trigger: { variables } });
  if (boundary.interrupting) terminate(run, activity);
}

/** An interrupting one ends all else in the scope, and no further event sub-process can start there. */
function triggerEventSubProcess(
  run: Run,
  scope: ElementInstance,
  start: FlowElement,
  variables: Variables,
): void {
  if (start.interrupting) {
    closeEventStarts(run, scope);
    abandonCompensations(run, scope);
    run.dropActivations(scope.key);
    run.note({ change: 'interrupted', scope: scope.key });
    terminateChildren(run, scope);
  }
  run.scheduleActivation(start.parent, scope.key, { trigger: { variables, start: start.id } });
}

function triggerAfterGateway(
  run: Run,
  gateway: ElementInstance,
  target: FlowElement,
  variables: Variables,
): void {
  if (gateway.scope === null) return;
  const { scope } = gateway;
  run.scheduleActivation(target.id, scope, { trigger: { variables } });
  completeInto(run, gateway, []);
  const flow = outgoingFlows(run, gateway, run.elementOf(gateway)).find((it) => it.target === target.id);
  if (flow) run.emit({ event: 'taken', element: flow.id, type: 'sequenceFlow', key: run.nextKey(), scope });
}
