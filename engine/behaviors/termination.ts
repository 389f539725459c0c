/** Ending element instances before their time, the inner ones before the outer. */
import { isBody } from '../elements/element.ts';
import type { Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';
import { indexOf } from '../state/state-index.ts';
import { keepCompletedInside, keepWhatIsLeft } from './completed-activities.ts';
import { closeWaits } from './event-subscription.ts';
import { tell } from './identify.ts';
import { dropIncidents, raiseIncident } from './incident.ts';
import { openListenerJob } from './listener-job.ts';

/** What every element does to be terminated, besides what is its own. */
export function terminated(run: Run, instance: ElementInstance): void {
  if (instance.phase === 'terminating' && isHeld(instance)) return;
  closeWaits(run, instance);
  dropIncidents(run, instance);
  if (isHeld(instance) || asksListeners(run, instance)) {
    run.note({ change: 'terminating', key: instance.key });
    return;
  }
  if (instance.restored) run.note({ change: 'restorationEnded', key: instance.key });
  else tell(run, instance, 'terminated');
}

/** What it contains is held, or its own listeners are being asked. */
const isHeld = ({ held = 0, listening }: ElementInstance): boolean =>
  held > 0 || (listening?.event === 'cancel' && !listening.done);

/** Those of `cancel`, of what has begun (dialect). */
function asksListeners(run: Run, instance: ElementInstance): boolean {
  const element = run.elementOf(instance);
  if (!element.executionListeners?.cancel || isBody(instance.type) || instance.restored) return false;
  if (instance.listening?.event === 'cancel') return false;
  const failure = openListenerJob(run, instance, 'cancel', 0);
  if (failure) raiseIncident(run, instance, failure);
  return true;
}

export function terminate(run: Run, instance: ElementInstance): void {
  terminateChildren(run, instance);
  run.processorOf(instance).terminate(run, instance, run.elementOf(instance));
}

/** Everything inside ends, but for one instance if given. Tokens inside stay: see `removeTokens`. */
export function terminateChildren(run: Run, scope: ElementInstance, except?: string): void {
  if (scope.children === 0) return;
  for (const instance of descendants(run, scope, except)) {
    run.processorOf(instance).terminate(run, instance, run.elementOf(instance));
  }
}

/** Tokens that have not reached an element yet are gone, and compensations thrown in the scope end where they are. */
export function removeTokens(run: Run, scope: ElementInstance): void {
  abandonCompensations(run, scope);
  run.dropActivations(scope.key);
  run.note({ change: 'tokensRemoved', scope: scope.key });
}

/**
 * Ends the handlers that compensations thrown in the scope have started, also outside it: event sub-processes do so. What they have
 * not come to can be undone later.
 */
export function abandonCompensations(run: Run, scope: ElementInstance): void {
  if (!scope.compensations) return;
  keepWhatIsLeft(run, scope);
  const parts = Object.values(run.state.instances).filter((it) => it.undo?.scope === scope.key);
  // the inner ones are younger
  for (const instance of parts.reverse()) {
    if (!run.state.instances[instance.key]) continue;
    if (instance.restored) keepCompletedInside(run, instance);
    terminate(run, instance);
  }
}

/** Innermost first, and of one scope the oldest first; without recursion, since called processes may nest deeply. */
export function descendants(run: Run, scope: ElementInstance, except?: string): ElementInstance[] {
  const index = indexOf(run.state);
  const outermostFirst: ElementInstance[] = [];
  const open = [scope];
  for (let current = open.pop(); current; current = open.pop()) {
    const children: ElementInstance[] = [];
    for (const key of index.childrenOf(current.key)) if (key !== except) children.push(run.instance(key));
    for (const child of children) open.push(child);
    for (const child of children.reverse()) outermostFirst.push(child);
  }
  return outermostFirst.reverse();
}
