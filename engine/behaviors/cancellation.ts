/**
 * A cancelled transaction ends what is running inside it, undoes what has completed there, and then leaves by its cancel boundary
 * event (BPMN 2.0, 10.3.5, 10.5.6 and 13.3.4).
 */
import { isBody } from '../elements/element.ts';
import { triggersOf } from '../elements/events/triggers.ts';
import type { Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';
import { compensate } from './compensation.ts';
import { keepCompletedInside } from './completed-activities.ts';
import { closeEventStarts } from './event-subscription.ts';
import { mayEndBy, triggerEvent } from './event-trigger.ts';
import { pathEnded } from './scope-end.ts';
import { abandonCompensations, descendants, terminate, terminateChildren } from './termination.ts';

/** Cancels the innermost transaction around that element instance; of one that is repeated all instances. */
export function cancelTransaction(run: Run, thrower: ElementInstance): void {
  const transaction = transactionAround(run, thrower);
  closeEventStarts(run, transaction);
  keepCompleted(run, transaction);
  run.dropActivations(transaction.key);
  run.note({ change: 'interrupted', scope: transaction.key });
  run.note({ change: 'cancelled', key: transaction.key });
  terminateChildren(run, transaction);
  const isUndoing = compensate(run, transaction, [transaction], { activity: null, thrower: null });
  if (!isUndoing) pathEnded(run, transaction);
}

/** Everything has been undone. */
export function leaveCancelled(run: Run, transaction: ElementInstance): void {
  for (const id of run.elementOf(transaction).boundaryEvents ?? []) {
    const boundary = run.element(transaction.processId, id);
    const trigger = triggersOf(boundary.event).findIndex(({ definition }) => definition === 'cancel');
    if (trigger < 0 || !mayEndBy(transaction, boundary, trigger)) continue;
    triggerEvent(run, transaction, boundary, {}, { trigger });
    return;
  }
  terminate(run, transaction);
}

// helpers ////////////////////////////////////////////////////////////

function transactionAround(run: Run, thrower: ElementInstance): ElementInstance {
  let scope = run.scopeOf(thrower);
  while (scope && scope.type !== 'transaction') scope = run.scopeOf(scope);
  if (!scope) throw new Error(`Expected ${thrower.elementId} to be in a transaction, but it is not`);
  const outer = run.scopeOf(scope);
  return outer && isBody(outer.type) ? outer : scope;
}

/** "Cancellation can result in compensation of already completed portions of an active activity" (13.5.5). */
function keepCompleted(run: Run, transaction: ElementInstance): void {
  for (const instance of [...descendants(run, transaction), transaction]) {
    if (run.state.instances[instance.key]) abandonCompensations(run, instance);
  }
  for (const instance of descendants(run, transaction)) keepCompletedInside(run, instance);
}
