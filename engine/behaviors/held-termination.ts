/**
 * Ending that takes a while: an element instance whose listeners are asked before it is terminated holds up those around it, and what
 * is to follow in the scope that goes on.
 */
import type { Run } from '../run.ts';
import type { DeferredToken, ElementInstance } from '../state/instance-state.ts';
import { pathEnded } from './scope-end.ts';

/** Sends a token that takes the place of what is terminated: of one instance, or of all that is held in the scope. */
export function sendOnceEnded(run: Run, scope: ElementInstance, token: DeferredToken): void {
  if (isOver(run, scope, token)) send(run, scope, token);
  else run.note({ change: 'tokenDeferred', scope: scope.key, token });
}

/** The listeners of a held instance have answered: it ends, and what it has held up goes on. */
export function endHeld(run: Run, held: ElementInstance): void {
  let ending: ElementInstance | null = held;
  while (ending) {
    const scope: ElementInstance | null = run.scopeOf(ending);
    run.processorOf(ending).terminate(run, ending, run.elementOf(ending));
    if (run.state.lifecycle !== 'active' || run.state.instances[ending.key] || !scope) return;
    if (scope.phase !== 'terminating') {
      goOn(run, scope);
      return;
    }
    ending = (scope.held ?? 0) > 0 ? null : scope;
  }
}

// helpers ////////////////////////////////////////////////////////////

const isOver = (run: Run, scope: ElementInstance, { after }: DeferredToken): boolean =>
  after === null ? (scope.held ?? 0) === 0 : run.state.instances[after] === undefined;

function goOn(run: Run, scope: ElementInstance): void {
  const due = (scope.deferred ?? []).filter((token) => isOver(run, scope, token));
  if (due.length > 0) {
    const left = (scope.deferred ?? []).filter((token) => !due.includes(token));
    run.note({ change: 'deferredTaken', scope: scope.key, left });
    for (const token of due) send(run, scope, token);
  }
  pathEnded(run, scope);
}

function send(run: Run, scope: ElementInstance, { elementId, trigger }: DeferredToken): void {
  run.scheduleActivation(elementId, scope.key, { trigger });
}
