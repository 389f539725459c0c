import type { Bilingual } from '../../graph.ts';
import { type BpmnElement, eventDefinitions, is, isEventSubProcess } from '../element.ts';
import type { Rule } from '../rule.ts';

const kinds: Record<string, Bilingual> = {
  'bpmn:MessageEventDefinition': { vi: 'thông điệp', en: 'a message' },
  'bpmn:TimerEventDefinition': { vi: 'hẹn giờ', en: 'a timer' },
  'bpmn:ConditionalEventDefinition': { vi: 'điều kiện', en: 'a conditional' },
  'bpmn:SignalEventDefinition': { vi: 'tín hiệu', en: 'a signal' },
  'bpmn:ErrorEventDefinition': { vi: 'lỗi', en: 'an error' },
  'bpmn:EscalationEventDefinition': { vi: 'leo thang', en: 'an escalation' },
  'bpmn:LinkEventDefinition': { vi: 'liên kết', en: 'a link' },
  'bpmn:TerminateEventDefinition': { vi: 'kết thúc toàn bộ', en: 'a terminate' },
};

const outside = [
  'bpmn:MessageEventDefinition',
  'bpmn:TimerEventDefinition',
  'bpmn:ConditionalEventDefinition',
  'bpmn:SignalEventDefinition',
];
const inside = ['bpmn:ErrorEventDefinition', 'bpmn:EscalationEventDefinition'];
const thrown = [
  'bpmn:MessageEventDefinition',
  'bpmn:SignalEventDefinition',
  'bpmn:EscalationEventDefinition',
];

function allowedAt(event: BpmnElement): string[] {
  if (is(event, 'bpmn:StartEvent')) {
    return event.$parent && isEventSubProcess(event.$parent) ? [...outside, ...inside] : outside;
  }
  if (is(event, 'bpmn:BoundaryEvent')) return [...outside, ...inside];
  if (is(event, 'bpmn:IntermediateCatchEvent')) return [...outside, 'bpmn:LinkEventDefinition'];
  if (is(event, 'bpmn:IntermediateThrowEvent')) return [...thrown, 'bpmn:LinkEventDefinition'];
  return [...thrown, 'bpmn:ErrorEventDefinition', 'bpmn:TerminateEventDefinition'];
}

/** Which kind of event may be where (BPMN 10.5.5, table 10.93). Compensation and cancel have rules of their own. */
export const eventPosition: Rule = () => (event, report) => {
  if (!is(event, 'bpmn:Event') || is(event, 'bpmn:ImplicitThrowEvent')) return;
  const allowed = allowedAt(event);
  const definitions = eventDefinitions(event);
  for (const definition of definitions) {
    const kind = kinds[definition.$type];
    if (kind && !is(definition, ...allowed)) report(event, 'misplaced', { kind });
    else if (definitions.length > 1 && is(definition, ...alone(event))) report(event, 'mixed');
  }
};

/** What a multiple event cannot have among its definitions: a link leads on, compensation waits for nothing. */
const alone = (event: BpmnElement): string[] => [
  'bpmn:LinkEventDefinition',
  ...(is(event, 'bpmn:CatchEvent') ? ['bpmn:CompensateEventDefinition'] : []),
];
