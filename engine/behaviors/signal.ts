import type { Run } from '../run.ts';
import type { Variables } from '../state/instance-state.ts';
import { triggerEvent } from './event-trigger.ts';

/** Reaches whatever waits for a signal of that name in this instance, the oldest first. */
export function broadcastSignal(run: Run, name: string, variables: Variables): void {
  for (const { key, owner, elementId, trigger } of Object.values(run.state.signalSubscriptions)) {
    const subscription = run.state.signalSubscriptions[key];
    const waiting = run.state.instances[owner];
    // reaching one may have ended another
    if (subscription?.name !== name || !waiting) continue;
    triggerEvent(run, waiting, run.element(waiting.processId, elementId), variables, { trigger });
  }
}
