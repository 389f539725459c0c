/** How an element instance completes by itself: its outputs are mapped, its flows chosen, and an inner one tells its body. */
import { type FlowElement, isBody } from '../elements/element.ts';
import type { Failure, Run } from '../run.ts';
import type { ElementInstance } from '../state/instance-state.ts';
import { throwLoopEvents } from './loop-events.ts';
import { afterInnerInstance, collectOutput } from './multi-instance.ts';
import { chooseFlows } from './sequence-flow.ts';
import { decideNextIteration, startIteration } from './standard-loop.ts';
import { arrive, completeInto, end } from './state-transition.ts';
import { applyOutputMappings } from './variable-mapping.ts';

/** Maps the outputs, ends the instance, and hands its token on. */
export function leave(run: Run, instance: ElementInstance, element: FlowElement): Failure | null {
  return applyOutputMappings(run, instance, element) ?? complete(run, instance, element);
}

/** Ends the instance and hands its token on to the outgoing flows, or lets the scope end where there is none. */
export function complete(run: Run, instance: ElementInstance, element: FlowElement): Failure | null {
  const scope = run.scopeOf(instance);
  if (scope && isBody(scope.type) && !isBody(instance.type))
    return completeInner(run, scope, instance, element);
  const flows = chooseFlows(run, instance, element);
  if ('code' in flows) return flows;
  completeInto(
    run,
    instance,
    element.completionQuantity === undefined ? flows : repeat(flows, element.completionQuantity),
  );
  return null;
}

/** An inner instance has no token of its own: what follows is the body's to say. */
function completeInner(
  run: Run,
  body: ElementInstance,
  instance: ElementInstance,
  element: FlowElement,
): Failure | null {
  if (body.type === 'standardLoopBody') {
    const again = decideNextIteration(run, body, element);
    if (typeof again !== 'boolean') return again;
    end(run, instance);
    if (again) startIteration(run, body);
    else arrive(run, body, {});
    return null;
  }
  const collected = collectOutput(run, body, instance, element);
  if ('code' in collected) return collected;
  end(run, instance);
  throwLoopEvents(run, body, collected.events, collected.properties);
  afterInnerInstance(run, body, element, collected.enough);
  return null;
}

/** Every flow receives that many tokens (BPMN 2.0, 10.3: completionQuantity). */
const repeat = (flows: FlowElement[], times: number): FlowElement[] =>
  Array.from({ length: times }, () => flows).flat();
