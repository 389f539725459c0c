/** What makes two states the same to whoever only asks where tokens can get: keys, times and variables do not. */
import type { ElementInstance, InstanceState } from '../state/instance-state.ts';

const leftOut = new Set([
  'key',
  'owner',
  'scope',
  'variables',
  'waits',
  'arrived',
  'dueAt',
  'createdAt',
  'children',
  'pending',
  'retries',
  'loopItem',
  'snapshot',
  'branched',
  'done',
  'holds',
  'conversations',
]);

/** A text that is equal for states that are the same. */
export function canonical(state: InstanceState): string {
  const children = new Map<string | null, string[]>();
  for (const { key, scope } of Object.values(state.instances)) {
    const siblings = children.get(scope);
    if (siblings) siblings.push(key);
    else children.set(scope, [key]);
  }
  const owned = ownedItems(state);
  const describe = (key: string): string => {
    const inside = (children.get(key) ?? []).map(describe).sort();
    const items = (owned.get(key) ?? []).sort();
    return `${withoutKeys(withoutCounts(state.instances[key]))}{${items.join()}}[${inside.join()}]`;
  };
  return `${state.lifecycle} ${(children.get(null) ?? []).map(describe).join()}`;
}

/** How many tokens there are at each element and on each flow. */
export function marking(state: InstanceState): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (id: string, count: number): void => void counts.set(id, (counts.get(id) ?? 0) + count);
  for (const { elementId, scope, waitingTokens } of Object.values(state.instances)) {
    if (scope !== null) add(elementId, 1);
    for (const [flow, count] of Object.entries(waitingTokens ?? {})) add(flow, count);
  }
  return counts;
}

// helpers ////////////////////////////////////////////////////////////

/** Whatever is open, by the key of the element instance that waits for it. */
function ownedItems(state: InstanceState): Map<string, string[]> {
  const owned = new Map<string, string[]>();
  for (const [name, record] of Object.entries(state)) {
    if (name === 'instances' || typeof record !== 'object' || record === null) continue;
    for (const item of Object.values(record as Record<string, { owner?: unknown } | null>)) {
      if (typeof item !== 'object' || typeof item?.owner !== 'string') continue;
      const text = `${name}${withoutKeys(item)}`;
      const items = owned.get(item.owner);
      if (items) items.push(text);
      else owned.set(item.owner, [text]);
    }
  }
  return owned;
}

/** A loop that goes on is where it was; what was completed again may be compensated again, which changes nothing of the flow. */
function withoutCounts(instance: ElementInstance | undefined): unknown {
  if (!instance) return null;
  const { loop, completed, ...rest } = instance;
  return {
    ...rest,
    ...(instance.type === 'standardLoopBody' ? {} : { loop }),
    ...(completed ? { completed: [...new Set(completed.map((it) => it.elementId))] } : {}),
  };
}

/** JSON but for what is left out; quicker than `JSON.stringify` with a replacer, which this is called for most of the time. */
function withoutKeys(value: unknown): string {
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? `"${value}"` : String(value);
  if (Array.isArray(value)) return `[${value.map(withoutKeys).join()}]`;
  let text = '{';
  for (const name in value) {
    if (leftOut.has(name)) continue;
    const inner = (value as Record<string, unknown>)[name];
    if (inner !== undefined) text += `${name}:${withoutKeys(inner)},`;
  }
  return `${text}}`;
}

/** A deep copy of plain JSON. */
export function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  const copy: Record<string, unknown> = {};
  for (const name in value) copy[name] = copyOf(value[name]);
  return copy as T;
}
