/**
 * What a multi-instance activity throws when one of its instances is about to complete (BPMN 2.0, 10.3.8, attribute `behavior`). "None:
 * the EventDefinition … will be thrown for each instance completing. One: … upon the first instance completing. All: no Event is ever
 * thrown. Complex: the complexBehaviorDefinitions are consulted", of which a condition that holds "cancels the remaining Activity
 * instances and produces a token".
 *
 * A boundary event of the activity that catches it does not end the activity, whatever else it does to it: the instances that are to
 * complete after it could not.
 */
import type { FlowElement, SingleTrigger } from '../elements/element.ts';
import { type Failure, fail, type Run } from '../run.ts';
import type { ElementInstance, Variables } from '../state/instance-state.ts';
import { findCatcher } from './error-propagation.ts';
import { triggerEvent } from './event-trigger.ts';
import { evaluateBoolean, evaluateOptionalString, evaluateString } from './expression.ts';
import { broadcastSignal } from './signal.ts';
import { visibleVariables } from './variables.ts';

export interface LoopEvents {
  thrown: LoopEvent[];
  /** The instances that are left are not needed. */
  cancels: boolean;
}

type LoopEvent =
  | { definition: 'signal'; name: string }
  | { definition: 'error' | 'escalation'; code: string | null };

/** To be asked before the instance completes; `properties` are those of the loop, counted as if it had. */
export function describeLoopEvents(
  run: Run,
  body: ElementInstance,
  instance: ElementInstance,
  element: FlowElement,
  properties: Variables,
): LoopEvents | Failure {
  const thrown: LoopEvent[] = [];
  let cancels = false;
  for (const event of element.multiInstance?.events ?? []) {
    if (event.when === 'first' && (body.loop?.completed ?? 0) > 0) continue;
    if (event.when === 'condition') {
      const context = { ...visibleVariables(run.state, instance), ...properties };
      const holds = evaluateBoolean(run, context, event.condition, 'EXPRESSION_FAILED');
      if (!holds.ok) return holds.failure;
      if (!holds.value) continue;
      cancels = true;
    }
    for (const trigger of event.triggers) {
      const described = describe(run, body, trigger);
      if ('message' in described) return described;
      thrown.push(described);
    }
  }
  return { thrown, cancels };
}

/** The events carry the runtime attributes of the activity. */
export function throwLoopEvents(
  run: Run,
  body: ElementInstance,
  events: LoopEvent[],
  properties: Variables,
): void {
  for (const event of events) {
    if (!run.state.instances[body.key]) return;
    if (event.definition === 'signal') throwSignal(run, body, event.name, properties);
    else {
      const catcher = findCatcher(run, body, event.definition, event.code);
      if (!catcher) continue;
      const spares = catcher.instance === body;
      triggerEvent(run, catcher.instance, catcher.target, properties, { trigger: catcher.trigger, spares });
    }
  }
}

// helpers ////////////////////////////////////////////////////////////

function describe(run: Run, body: ElementInstance, trigger: SingleTrigger): LoopEvent | Failure {
  if (trigger.definition === 'signal') {
    const name = evaluateString(run, body, trigger.name);
    return name.ok ? { definition: 'signal', name: name.value } : name.failure;
  }
  if (trigger.definition !== 'error' && trigger.definition !== 'escalation')
    throw new Error(
      `Expected an event that a multi-instance activity can throw, but got ${trigger.definition}`,
    );
  const { definition } = trigger;
  const code = evaluateOptionalString(run, body, trigger.code);
  if (!code.ok) return code.failure;
  if (definition === 'escalation' || findCatcher(run, body, definition, code.value))
    return { definition, code: code.value };
  const what = `Expected the error with the code '${code.value ?? ''}' to be caught, but nothing catches it`;
  return fail('UNHANDLED_ERROR', what);
}

/** The default signal, which has no name, is for the boundary events of the activity alone. */
function throwSignal(run: Run, body: ElementInstance, name: string, variables: Variables): void {
  if (name !== '') run.emit({ event: 'signalThrown', name, variables });
  broadcastSignal(run, name, variables, body);
}
