import { child, eventDefinition, is, isExpression, text } from '../element.ts';
import type { Rule } from '../rule.ts';

const kinds = ['timeDate', 'timeDuration', 'timeCycle'] as const;
type Kind = (typeof kinds)[number];

// ISO 8601
const duration = /^-?P(?!$)(\d+W|(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?)$/;
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}([.,]\d+)?)?(Z|[+-]\d{2}:?\d{2})?(\[[\w/+-]+\])?$/;
const cron = /^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|(\S+\s+){5}\S+)$/;

function isDateTime(value: string): boolean {
  return dateTime.test(value) && !Number.isNaN(Date.parse(value.replace(/\[.*\]$/, '').slice(0, 19)));
}

function isCycle(value: string): boolean {
  if (cron.test(value)) return true;
  const [repeats = '', ...interval] = value.split('/');
  if (!/^R\d*$/.test(repeats) || interval.length === 0 || interval.length > 2) return false;
  return duration.test(interval.at(-1) ?? '') && (interval.length === 1 || isDateTime(interval[0] ?? ''));
}

const wellFormed: Record<Kind, (value: string) => boolean> = {
  timeDate: isDateTime,
  timeDuration: (value) => duration.test(value),
  timeCycle: isCycle,
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
