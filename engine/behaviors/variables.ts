/**
 * Variables live in nested scopes, one for each element instance. An inner one hides an outer one of the same name. A called
 * process begins a hierarchy of its own: it sees what it was given, and nothing above.
 */
import type { Run } from '../run.ts';
import type { ElementInstance, InstanceState, Variables } from '../state/instance-state.ts';

/** What is visible from an element instance. The result may be a scope's own record: it must not be changed. */
export function visibleVariables(state: InstanceState, instance: ElementInstance): Variables {
  const scopes = scopesOf(state, instance);
  if (scopes.length === 1 && scopes[0]) return scopes[0];
  return Object.assign({}, ...scopes) as Variables;
}

/** The same as a record of its own, to be handed out: without what a loop around withholds. */
export const copyOfVisible = (state: InstanceState, instance: ElementInstance): Variables =>
  Object.assign({}, ...scopesOf(state, instance, true)) as Variables;

/** Sets variables of this very scope. One that has the value already is left alone. */
export function setLocal(run: Run, instance: ElementInstance, variables: Variables): void {
  for (const name of Object.keys(variables)) {
    // comes from outside, and would change what the scope inherits instead of becoming a variable
    if (name === '__proto__') continue;
    if (Object.hasOwn(instance.variables, name) && isSameJson(instance.variables[name], variables[name]))
      continue;
    run.emit({ event: 'variable', name, value: variables[name] ?? null, scope: instance.key });
  }
}

/** Sets each variable where it exists, looking from this scope upward, and else in the process. */
export function mergeUpward(run: Run, instance: ElementInstance, variables: Variables): void {
  for (const name of Object.keys(variables)) {
    setLocal(run, scopeOfVariable(run, instance, name), { [name]: variables[name] });
  }
}

/** The value with another one put in at that path; what is no record on the way becomes one. */
export function putAt(base: unknown, path: string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const record = typeof base === 'object' && base !== null && !Array.isArray(base) ? (base as Variables) : {};
  return { ...record, [name]: putAt(record[name], rest, value) };
}

// helpers ////////////////////////////////////////////////////////////

/** Those that hold anything, the outermost first. */
function scopesOf(state: InstanceState, instance: ElementInstance, isHandedOut = false): Variables[] {
  const scopes: Variables[] = [];
  let withheld: readonly string[] = [];
  let current: ElementInstance | undefined = instance;
  while (current) {
    if (isHandedOut && current.loop?.withheld) withheld = [...withheld, ...current.loop.withheld];
    for (const _ in current.variables) {
      scopes.push(withheld.length === 0 ? current.variables : without(current.variables, withheld));
      break;
    }
    if (current.snapshot) scopes.push(current.snapshot);
    current =
      current.type === 'process' || current.scope === null ? undefined : state.instances[current.scope];
  }
  return scopes.reverse();
}

function without(variables: Variables, names: readonly string[]): Variables {
  const rest = { ...variables };
  for (const name of names) delete rest[name];
  return rest;
}

function scopeOfVariable(run: Run, instance: ElementInstance, name: string): ElementInstance {
  let scope = instance;
  while (scope.type !== 'process' && !Object.hasOwn(scope.variables, name)) {
    const outer = run.scopeOf(scope);
    if (!outer) break;
    scope = outer;
  }
  return scope;
}

function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => isSameJson(item, b[i]));
  }
  if (Array.isArray(b)) return false;
  const one = a as Variables;
  const other = b as Variables;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSameJson(one[name], other[name]))
  );
}
