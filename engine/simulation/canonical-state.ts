/**
 * Instances that stand at the same place with the same data are the same to the engine, whatever happened before. Their states become
 * one text: keys are counted anew in their order, and what belongs to the past or to the clock is left out.
 */
import type { InstanceState } from '../state/instance-state.ts';

/** Later than anything that is simulated: timers go off when the simulation says so. */
export const neverAt = Date.UTC(9000, 0, 1);

export interface CanonicalState {
  json: string;
  /** What is open, by its key before, in the order of creation. */
  waits: Wait[];
}

export interface Wait {
  kind: 'userTask' | 'job' | 'message' | 'signal' | 'timer';
  /** Before and after renumbering. */
  key: string;
  canonicalKey: string;
  elementId: string;
  /** Messages and signals. */
  name?: string;
}

/** The state is consumed. */
export function canonicalise(state: InstanceState): CanonicalState {
  state.sequence = 0;
  state.seenMessages = [];
  for (const timer of Object.values(state.timers)) timer.dueAt = neverAt;
  const keys = openKeys(state);
  const renamed = new Map(keys.map((key, index) => [key, String(index + 1)]));
  const isKnown = holdsNoKeyElsewhere(state, renamed);
  if (isKnown) state.lastKey = keys.length;
  const rename = (key: string): string => (isKnown ? (renamed.get(key) ?? key) : key);
  const waits = waitsOf(state, rename);
  return { json: isKnown ? JSON.stringify(renameKeys(state, rename)) : JSON.stringify(state), waits };
}

// helpers ////////////////////////////////////////////////////////////

const tables = [
  'instances',
  'userTasks',
  'jobs',
  'messageSubscriptions',
  'signalSubscriptions',
  'timers',
  'conditions',
  'incidents',
] as const;

/** Fields of the state and of its entries that hold keys. */
const keyFields = new Set(['key', 'owner', 'scope', 'rootKey', 'jobKey', 'incident']);
/** Fields whose text is the model's or a document's, and no key whatever it looks like. */
const textFields = new Set([
  ...['variables', 'arrived', 'items', 'item', 'waitingTokens', 'headers', 'message'],
  ...['elementId', 'processId', 'name', 'type', 'condition', 'correlationKey', 'formId', 'assignee'],
  ...['candidateGroups', 'candidateUsers', 'gateway', 'start', 'code'],
]);

function openKeys(state: InstanceState): string[] {
  const keys = new Set<string>([state.rootKey]);
  for (const table of tables) for (const key in state[table]) keys.add(key);
  return [...keys].sort((a, b) => Number(a) - Number(b));
}

/** A field that is not known here, of a newer engine, may hold keys: then the state is left as it is. */
function holdsNoKeyElsewhere(state: InstanceState, keys: ReadonlyMap<string, string>): boolean {
  const isFree = (value: unknown, field: string): boolean => {
    if (textFields.has(field)) return true;
    if (typeof value === 'string') return keyFields.has(field) || !keys.has(value);
    if (typeof value !== 'object' || value === null) return true;
    if (field === 'waits') return true;
    return Object.entries(value).every(
      ([name, entry]) =>
        (Array.isArray(value) || !keys.has(name)) && isFree(entry, Array.isArray(value) ? field : name),
    );
  };
  return Object.entries(state).every(([name, value]) =>
    (tables as readonly string[]).includes(name)
      ? Object.values(value as Record<string, object>).every((entry) => isFree(entry, name))
      : isFree(value, name),
  );
}

function renameKeys(state: InstanceState, rename: (key: string) => string): unknown {
  const ofEntry = (entry: object): unknown =>
    Object.fromEntries(
      Object.entries(entry).map(([field, value]: [string, unknown]) => {
        if (keyFields.has(field) && typeof value === 'string') return [field, rename(value)];
        if (field === 'waits' && Array.isArray(value))
          return [field, value.map((key) => rename(String(key)))];
        return [field, value];
      }),
    );
  const renamed: Record<string, unknown> = { ...state, rootKey: rename(state.rootKey) };
  for (const table of tables) {
    if (state[table] === undefined) continue;
    const entries = Object.entries(state[table]) as [string, object][];
    renamed[table] = Object.fromEntries(entries.map(([key, entry]) => [rename(key), ofEntry(entry)]));
  }
  for (const [field, value] of Object.entries(renamed)) {
    if (Array.isArray(value)) renamed[field] = value.map((it: unknown) => (isRecord(it) ? ofEntry(it) : it));
  }
  return renamed;
}

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null;

function waitsOf(state: InstanceState, rename: (key: string) => string): Wait[] {
  const waits: Wait[] = [];
  const add = (
    kind: Wait['kind'],
    entries: Record<string, { key: string; elementId: string; name?: string }>,
  ) => {
    for (const { key, elementId, name } of Object.values(entries)) {
      const named = name !== undefined && (kind === 'message' || kind === 'signal') ? { name } : {};
      waits.push({ kind, key, canonicalKey: rename(key), elementId, ...named });
    }
  };
  add('userTask', state.userTasks);
  add('job', state.jobs);
  add('message', state.messageSubscriptions);
  add('signal', state.signalSubscriptions);
  add('timer', state.timers);
  return waits.sort((a, b) => Number(a.key) - Number(b.key));
}
