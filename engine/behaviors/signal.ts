import type { Run } from '../run.ts';
import { isWaitHalted } from '../state/halt.ts';
import type { ElementInstance, Owned, SignalSubscription, Variables } from '../state/instance-state.ts';
import { triggerEvent } from './event-trigger.ts';
import { keepSignal } from './kept.ts';

/**
 * Reaches whatever waits for a signal of that name in this instance, the oldest first. An event sub-process that interrupts absorbs
 * it: no event on the edge of the same activity takes it as well, unless it is thrown again (BPMN 2.0, 10.5.6). `spared`: an activity
 * that throws it, and that its own boundary events leave alone; a signal without a name is for those only then.
 */
export function broadcastSignal(
  run: Run,
  name: string,
  variables: Variables,
  spared: ElementInstance | null = null,
): void {
  const reached = Object.values(run.state.signalSubscriptions).filter((it) => it.name === name);
  const absorbing = new Set(reached.filter((it) => isAbsorbed(run, it)).map(({ owner }) => owner));
  for (const { key, owner, elementId, trigger } of reached) {
    const waiting = run.state.instances[owner];
    // reaching one may have ended another
    if (!waiting || !run.state.signalSubscriptions[key]) continue;
    if (spared && name === '' && waiting !== spared) continue;
    const target = run.element(waiting.processId, elementId);
    if (target.type === 'boundaryEvent' && absorbing.has(owner)) continue;
    if (isWaitHalted(run.state, { owner, elementId })) {
      keepSignal(run, key, { kind: 'broadcastSignal', name, variables });
      continue;
    }
    triggerEvent(run, waiting, target, variables, { trigger, spares: waiting === spared });
  }
}

// helpers ////////////////////////////////////////////////////////////

function isAbsorbed(run: Run, { owner, elementId }: Owned<SignalSubscription>): boolean {
  const waiting = run.state.instances[owner];
  if (!waiting) return false;
  const { type, event, interrupting } = run.element(waiting.processId, elementId);
  // one of several triggers that must all occur interrupts nothing by itself
  return type === 'startEvent' && interrupting === true && event?.definition !== 'parallelMultiple';
}
