/** Intermediate throw events and end events differ only in what follows: nothing follows an end event. */
import { cancelTransaction } from '../../behaviors/cancellation.ts';
import { leave } from '../../behaviors/completion.ts';
import { findCatcher } from '../../behaviors/error-propagation.ts';
import { triggerEvent } from '../../behaviors/event-trigger.ts';
import { evaluateOptionalString, evaluateString } from '../../behaviors/expression.ts';
import { describeJob, openJob } from '../../behaviors/job.ts';
import { describeOutgoing, sendMessage } from '../../behaviors/message.ts';
import { broadcastSignal } from '../../behaviors/signal.ts';
import { activated, arrive, completeInto, end } from '../../behaviors/state-transition.ts';
import { removeTokens, terminateChildren, terminated } from '../../behaviors/termination.ts';
import { applyInputMappings } from '../../behaviors/variable-mapping.ts';
import { mergeUpward, setLocal } from '../../behaviors/variables.ts';
import { type Failure, fail, type Run } from '../../run.ts';
import type { ElementInstance, Variables } from '../../state/instance-state.ts';
import type { EventTrigger, FlowElement } from '../element.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { jobTask } from '../tasks/job-task.ts';
import { throwCompensation } from './compensation-throw-event.ts';
import { viewOfThrow } from './multiple-throw.ts';

export const throwingEvent: ElementProcessor = {
  activate(run, instance, element) {
    if (element.job) return jobTask.activate(run, instance, element);
    return applyInputMappings(run, instance, element) ?? throwNext(run, instance, element);
  },
  goesOn,
  complete(run, instance, element) {
    if (!goesOn(run, instance, element)) return depart(run, instance, element);
    takeIn(run, instance, element);
    return throwNext(run, instance, element);
  },
  terminate: terminated,
};

/** What has waited for its listeners before it follows its link or ends its scope does so now. */
function depart(run: Run, instance: ElementInstance, element: FlowElement): Failure | null {
  const { event } = viewOfThrow(element, (instance.thrown ?? 1) - 1) ?? element;
  if (event?.definition === 'link') followLink(run, instance, event.name);
  else if (event?.definition === 'terminate') endScope(run, instance);
  else return leave(run, instance, element);
  return null;
}

// multiple events ////////////////////////////////////////////////////

/** Something is left to be thrown. */
function goesOn(_run: Run, instance: ElementInstance, element: FlowElement): boolean {
  return instance.thrown !== undefined && viewOfThrow(element, instance.thrown) !== null;
}

function throwNext(run: Run, instance: ElementInstance, element: FlowElement): Failure | null {
  const next = viewOfThrow(element, instance.thrown ?? 0);
  if (!next || next === element) return throwEvent(run, instance, element);
  const isFirst = instance.phase === 'entering';
  // what is thrown may wait for an answer
  if (!isFirst) run.note({ change: 'resumed', key: instance.key });
  const failure = next.job ? throwByJob(run, instance, next) : throwEvent(run, instance, next);
  if (failure && !isFirst) run.note({ change: 'leaving', key: instance.key });
  if (!failure && run.state.instances[instance.key]) run.note({ change: 'thrown', key: instance.key });
  return failure;
}

function throwByJob(run: Run, instance: ElementInstance, element: FlowElement): Failure | null {
  const job = describeJob(run, instance, element);
  if (!job.ok) return job.failure;
  activated(run, instance);
  openJob(run, instance, element, job.value);
  return null;
}

/** What one of its jobs brought, before the next is thrown. */
function takeIn(run: Run, instance: ElementInstance, element: FlowElement): void {
  const { arrived } = instance;
  if (!arrived) return;
  if (element.outputs) setLocal(run, instance, arrived);
  else mergeUpward(run, instance, arrived);
  run.note({ change: 'arrived', key: instance.key, variables: {} });
}

// by kind of event ///////////////////////////////////////////////////

function throwEvent(run: Run, instance: ElementInstance, element: FlowElement): Failure | null {
  const { event } = element;
  switch (event?.definition) {
    case 'error':
      return throwError(run, instance, event);
    case 'escalation':
      return throwEscalation(run, instance, event);
    case 'signal':
      return throwSignal(run, instance, event);
    case 'message':
      return throwMessage(run, instance, element);
    case 'terminate':
      return terminateScope(run, instance);
    case 'link':
      return goToLink(run, instance, event.name);
    case 'compensation':
      return throwCompensation(run, instance, event);
    case 'cancel':
      return throwCancel(run, instance);
    default:
      activated(run, instance);
      arrive(run, instance, {});
      return null;
  }
}

