/** Works off what a command has set off, first in, first out, until the instance is at rest. */
import { checkConditions } from './behaviors/condition-check.ts';
import { holdAtEnd, holdAtStart } from './behaviors/execution-listener.ts';
import { plainVariable } from './behaviors/expression.ts';
import { raiseIncident } from './behaviors/incident.ts';
import { goOnAtJoins, goOnByData } from './behaviors/join.ts';
import { setLocal } from './behaviors/variables.ts';
import type { ElementType, FlowElement } from './elements/element.ts';
import { fail, type Run } from './run.ts';
import { begin, beginInner } from './state/element-instance.ts';
import { isHalted } from './state/halt.ts';
import type { ElementInstance, LoopItem, Variables, Work } from './state/instance-state.ts';

export function runToRest(run: Run): void {
  for (;;) {
    if (run.state.lifecycle !== 'active') return;
    checkConditions(run);
    goOnAtJoins(run);
    let work = run.nextWork();
    if (!work && run.state.dataJoins) {
      goOnByData(run);
      work = run.nextWork();
    }
    if (!work) return;
    if (work.kind === 'activate') activateElement(run, work);
    else completeElement(run, work.key);
  }
}

/** Does the step again at which the instance was held up. */
export function activateInstance(run: Run, instance: ElementInstance): void {
  const element = run.elementOf(instance);
  const processor = run.processorOf(instance);
  const held = element.executionListeners ? holdAtStart(run, instance, element, processor) : null;
  if (held === 'held') return;
  const failure = held ?? processor.activate(run, instance, element);
  if (failure) raiseIncident(run, instance, failure);
}

export function completeElement(run: Run, key: string): void {
  const instance = run.state.instances[key];
  if (!instance || instance.phase === 'terminating') return;
  if (instance.children > 0 || instance.pending > 0) {
    // an event sub-process began after the last token had gone: the scope lives on
    run.note({ change: 'resumed', key });
    return;
  }
  const element = run.elementOf(instance);
  const processor = run.processorOf(instance);
  const held = element.executionListeners ? holdAtEnd(run, instance, element, processor) : null;
  if (held === 'held') return;
  const failure = held ?? processor.complete(run, instance, element);
  if (failure) raiseIncident(run, instance, failure);
}

// helpers ////////////////////////////////////////////////////////////

function activateElement(run: Run, work: Extract<Work, { kind: 'activate' }>): void {
  const scope = run.state.instances[work.scope];
  if (!scope || scope.phase === 'terminating') return;
  const instance = enterScope(run, scope, work);
  const { excess } = run;
  if (isHalted(run.state, instance.key)) run.note({ change: 'halted', key: instance.key });
  else if (excess === null) activateInstance(run, instance);
  else
    raiseIncident(
      run,
      instance,
      fail('ENDLESS_LOOP', `Expected the instance to come to rest ${excess}, but it did not`),
    );
}

function enterScope(
  run: Run,
  scope: ElementInstance,
  { elementId, outset }: Extract<Work, { kind: 'activate' }>,
): ElementInstance {
  const { trigger, loop, call, undo, snapshot, variables } = outset;
  const processId = call?.processId ?? scope.processId;
  const element = run.element(processId, elementId);
  const type = loop ? element.type : outermostType(element);
  const begun = { key: run.nextKey(), processId, elementId, type, scope: scope.key };
  const instance = loop ? beginInner(begun, loop) : begin(begun);
  if (call) instance.depth = call.depth;
  if (trigger) instance.trigger = trigger;
  if (undo) instance.undo = undo;
  if (snapshot) instance.snapshot = snapshot;
  run.note({ change: 'entered', instance });
  if (variables) setLocal(run, instance, variables);
  if (call) setLocal(run, instance, call.variables);
  if (loop) setLocal(run, instance, loopVariables(element, loop));
  return instance;
}

/** An activity that is done several times begins with its body. */
function outermostType(element: FlowElement): ElementType {
  if (element.multiInstance) return 'multiInstanceBody';
  return element.loop ? 'standardLoopBody' : element.type;
}

/** An output element that is a plain variable exists in each inner instance, so that its result does not get out. */
function loopVariables(element: FlowElement, loop: LoopItem): Variables {
  const { inputElement, outputElement } = element.multiInstance ?? {};
  const name = plainVariable(outputElement);
  const variables: Variables = { loopCounter: loop.counter };
  if (name !== null && name !== inputElement) variables[name] = null;
  if (inputElement) variables[inputElement] = loop.item;
  return variables;
}
