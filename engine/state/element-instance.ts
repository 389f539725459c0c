/** How an element instance begins. */
import type { ElementInstance, Variables } from './instance-state.ts';

/** Of all that hold no variables: `apply.ts` puts a record of their own in its place before the first is set. */
export const noVariables: Variables = Object.freeze({});

/** Of all that wait for nothing. */
export const noWaits: string[] = Object.freeze([] as string[]) as string[];

type Begun = Pick<ElementInstance, 'key' | 'processId' | 'elementId' | 'type' | 'scope'>;

/**
 * One that a token has just reached. Its fields stand here in full: thousands live at once, and what is added later takes its own
 * memory.
 */
export function begin({ key, processId, elementId, type, scope }: Begun): ElementInstance {
  return {
    key,
    processId,
    elementId,
    type,
    scope,
    phase: 'entering',
    variables: noVariables,
    children: 0,
    pending: 0,
    waits: noWaits,
  };
}

/** The same in an activity that is done several times. */
export function beginInner(
  begun: Begun,
  loopItem: NonNullable<ElementInstance['loopItem']>,
): ElementInstance {
  const { key, processId, elementId, type, scope } = begun;
  return {
    key,
    processId,
    elementId,
    type,
    scope,
    phase: 'entering',
    variables: noVariables,
    children: 0,
    pending: 0,
    waits: noWaits,
    loopItem,
  };
}
