/**
 * Input mappings make variables of the element's own scope; output mappings write from it to the scopes around. Without output
 * mappings what an event or a job brought goes to where each variable exists already, else to the process.
 */
import type { FlowElement, Mapping } from '../elements/element.ts';
import type { Failure, Run } from '../run.ts';
import type { ElementInstance, Variables } from '../state/instance-state.ts';
import { emptyDataOutputs, fillDataInputs, withoutDataOutputs } from './data-association.ts';
import { evaluateWith } from './expression.ts';
import { mergeUpward, putAt, setLocal, visibleVariables } from './variables.ts';

export function applyInputMappings(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
): Failure | null {
  // done before its listeners were asked
  if (instance.listening?.event === 'start') return null;
  const failure = fillDataInputs(run, instance, element);
  if (failure || !element.inputs) return failure;
  const mapped = evaluateMappings(run, visibleVariables(run.state, instance), element.inputs, {});
  if ('code' in mapped) return mapped;
  setLocal(run, instance, mapped.values);
  return null;
}

/** Also takes in what arrived with the event, the job or the called process. */
export function applyOutputMappings(
  run: Run,
  instance: ElementInstance,
  element: FlowElement,
): Failure | null {
  if (instance.listening?.event === 'end') return null;
  const failure = emptyDataOutputs(run, instance, element, instance.arrived ?? {});
  if (failure) return failure;
  const arrived = instance.arrived && withoutDataOutputs(element, instance.arrived);
  if (!element.outputs) {
    // an event that occurred keeps what it brought in its own scope besides, see `triggered-event.ts`
    const from = instance.trigger ? (run.scopeOf(instance) ?? instance) : instance;
    if (arrived) takeIn(run, instance, from, arrived, mergeUpward);
    return null;
  }
  if (arrived) takeIn(run, instance, instance, arrived, setLocal);
  const visible = visibleVariables(run.state, instance);
  const mapped = evaluateMappings(run, visible, element.outputs, visible);
  if ('code' in mapped) return mapped;
  mergeUpward(run, outputScope(run, instance), mapped.values);
  return null;
}

// helpers ////////////////////////////////////////////////////////////

/** Once: what is corrected when an incident is resolved must not be overwritten by what had arrived. */
function takeIn(
  run: Run,
  instance: ElementInstance,
  into: ElementInstance,
  arrived: Variables,
  write: typeof setLocal,
): void {
  write(run, into, arrived);
  for (const _ in arrived) {
    run.note({ change: 'arrived', key: instance.key, variables: {} });
    break;
  }
}

/** An inner instance of a multi-instance activity writes to its own scope first: it holds the output element. */
function outputScope(run: Run, instance: ElementInstance): ElementInstance {
  const scope = run.scopeOf(instance);
  return scope === null || scope.type === 'multiInstanceBody' ? instance : scope;
}

/** A later mapping sees the targets of the earlier ones. `existing` is what a dotted target is put into. */
function evaluateMappings(
  run: Run,
  visible: Variables,
  mappings: Mapping[],
  existing: Variables,
): { values: Variables } | Failure {
  const context = { ...visible };
  const values: Variables = {};
  for (const { source, target } of mappings) {
    const result = evaluateWith(run, context, source, 'MAPPING_FAILED');
    if (!result.ok) return result.failure;
    const [name, ...path] = target.split('.');
    if (name === undefined) continue;
    const base = Object.hasOwn(values, name) ? values[name] : existing[name];
    values[name] = path.length === 0 ? result.value : putAt(base, path, result.value);
    context[name] = values[name];
  }
  return { values };
}