function throwError(
  run: Run,
  instance: ElementInstance,
  event: Extract<EventTrigger, { definition: 'error' | 'escalation' }>,
): Failure | null {
  const code = evaluateOptionalString(run, instance, event.code);
  if (!code.ok) return code.failure;
  const catcher = findCatcher(run, instance, 'error', code.value);
  if (!catcher) {
    return fail(
      'UNHANDLED_ERROR',
      `Expected the error with the code '${code.value ?? ''}' to be caught, but nothing catches it`,
    );
  }
  activated(run, instance);
  triggerEvent(run, catcher.instance, catcher.target, ownVariables(instance), catcher);
  return null;
}

/** An escalation that nobody catches does nothing; one that interrupts ends the throwing event too. */
function throwEscalation(
  run: Run,
  instance: ElementInstance,
  event: Extract<EventTrigger, { definition: 'error' | 'escalation' }>,
): Failure | null {
  const code = evaluateOptionalString(run, instance, event.code);
  if (!code.ok) return code.failure;
  const catcher = findCatcher(run, instance, 'escalation', code.value);
  activated(run, instance);
  if (catcher) triggerEvent(run, catcher.instance, catcher.target, ownVariables(instance), catcher);
  if (run.state.instances[instance.key]) arrive(run, instance, {});
  return null;
}

function throwSignal(
  run: Run,
  instance: ElementInstance,
  event: Extract<EventTrigger, { definition: 'signal' }>,
): Failure | null {
  const name = evaluateString(run, instance, event.name);
  if (!name.ok) return name.failure;
  const variables = ownVariables(instance);
  activated(run, instance);
  run.emit({ event: 'signalThrown', name: name.value, variables });
  broadcastSignal(run, name.value, variables);
  if (run.state.instances[instance.key]) arrive(run, instance, {});
  return null;
}

/** One that nothing says how to send goes nowhere; validation warns of it. */
function throwMessage(run: Run, instance: ElementInstance, element: FlowElement): Failure | null {
  const message = element.sends ? describeOutgoing(run, instance, element) : null;
  if (message && !message.ok) return message.failure;
  activated(run, instance);
  if (message) sendMessage(run, instance, element, message.value);
  arrive(run, instance, {});
  return null;
}

/** Ends everything else in the scope, which then completes; a started process ends as terminated. */
function terminateScope(run: Run, instance: ElementInstance): Failure | null {
  activated(run, instance);
  if (waitsForListeners(run, instance)) arrive(run, instance, {});
  else endScope(run, instance);
  return null;
}

function endScope(run: Run, instance: ElementInstance): void {
  const scope = run.scopeOf(instance);
  if (!scope) return;
  end(run, instance);
  removeTokens(run, scope);
  terminateChildren(run, scope);
  if (scope.scope === null) run.processorOf(scope).terminate(run, scope, run.elementOf(scope));
  else {
    run.note({ change: 'leaving', key: scope.key });
    run.scheduleCompletion(scope.key);
  }
}

/** Only an end event of a transaction, or of what it contains, cancels it (BPMN 2.0, 10.5.3). */
function throwCancel(run: Run, instance: ElementInstance): null {
  activated(run, instance);
  cancelTransaction(run, instance);
  return null;
}

function goToLink(run: Run, instance: ElementInstance, name: string): Failure | null {
  activated(run, instance);
  if (waitsForListeners(run, instance)) arrive(run, instance, {});
  else followLink(run, instance, name);
  return null;
}

function followLink(run: Run, instance: ElementInstance, name: string): void {
  const thrower = run.elementOf(instance);
  const target = Object.values(run.process(instance.processId).elements).find(
    (other) =>
      other.type === 'intermediateCatchEvent' &&
      other.parent === thrower.parent &&
      other.event?.definition === 'link' &&
      other.event.name === name,
  );
  if (target && instance.scope !== null) run.scheduleActivation(target.id, instance.scope);
  completeInto(run, instance, []);
}

// helpers ////////////////////////////////////////////////////////////

/** Those of a multiple event that ends so are refused by validation. */
function waitsForListeners(run: Run, instance: ElementInstance): boolean {
  const { event, executionListeners } = run.elementOf(instance);
  return executionListeners?.end !== undefined && event?.definition !== 'multiple';
}

/** What input mappings gave the event to throw. */
const ownVariables = (instance: ElementInstance): Variables => ({ ...instance.variables });
