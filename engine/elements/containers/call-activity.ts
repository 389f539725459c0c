/**
 * A call activity runs another process of the deployment, or a global task, inside this instance (BPMN 2.0, 10.3.6). The called one
 * begins at its none start event, sees the variables that it is given, and hands back its own.
 */

import { leave } from '../../behaviors/completion.ts';
import { evaluateString, type Result } from '../../behaviors/expression.ts';
import { terminated } from '../../behaviors/termination.ts';
import { applyInputMappings } from '../../behaviors/variable-mapping.ts';
import { copyOfVisible } from '../../behaviors/variables.ts';
import type { ExecutableProcess } from '../../graph.ts';
import { fail, type Run } from '../../run.ts';
import type { ElementInstance, Variables } from '../../state/instance-state.ts';
import type { FlowElement } from '../element.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { enter } from '../tasks/activity.ts';

/** Far deeper than anyone calls on purpose: a process that calls itself without end is held up there. */
const deepest = 1000;

export const callActivity: ElementProcessor = {
  activate(run, instance, element) {
    const mapped = applyInputMappings(run, instance, element);
    if (mapped) return mapped;
    const called = findCalled(run, instance, element);
    if (!called.ok) return called.failure;
    const depth = depthAround(run, instance) + 1;
    if (depth > deepest) {
      const message = `Expected processes to call one another no deeper than ${deepest}, but '${called.value.id}' would be`;
      return fail('ENDLESS_LOOP', message);
    }
    const failure = enter(run, instance, element);
    if (failure) return failure;
    run.scheduleCall(called.value.id, instance.key, { ...variablesFor(run, instance, element) }, depth);
    return null;
  },
  complete: leave,
  terminate: terminated,
};

// helpers ////////////////////////////////////////////////////////////

function findCalled(run: Run, instance: ElementInstance, element: FlowElement): Result<ExecutableProcess> {
  const id = evaluateString(run, instance, element.call?.processId ?? '');
  if (!id.ok) return id;
  const process = run.graph.processes[id.value];
  const tag = element.call?.versionTag;
  if (!process || (tag !== undefined && process.versionTag !== tag)) {
    const wanted = tag === undefined ? `'${id.value}'` : `'${id.value}' with the version tag '${tag}'`;
    return notCallable(`Expected a process ${wanted}, but there is none`);
  }
  const { root } = process;
  if (root.starts || root.implicitStarts) return { ok: true, value: process };
  return notCallable(`Expected the process '${id.value}' to have a none start event, but it has none`);
}

const notCallable = (message: string): Result<never> => ({
  ok: false,
  failure: fail('CALLED_PROCESS_NOT_FOUND', message),
});

function variablesFor(run: Run, instance: ElementInstance, { call }: FlowElement): Variables {
  if (call?.propagateAllParentVariables) return copyOfVisible(run.state, instance);
  return call?.propagatesNothing ? {} : instance.variables;
}

function depthAround(run: Run, instance: ElementInstance): number {
  let process = instance;
  while (process.type !== 'process') {
    const outer = run.scopeOf(process);
    if (!outer) break;
    process = outer;
  }
  return process.depth ?? 1;
}
