import { keyOfValues } from './behaviors/message.ts';
import { triggersOf } from './elements/events/triggers.ts';
import { evaluate } from './feel/index.ts';
import type { ExecutableGraph } from './graph.ts';
import type { Variables } from './state/instance-state.ts';

/**
 * The key of a message that comes without one, by its own content: the correlation properties that the models have for messages of
 * that name (BPMN 2.0, 8.4.2). Empty where they have none, or the message lacks one of them.
 */
export function keyOfMessage(
  graph: ExecutableGraph,
  name: string,
  variables: Variables,
  now: number,
): string {
  for (const process of Object.values(graph.processes)) {
    for (const { event } of Object.values(process.elements)) {
      for (const trigger of triggersOf(event)) {
        if (trigger.definition !== 'message' || trigger.name !== name) continue;
        if (trigger.correlation?.by !== 'properties') continue;
        const results = trigger.correlation.inMessage.map((path) => evaluate(path.slice(1), variables, now));
        const key = keyOfValues(results.map((result) => (result.ok ? result.value : null)));
        if (key !== null) return key;
      }
    }
  }
  return '';
}
