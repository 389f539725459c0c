/**
 * Data associations move data into an element when it begins and out of it when it ends (BPMN 2.0, 10.4.2). What has no value yet is
 * not available, and an association that would copy it does nothing.
 */
import type { DataAssociation, FlowElement } from '../elements/element.ts';
import type { Failure, Run } from '../run.ts';
import type { ElementInstance, Variables } from '../state/instance-state.ts';
import { evaluateWith } from './expression.ts';
import { mergeUpward, putAt, setLocal, visibleVariables } from './variables.ts';

/** Data inputs become variables of the element's own scope. */
export function fillDataInputs(run: Run, instance: ElementInstance, element: FlowElement): Failure | null {
  if (!element.dataInputs) return null;
  return associate(run, instance, element.dataInputs, visibleVariables(run.state, instance));
}

/** `arrived` is what the element's work has brought: it is kept out of the surroundings where it is a data output. */
export function emptyDataOutputs(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
  arrived: Variables,
): Failure | null {
  if (!element.dataOutputs) return null;
  const visible = visibleVariables(run.state, instance);
  return associate(
    run,
    instance,
    element.dataOutputs,
    { ...visible, ...arrived },
    {
      ...instance.variables,
      ...arrived,
    },
  );
}

/** Without what data associations take out. */
export function withoutDataOutputs(element: FlowElement, arrived: Variables): Variables {
  const taken = new Set(element.dataOutputs?.flatMap(({ from }) => from ?? []));
  if (taken.size === 0) return arrived;
  return Object.fromEntries(Object.entries(arrived).filter(([name]) => !taken.has(name)));
}

// helpers ////////////////////////////////////////////////////////////

/** All of them or, where one fails, none. A copy is taken from `copied`. */
function associate(
  run: Run,
  instance: ElementInstance,
  associations: DataAssociation[],
  context: Variables,
  copied: Variables = context,
): Failure | null {
  const writes: { into: ElementInstance | null; name: string; value: unknown }[] = [];
  const written: Variables = {};
  for (const { from, expression, to, scope } of associations) {
    const [name, ...path] = to;
    if (name === undefined) continue;
    let value = from === undefined ? undefined : copied[from];
    if (expression !== undefined) {
      const result = evaluateWith(run, { ...context, ...written }, expression, 'MAPPING_FAILED');
      if (!result.ok) return result.failure;
      ({ value } = result);
    }
    if (value === undefined) continue;
    written[name] = path.length === 0 ? value : putAt(written[name] ?? context[name], path, value);
    writes.push({ into: scopeNamed(run, instance, scope), name, value: written[name] });
  }
  for (const { into, name, value } of writes) {
    if (into) setLocal(run, into, { [name]: value });
    else mergeUpward(run, instance, { [name]: value });
  }
  return null;
}

/** The nearest scope of that element around; null where it is none of this process. */
function scopeNamed(run: Run, instance: ElementInstance, scope: string | undefined): ElementInstance | null {
  if (scope === undefined) return instance;
  for (let around: ElementInstance | null = instance; around; around = run.scopeOf(around)) {
    if (around.elementId === scope && around.type !== 'multiInstanceBody') return around;
    if (around.type === 'process') break;
  }
  return null;
}
