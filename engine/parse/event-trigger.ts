/** What an event of a BPMN file waits for or throws. */
import type { EventTrigger } from '../elements/element.ts';
import { bodyOf, childOf, childrenOf, extensionOf, type ModdleElement, textOf } from './moddle.ts';

export function readEventTrigger(event: ModdleElement): EventTrigger {
  // global definitions may be referred to from any event (BPMN 2.0, 10.5.5)
  const definitions = [...childrenOf(event, 'eventDefinitions'), ...childrenOf(event, 'eventDefinitionRef')];
  const [definition] = definitions;
  if (!definition) return { definition: 'none' };
  if (definitions.length > 1) {
    return { definition: event.parallelMultiple === true ? 'parallelMultiple' : 'multiple' };
  }
  return readDefinition(definition);
}

export function readMessage(message: ModdleElement | null): EventTrigger {
  return {
    definition: 'message',
    name: textOf(message, 'name') ?? '',
    correlationKey: textOf(extensionOf(message, 'zeebe:Subscription'), 'correlationKey'),
  };
}

// helpers ////////////////////////////////////////////////////////////

function readDefinition(definition: ModdleElement): EventTrigger {
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
      return { definition: 'conditional' };
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

function readTimer(definition: ModdleElement): EventTrigger {
  const date = bodyOf(definition, 'timeDate');
  if (date !== null) return { definition: 'timer', kind: 'date', value: date };
  const cycle = bodyOf(definition, 'timeCycle');
  if (cycle !== null) return { definition: 'timer', kind: 'cycle', value: cycle };
  return { definition: 'timer', kind: 'duration', value: bodyOf(definition, 'timeDuration') ?? '' };
}
