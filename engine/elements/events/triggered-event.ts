/** Events that have occurred already when a token reaches them: start and boundary events, and those behind an event-based gateway. */
import { leave } from '../../behaviors/completion.ts';
import { activated, arrive } from '../../behaviors/state-transition.ts';
import { terminated } from '../../behaviors/termination.ts';
import { setLocal } from '../../behaviors/variables.ts';
import type { Run } from '../../run.ts';
import type { ElementInstance } from '../../state/instance-state.ts';
import type { ElementProcessor } from '../element-processor.ts';

/** What the event brought is seen in its own scope, for output mappings, and goes on from there. */
export function occur(run: Run, instance: ElementInstance): void {
  const { variables } = instance.trigger ?? { variables: {} };
  setLocal(run, instance, variables);
  activated(run, instance);
  arrive(run, instance, variables);
}

const triggeredEvent: ElementProcessor = {
  prepare: () => null,
  activate(run, instance) {
    occur(run, instance);
    return null;
  },
  complete: leave,
  terminate: terminated,
};

/** A start event lets its scope begin. */
export const startEvent = triggeredEvent;

/** A boundary event, subscribed to by the activity it sits on. */
export const boundaryEvent = triggeredEvent;
