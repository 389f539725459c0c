/**
 * Intermediate and end events that throw compensation (BPMN 2.0, 10.5.4, 10.7.2). They undo what has completed on their own level;
 * inside an event sub-process or a compensation handler, what has completed on the level around it too. Unless told otherwise they
 * wait until all of it is undone.
 */
import { compensate } from '../../behaviors/compensation.ts';
import { activated, arrive } from '../../behaviors/state-transition.ts';
import type { Run } from '../../run.ts';
import type { ElementInstance } from '../../state/instance-state.ts';
import type { EventTrigger } from '../element.ts';

export function throwCompensation(
  run: Run,
  instance: ElementInstance,
  event: Extract<EventTrigger, { definition: 'compensation' }>,
): null {
  activated(run, instance);
  const scope = run.scopeOf(instance);
  if (!scope) return null;
  const isUndoing = compensate(run, scope, visibleScopes(run, scope), {
    activity: event.activity,
    thrower: event.waits ? instance.key : null,
  });
  if (!isUndoing || !event.waits) arrive(run, instance, {});
  return null;
}

// helpers ////////////////////////////////////////////////////////////

/** The inner instances of an ad-hoc sub-process are on its level. */
function visibleScopes(run: Run, scope: ElementInstance): ElementInstance[] {
  const isInner =
    scope.type === 'eventSubProcess' || scope.type === 'adHocSubProcessInnerInstance' || scope.undo;
  const outer = isInner ? run.scopeOf(scope) : null;
  return outer ? [scope, outer] : [scope];
}
