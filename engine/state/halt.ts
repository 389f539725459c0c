/** What stands still because its element, or one around it, is suspended (repair/element-suspension.ts). Costs nothing where none is. */
import type { ElementSuspension, InstanceState } from './instance-state.ts';

/** Something waited for: an event, a job, a timer. */
interface Wait {
  owner: string;
  elementId: string;
}

/** Whether nothing goes on at the element instance with that key. */
export const isHalted = (state: InstanceState, key: string): boolean =>
  state.halted !== undefined && suspensionAround(state, key) !== undefined;

/** Whether that must not occur now. */
export const isWaitHalted = (state: InstanceState, wait: Wait): boolean =>
  state.halted !== undefined && suspensionOf(state, wait) !== undefined;

/** The suspension that holds it up: of its own element, else of the innermost around. */
export function suspensionOf(
  state: InstanceState,
  { owner, elementId }: Wait,
): ElementSuspension | undefined {
  const { elements = {} } = state.halted ?? {};
  if (Object.hasOwn(elements, elementId)) return elements[elementId];
  const ofStart = Object.values(elements).find(({ starts }) => starts?.includes(elementId));
  return ofStart ?? suspensionAround(state, owner);
}

// helpers ////////////////////////////////////////////////////////////

function suspensionAround(state: InstanceState, key: string): ElementSuspension | undefined {
  const { elements = {} } = state.halted ?? {};
  for (let it = state.instances[key]; it; it = it.scope === null ? undefined : state.instances[it.scope])
    if (Object.hasOwn(elements, it.elementId)) return elements[it.elementId];
  return undefined;
}
