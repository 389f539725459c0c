/** What has completed and can be undone, as scopes remember it (BPMN 2.0, 13.5.5). */
import { type FlowElement, isBody } from '../elements/element.ts';
import type { Run } from '../run.ts';
import type { CompletedActivity } from '../state/compensation.ts';
import type { ElementInstance } from '../state/instance-state.ts';

/** To be called when an instance has completed. */
export function keepForCompensation(run: Run, instance: ElementInstance): void {
  if (!instance.completed && !run.elementOf(instance).compensation) return;
  // "a multi-instance activity is compensated only if all its instances have completed" (13.3.7)
  if (instance.scope === null || (instance.loop?.terminated ?? 0) > 0) return;
  const { boundary, start } = handlersOf(run.elementOf(instance), instance.type, run.scopeOf(instance)?.type);
  if (boundary === undefined && start === undefined && !instance.completed) return;
  run.note({ change: 'activityKept', scope: instance.scope, activity: remember(run, instance) });
}

/** What a scope that is ended early has completed inside is remembered by the scope around it. */
export function keepCompletedInside(run: Run, instance: ElementInstance): void {
  if (instance.scope === null || !instance.completed) return;
  const activity: CompletedActivity = { ...remember(run, instance), partial: true };
  run.note({ change: 'activityKept', scope: instance.scope, activity });
}

/** What a compensation under way in that scope has not begun to undo, and now will not, can be undone later. */
export function keepWhatIsLeft(run: Run, keeper: ElementInstance): void {
  for (const { units, next } of keeper.compensations ?? []) {
    const kept = new Set<string>();
    for (const { activity, scope: key, event, snapshot } of units.slice(next)) {
      const scope = run.instance(key);
      if (run.element(scope.processId, event).type === 'startEvent') {
        keepRestored(run, scope, activity.done);
        kept.add(activity.key);
      } else if (!kept.has(activity.key) && !run.state.instances[activity.key]) {
        const variables = snapshot ? { variables: snapshot } : {};
        run.note({ change: 'activityKept', scope: key, activity: { ...activity, ...variables } });
      }
    }
  }
}

// handlers ///////////////////////////////////////////////////////////

export interface Handlers {
  boundary?: string;
  start?: string;
}

/** The boundary events of an activity that is repeated are its body's, the event sub-processes those of each inner instance. */
export function handlersOf(
  element: FlowElement,
  type: ElementInstance['type'],
  outer: ElementInstance['type'] | undefined,
): Handlers {
  const { boundary, start } = element.compensation ?? {};
  const isInner = !isBody(type) && outer !== undefined && isBody(outer);
  return {
    ...(boundary === undefined || isInner ? {} : { boundary }),
    ...(start === undefined || isBody(type) ? {} : { start }),
  };
}

// helpers ////////////////////////////////////////////////////////////

/** As it was before it was there again. */
function keepRestored(run: Run, scope: ElementInstance, done: number): void {
  if (scope.scope === null) return;
  const activity = { ...remember(run, scope), done };
  run.note({ change: 'activityKept', scope: scope.scope, activity });
  run.note({ change: 'activitiesTaken', scope: scope.key, left: [] });
}

function remember(run: Run, instance: ElementInstance): CompletedActivity {
  const { key, elementId, type, variables, completed, branched } = instance;
  return {
    key,
    elementId,
    type,
    done: Number(run.nextKey()),
    ...(branched === undefined ? {} : { branched }),
    ...(Object.keys(variables).length > 0 ? { variables } : {}),
    ...(completed ? { inside: completed } : {}),
  };
}
