import { dueTime } from '../../time/due-time.ts';
import { child, eventDefinition, is, isExpression, text } from '../element.ts';
import type { Rule } from '../rule.ts';

const kinds = ['timeDate', 'timeDuration', 'timeCycle'] as const;
type Kind = (typeof kinds)[number];

const wellFormed: Record<Kind, (value: string) => boolean> = {
  timeDate: (value) => dueTime('date', value, 0) !== null,
  timeDuration: (value) => dueTime('duration', value, 0) !== null,
  timeCycle: (value) => dueTime('cycle', value, 0) !== null,
};

/** A timer says when: one date, one duration or one cycle, as ISO 8601 or as a FEEL expression (BPMN 10.5.5). */
export const timer: Rule = () => (event, report) => {
  const definition = is(event, 'bpmn:Event') ? eventDefinition(event, 'bpmn:TimerEventDefinition') : null;
  if (!definition) return;
  const given = kinds.filter((kind) => text(child(definition, kind), 'body') !== '');
  const [kind] = given;
  if (!kind || given.length > 1) return report(event, kind ? 'several' : 'missing');
  const value = text(child(definition, kind), 'body');
  if (!isExpression(value) && !wellFormed[kind](value)) report(event, kind, { value });
};
