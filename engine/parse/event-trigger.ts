/** What an event of a BPMN file waits for or throws. */
import type { EventTrigger, JobDefinition, SingleTrigger } from '../elements/element.ts';
import { asExpression } from './correlation.ts';
import { bodyOf, childOf, childrenOf, extensionOf, type ModdleElement, textOf } from './moddle.ts';

export function readEventTrigger(event: ModdleElement): EventTrigger {
  // global definitions may be referred to from any event (BPMN 2.0, 10.5.5)
  const definitions = [...childrenOf(event, 'eventDefinitions'), ...childrenOf(event, 'eventDefinitionRef')];
  const [definition] = definitions;
  if (!definition) return { definition: 'none' };
  if (definitions.length === 1) return readDefinition(definition);
  return {
    definition: event.parallelMultiple === true ? 'parallelMultiple' : 'multiple',
    triggers: definitions.map((it) => withJob(readDefinition(it), it, event)),
  };
}

/** The job that a task definition asks for; written on the event's definition, or on the event itself. */
export function readTaskDefinition(...holders: (ModdleElement | null)[]): JobDefinition | null {
  for (const holder of holders) {
    const task = extensionOf(holder, 'zeebe:TaskDefinition');
    const type = textOf(task, 'type');
    if (type !== null) return { type, retries: textOf(task, 'retries') };
  }
  return null;
}

export function readMessage(message: ModdleElement | null): SingleTrigger {
  return {
    definition: 'message',
    name: textOf(message, 'name') ?? '',
    correlationKey: textOf(extensionOf(message, 'zeebe:Subscription'), 'correlationKey'),
  };
}

// helpers ////////////////////////////////////////////////////////////

/** Each message of a multiple event may be thrown by a job of its own. */
function withJob(trigger: SingleTrigger, definition: ModdleElement, event: ModdleElement): SingleTrigger {
  const job = trigger.definition === 'message' ? readTaskDefinition(definition, event) : null;
  return job && trigger.definition === 'message' ? { ...trigger, job } : trigger;
}

export function readDefinition(definition: ModdleElement): SingleTrigger {
  switch (definition.$type) {
    case 'bpmn:MessageEventDefinition':
      return readMessage(childOf(definition, 'messageRef'));
    case 'bpmn:TimerEventDefinition':
      return readTimer(definition);
    case 'bpmn:SignalEventDefinition':
      return { definition: 'signal', name: textOf(childOf(definition, 'signalRef'), 'name') ?? '' };
    case 'bpmn:ErrorEventDefinition':
      return { definition: 'error', code: textOf(childOf(definition, 'errorRef'), 'errorCode') };
    case 'bpmn:EscalationEventDefinition':
      return {
        definition: 'escalation',
        code: textOf(childOf(definition, 'escalationRef'), 'escalationCode'),
      };
    case 'bpmn:LinkEventDefinition':
      return { definition: 'link', name: textOf(definition, 'name') ?? '' };
    case 'bpmn:TerminateEventDefinition':
      return { definition: 'terminate' };
    case 'bpmn:ConditionalEventDefinition':
      return readCondition(definition);
    case 'bpmn:CompensateEventDefinition':
      return {
        definition: 'compensation',
        activity: childOf(definition, 'activityRef')?.id ?? null,
        waits: definition.waitForCompletion !== false,
      };
    case 'bpmn:CancelEventDefinition':
      return { definition: 'cancel' };
    default:
      throw new Error(`Expected an event definition of BPMN 2.0, but got ${definition.$type}`);
  }
}

function readCondition(definition: ModdleElement): SingleTrigger {
  const filter = extensionOf(definition, 'zeebe:ConditionalFilter');
  const variables = namesOf(textOf(filter, 'variableNames'));
  const changes = namesOf(textOf(filter, 'variableEvents')).filter(
    (it) => it === 'create' || it === 'update',
  );
  return {
    definition: 'conditional',
    condition: asExpression(bodyOf(definition, 'condition') ?? 'false'),
    ...(variables.length > 0 ? { variables } : {}),
    ...(changes.length > 0 ? { changes } : {}),
  };
}

const namesOf = (text: string | null): string[] =>
  (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

function readTimer(definition: ModdleElement): SingleTrigger {
  const date = bodyOf(definition, 'timeDate');
  if (date !== null) return { definition: 'timer', kind: 'date', value: date };
  const cycle = bodyOf(definition, 'timeCycle');
  if (cycle !== null) return { definition: 'timer', kind: 'cycle', value: cycle };
  return { definition: 'timer', kind: 'duration', value: bodyOf(definition, 'timeDuration') ?? '' };
}
