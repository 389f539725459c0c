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
export function copyOfVisible(state: InstanceState, instance: ElementInstance): Variables {
  const copy: Variables = {};
  addVisible(copy, state, instance, none);
  return copy;
}

/** Sets variables of this very scope. One that has the value already is left alone. */
export function setLocal(run: Run, instance: ElementInstance, variables: Variables): void {
  for (const name of Object.keys(variables)) {
    // comes from outside, and would change what the scope inherits instead of becoming a variable
    if (name === '__proto__') continue;
    if (Object.hasOwn(instance.variables, name) && isSameJson(instance.variables[name], variables[name]))
      continue;
    run.emit({
      event: 'variable',
      name,
      value: variables[name] ?? null,
      scope: instance.key,
      sequence: 0,
      at: 0,
    });
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

const none: readonly string[] = [];

/** Those that hold anything, the outermost first. */
function scopesOf(state: InstanceState, instance: ElementInstance): Variables[] {
  const scopes: Variables[] = [];
  for (let it: ElementInstance | undefined = instance; it; it = outerOf(state, it)) {
    for (const _ in it.variables) {
      scopes.push(it.variables);
      break;
    }
    if (it.snapshot) scopes.push(it.snapshot);
  }
  return scopes.reverse();
}

/** The scope around whose variables it sees. */
const outerOf = (state: InstanceState, { type, scope }: ElementInstance): ElementInstance | undefined =>
  type === 'process' || scope === null ? undefined : state.instances[scope];

/** Of outer scopes first, so that inner ones hide them. `withheld`: names that are left out, but of snapshots. */
function addVisible(
  copy: Variables,
  state: InstanceState,
  instance: ElementInstance,
  withheld: readonly string[],
): void {
  const names = instance.loop?.withheld ? [...withheld, ...instance.loop.withheld] : withheld;
  const outer = outerOf(state, instance);
  if (outer) addVisible(copy, state, outer, names);
  const { snapshot, variables } = instance;
  if (snapshot) Object.assign(copy, snapshot);
  if (names.length === 0) Object.assign(copy, variables);
  else for (const name in variables) if (!names.includes(name)) copy[name] = variables[name];
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
