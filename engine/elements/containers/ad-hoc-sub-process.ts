/**
 * An ad-hoc sub-process (BPMN 2.0, 10.3.5 and 13.3.5): activities that are selected as the case requires. Those that the dialect's
 * collection names begin by themselves; where a job is defined, its result says what begins; any more are selected by a command.
 * What can hold no activity completes at once.
 */
import {
  afterPath,
  collectResult,
  enabledIn,
  selectActivities,
  unknownActivities,
} from '../../behaviors/ad-hoc.ts';
import { complete } from '../../behaviors/completion.ts';
import { evaluateList, plainVariable } from '../../behaviors/expression.ts';
import { describeJob, openJob } from '../../behaviors/job.ts';
import { activated, arrive, end } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import { applyInputMappings, applyOutputMappings } from '../../behaviors/variable-mapping.ts';
import { mergeUpward, setLocal } from '../../behaviors/variables.ts';
import { type Failure, fail, type Run } from '../../run.ts';
import type { ElementInstance } from '../../state/instance-state.ts';
import type { FlowElement } from '../element.ts';
import type { ElementProcessor } from '../element-processor.ts';
import { enter } from '../tasks/activity.ts';

export const adHocSubProcess: ElementProcessor = {
  prepare,
  activate(run, instance, element) {
    const mapped = prepare(run, instance, element);
    if (mapped) return mapped;
    const selected = selectedAtStart(run, instance, element);
    if ('code' in selected) return selected;
    const job = element.job ? describeJob(run, instance, element) : null;
    if (job && !job.ok) return job.failure;
    const failure = enter(run, instance, element);
    if (failure) return failure;
    if (job) openJob(run, instance, element, job.value);
    else if (enabledIn(element).length === 0) arrive(run, instance, {});
    else
      selectActivities(
        run,
        instance,
        element,
        selected.map((elementId) => ({ elementId, variables: {} })),
      );
    return null;
  },
  finish,
  complete: (run, instance, element) => finish(run, instance, element) ?? complete(run, instance, element),
  terminate: terminated,
};

/** One selected activity and what follows from it. An output element that is a plain variable exists in each. */
export const adHocSubProcessInnerInstance: ElementProcessor = {
  activate(run, instance, element) {
    const { start, variables = {}, within } = instance.trigger ?? {};
    const result = plainVariable(run.element(instance.processId, element.parent).adHoc?.outputElement);
    activated(run, instance);
    setLocal(run, instance, { ...(result === null ? {} : { [result]: null }), ...variables });
    if (start !== undefined) run.scheduleActivation(start, instance.key, within ? { trigger: within } : {});
    return null;
  },
  complete(run, instance) {
    const adHoc = run.scopeOf(instance);
    if (!adHoc) return null;
    const element = run.elementOf(adHoc);
    const collected = collectResult(run, adHoc, instance, element);
    if ('code' in collected) return collected;
    end(run, instance);
    afterPath(run, adHoc, element, collected.enough);
    return null;
  },
  terminate: terminated,
};

// helpers ////////////////////////////////////////////////////////////

function prepare(run: Run, instance: ElementInstance, element: FlowElement): Failure | null {
  if (instance.listening?.event !== 'start') setLocal(run, instance, ownVariables(element));
  return applyInputMappings(run, instance, element);
}

function finish(run: Run, instance: ElementInstance, element: FlowElement): Failure | null {
  const collection = element.adHoc?.outputCollection;
  const scope = run.scopeOf(instance);
  if (collection && scope && instance.listening?.event !== 'end') {
    mergeUpward(run, scope, { [collection]: instance.variables[collection] });
  }
  return applyOutputMappings(run, instance, element);
}

/** What the sub-process offers, for expressions and jobs; and the collection of results, empty at first. */
function ownVariables({ adHoc }: FlowElement): Record<string, unknown> {
  return {
    adHocSubProcessElements: adHoc?.offers ?? [],
    ...(adHoc?.outputCollection ? { [adHoc.outputCollection]: [] } : {}),
  };
}

function selectedAtStart(run: Run, instance: ElementInstance, element: FlowElement): string[] | Failure {
  const collection = element.adHoc?.activeElements;
  if (!collection) return [];
  const ids = evaluateList(run, instance, collection);
  if (!ids.ok) return ids.failure;
  if (!ids.value.every((id) => typeof id === 'string')) {
    return fail(
      'EXPRESSION_FAILED',
      `Expected a list of element ids from '${collection}', but it holds others`,
    );
  }
  return unknownActivities(element, ids.value) ?? ids.value;
}
