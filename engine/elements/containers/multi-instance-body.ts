/** The body of a multi-instance activity starts an inner instance for each item, all at once or one after the other. */

import { leaveCancelled } from '../../behaviors/cancellation.ts';
import { complete } from '../../behaviors/completion.ts';
import { subscribeToAttached } from '../../behaviors/event-subscription.ts';
import { evaluateInteger, evaluateList } from '../../behaviors/expression.ts';
import { beginItems, openResults, startInnerInstance, withheldBy } from '../../behaviors/multi-instance.ts';
import { activated, arrive } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import { mergeUpward } from '../../behaviors/variables.ts';
import { type Failure, fail, type Run } from '../../run.ts';
import type { ElementInstance } from '../../state/instance-state.ts';
import type { MultiInstance } from '../element.ts';
import type { ElementProcessor } from '../element-processor.ts';

export const multiInstanceBody: ElementProcessor = {
  activate(run, instance, element) {
    const loop = element.multiInstance;
    if (!loop) throw new Error(`Expected ${element.id} to be a multi-instance activity, but it is not`);
    const items = itemsOf(run, instance, loop);
    if ('code' in items) return items;
    const failure = subscribeToAttached(run, instance, element);
    if (failure) return failure;
    activated(run, instance);
    if (loop.outputCollection) openResults(run, instance, loop.outputCollection, items.length);
    const kept = loop.sequential || items.length > run.itemsAtOnce ? items : [];
    const withheld = withheldBy(run, loop, items.length);
    run.note({
      change: 'loopPrepared',
      key: instance.key,
      items: kept,
      total: items.length,
      ...(withheld.length > 0 ? { withheld } : {}),
    });
    if (items.length === 0) arrive(run, instance, {});
    if (!loop.sequential) beginItems(run, instance, items, 0);
    else if (items.length > 0) startInnerInstance(run, instance, items[0]);
    return null;
  },
  complete(run, instance, element) {
    if (instance.cancelled) {
      leaveCancelled(run, instance);
      return null;
    }
    const collection = element.multiInstance?.outputCollection;
    const scope = run.scopeOf(instance);
    if (collection && scope) mergeUpward(run, scope, { [collection]: instance.variables[collection] });
    return complete(run, instance, element);
  },
  terminate: terminated,
};

// helpers ////////////////////////////////////////////////////////////

function itemsOf(run: Run, instance: ElementInstance, loop: MultiInstance): unknown[] | Failure {
  if (loop.inputCollection) {
    const items = evaluateList(run, instance, loop.inputCollection);
    return items.ok ? items.value : items.failure;
  }
  const count = evaluateInteger(run, instance, loop.cardinality ?? '');
  if (!count.ok) return count.failure;
  if (count.value >= 0) return Array.from({ length: count.value }, (_, index) => index + 1);
  return fail('EXPRESSION_FAILED', `Expected a number of instances of 0 or more, but was ${count.value}`);
}
