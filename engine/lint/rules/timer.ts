import { constantValue } from '../../feel/constant.ts';
import { dueTime } from '../../time/due-time.ts';
import { child, eventDefinitions, is, isExpression, text } from '../element.ts';
import type { Rule } from '../rule.ts';

const kinds = { timeDate: 'date', timeDuration: 'duration', timeCycle: 'cycle' } as const;

/** Far from any date: what counts is only whether there is a time at all. */
const someMoment = Date.UTC(2026, 0, 1);

/**
 * A timer says when: one date, one duration or one cycle, as ISO 8601 or as a FEEL expression (BPMN 10.5.5). What is known before
 * anything runs is tried out the way it will be read.
 */
export const timer: Rule = () => (event, report) => {
  if (!is(event, 'bpmn:Event')) return;
  for (const definition of eventDefinitions(event)) {
    if (!is(definition, 'bpmn:TimerEventDefinition')) continue;
    const given = (Object.keys(kinds) as (keyof typeof kinds)[]).filter(
      (kind) => text(child(definition, kind), 'body') !== '',
    );
    const [kind] = given;
    if (!kind || given.length > 1) {
      report(event, kind ? 'several' : 'missing');
      continue;
    }
    const written = text(child(definition, kind), 'body');
    const known = isExpression(written)
      ? constantValue(written.slice(1))
      : { ok: true as const, value: written };
    if (!known?.ok) continue;
    if (typeof known.value !== 'string' || dueTime(kinds[kind], known.value, someMoment) === null)
      report(event, kind, { value: written });
  }
};
