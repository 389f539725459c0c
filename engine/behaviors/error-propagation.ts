/**
 * Errors and escalations look for who catches them: from the element outward, in each scope first its event sub-processes, then
 * the boundary events on it, out of called processes into the caller (BPMN 2.0, 10.5.7). Where they are caught a matching code goes
 * before a catch of any code.
 */
import { type FlowElement, isBody } from '../elements/element.ts';
import { triggersOf } from '../elements/events/triggers.ts';
import type { Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';
import { mayEndBy } from './event-trigger.ts';

export interface Catcher {
  /** On whose edge, or inside which, the event is caught. */
  instance: ElementInstance;
  target: FlowElement;
  /** Which of the triggers of a multiple event. */
  trigger?: number;
}

export function findCatcher(
  run: Run,
  thrower: ElementInstance,
  definition: 'error' | 'escalation',
  code: string | null,
): Catcher | null {
  // what an event sub-process throws goes on outward: it does not begin it again (10.5.7, throwing again what was handled inside)
  let handler: string | null = null;
  for (let instance: ElementInstance | null = thrower; instance; instance = outward(run, instance)) {
    // it completed long ago: what is undone inside it concerns those who asked for it
    if (instance.restored) continue;
    const element = run.elementOf(instance);
    const isInner = isBody(run.scopeOf(instance)?.type ?? 'process');
    const isHandled = isBody(instance.type) || instance.interrupted;
    const starts = isHandled ? [] : startsBeside(run, instance, element.eventStarts ?? [], handler);
    const boundary = isInner ? [] : (element.boundaryEvents ?? []);
    for (const ids of [starts, boundary]) {
      const target = match(run, instance, ids, definition, code);
      if (target) return { instance, ...target };
    }
    handler = instance.type === 'eventSubProcess' ? instance.elementId : null;
  }
  return null;
}

// helpers ////////////////////////////////////////////////////////////

const startsBeside = (
  run: Run,
  scope: ElementInstance,
  starts: string[],
  handler: string | null,
): string[] =>
  handler === null ? starts : starts.filter((id) => run.element(scope.processId, id).parent !== handler);

/** From a compensation handler to where compensation was thrown, else to the enclosing scope. */
function outward(run: Run, instance: ElementInstance): ElementInstance | null {
  return instance.undo ? (run.state.instances[instance.undo.scope] ?? null) : run.scopeOf(instance);
}

function match(
  run: Run,
  instance: ElementInstance,
  ids: string[],
  definition: 'error' | 'escalation',
  code: string | null,
): Pick<Catcher, 'target' | 'trigger'> | null {
  let any: Pick<Catcher, 'target' | 'trigger'> | null = null;
  for (const id of ids) {
    const target = run.element(instance.processId, id);
    for (const [trigger, event] of triggersOf(target.event).entries()) {
      if (event.definition !== definition) continue;
      if (definition === 'error' && !mayEndBy(instance, target, trigger)) continue;
      if (event.code === code && code !== null) return { target, trigger };
      if (event.code === null) any ??= { target, trigger };
    }
  }
  return any;
}
