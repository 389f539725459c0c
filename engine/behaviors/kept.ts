/** What comes for a suspended element and is not asked for again is kept until that goes on (repair/element-suspension.ts). */
import type { Run } from '../run.ts';
import type { KeptCommand } from '../state/instance-state.ts';

/** `key`: of the job or subscription that it is for. */
export function keep(run: Run, element: string, key: string, command: KeptCommand): null {
  run.emit({ event: 'kept', command, element, key });
  return null;
}

export const isKept = ({ state }: Run, key: string): boolean =>
  state.halted?.kept.some((it) => it.key === key) ?? false;

/** One that ends its subscription is the last for it. */
export function keepSignal(
  run: Run,
  key: string,
  command: Extract<KeptCommand, { kind: 'broadcastSignal' }>,
): void {
  const subscription = run.state.signalSubscriptions[key];
  if (!subscription) return;
  const { interrupting } = run.element(run.instance(subscription.owner).processId, subscription.elementId);
  if (interrupting === false || !isKept(run, key)) keep(run, subscription.elementId, key, command);
}
