/** What an element instance knows of other elements, by the ids of the new version. */
import { handlersOf } from '../../behaviors/completed-activities.ts';
import type { Compensation, CompletedActivity } from '../../state/compensation.ts';
import type { ElementInstance, Trigger } from '../../state/instance-state.ts';
import { same } from './equal.ts';
import type { Translation } from './mapping.ts';

/** Fields of an instance that hold ids of elements. */
export type Translatable = Pick<
  ElementInstance,
  | 'waitingTokens'
  | 'waitingJoins'
  | 'complexGateways'
  | 'trigger'
  | 'met'
  | 'deferred'
  | 'adHoc'
  | 'completed'
  | 'compensations'
>;

/** Those that change; undefined stands for none left. Null where nothing changes. */
export function translationOf(
  translation: Translation,
  processId: string,
  instance: ElementInstance,
): { [K in keyof Translatable]?: Translatable[K] | undefined } | null {
  const id = (element: string): string => translation.element(processId, element)?.id ?? element;
  const { waitingTokens, waitingJoins, complexGateways, trigger, met, deferred, adHoc } = instance;
  const translated: Translatable = {
    ...(waitingTokens ? { waitingTokens: added(waitingTokens, id) } : {}),
    ...(waitingJoins ? { waitingJoins: [...new Set(waitingJoins.map(id))] } : {}),
    ...(complexGateways
      ? {
          complexGateways: Object.fromEntries(
            Object.entries(complexGateways).map(([gateway, state]) => [
              id(gateway),
              state.phase === 'reset' ? { ...state, consumed: state.consumed.map(id) } : state,
            ]),
          ),
        }
      : {}),
    ...(trigger ? { trigger: translateTrigger(trigger, id) } : {}),
    ...(met
      ? { met: Object.fromEntries(Object.entries(met).map(([element, all]) => [id(element), all])) }
      : {}),
    ...(deferred
      ? {
          deferred: deferred.map((token) => ({
            ...token,
            elementId: id(token.elementId),
            trigger: translateTrigger(token.trigger, id),
          })),
        }
      : {}),
    ...(adHoc?.queue
      ? { adHoc: { ...adHoc, queue: adHoc.queue.map((it) => ({ ...it, elementId: id(it.elementId) })) } }
      : {}),
    ...(instance.completed
      ? { completed: translateCompleted(translation, processId, instance.type, instance.completed) }
      : {}),
    ...(instance.compensations
      ? { compensations: instance.compensations.map((it) => translateCompensation(it, id)) }
      : {}),
  };
  const changed = Object.entries(translated).filter(
    ([field, value]) => !same(value, instance[field as keyof Translatable]),
  );
  if (changed.length === 0) return null;
  return Object.fromEntries(
    changed.map(([field, value]) => [field, Array.isArray(value) && value.length === 0 ? undefined : value]),
  );
}

// helpers ////////////////////////////////////////////////////////////

/** Flows may have become one. */
function added(counts: Record<string, number>, id: (flow: string) => string): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const [flow, count] of Object.entries(counts)) sum[id(flow)] = (sum[id(flow)] ?? 0) + count;
  return sum;
}

const translateTrigger = (trigger: Trigger, id: (element: string) => string): Trigger => ({
  ...trigger,
  ...(trigger.start === undefined ? {} : { start: id(trigger.start) }),
  ...(trigger.within ? { within: translateTrigger(trigger.within, id) } : {}),
});

const translateCompensation = (
  compensation: Compensation,
  id: (element: string) => string,
): Compensation => ({
  ...compensation,
  units: compensation.units.map((unit) => ({
    ...unit,
    activity: { ...unit.activity, elementId: id(unit.activity.elementId) },
    event: id(unit.event),
  })),
});

/** What was given up, and what the new version cannot undo, is forgotten. */
function translateCompleted(
  translation: Translation,
  processId: string,
  outer: ElementInstance['type'],
  completed: CompletedActivity[],
): CompletedActivity[] {
  return completed.flatMap((activity) => {
    const within = activity.type === 'process' ? activity.elementId : processId;
    const to = translation.element(within, activity.elementId);
    if (!to) return [];
    const { inside: before, ...own } = activity;
    const inside = before ? translateCompleted(translation, within, activity.type, before) : [];
    const { boundary, start } = handlersOf(to, activity.type, outer);
    if (boundary === undefined && start === undefined && inside.length === 0) return [];
    return [{ ...own, elementId: to.id, ...(inside.length > 0 ? { inside } : {}) }];
  });
}
