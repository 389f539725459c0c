/** How a scope comes to its end: when its last token has gone, or with what its event, job or called process brought. */
import type { Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';
import { afterPath } from './ad-hoc.ts';
import { identify } from './identify.ts';

/** A token has gone: a scope without any left is done. */
export function pathEnded(run: Run, scope: ElementInstance): void {
  if (scope.type === 'adHocSubProcess' && !scope.restored) {
    afterPath(run, scope, run.elementOf(scope), false);
    return;
  }
  if (scope.phase !== 'active' || scope.children > 0 || scope.pending > 0 || scope.loop?.next !== undefined)
    return;
  if (scope.waitingTokens && Object.keys(scope.waitingTokens).length > 0) return;
  if (scope.restored) {
    if (scope.restored.left === 0) endRestoration(run, scope);
    return;
  }
  run.note({ change: 'leaving', key: scope.key });
  run.scheduleCompletion(scope.key);
}

/** Lets the instance end with what its event, job or called process brought. */
export function arrive(run: Run, instance: ElementInstance, variables: Record<string, unknown>): void {
  run.note({ change: 'arrived', key: instance.key, variables });
  run.note({ change: 'leaving', key: instance.key });
  run.scheduleCompletion(instance.key);
}

// helpers ////////////////////////////////////////////////////////////

/** Everything inside it has been undone. It completed before: no token goes on. */
function endRestoration(run: Run, scope: ElementInstance): void {
  const outer = run.scopeOf(scope);
  run.note({ change: 'restorationEnded', key: scope.key });
  if (!scope.restored?.handled) run.emit({ event: 'compensated', ...identify(run, scope) });
  if (outer) pathEnded(run, outer);
}
