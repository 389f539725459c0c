import { evaluate, expressionProblem } from '../../feel/index.ts';
import { dueTime } from '../../time/due-time.ts';
import { type BpmnElement, child, eventDefinitions, is, isExpression, text } from '../element.ts';
import type { Rule } from '../rule.ts';

const timers = { timeDate: 'date', timeDuration: 'duration', timeCycle: 'cycle' } as const;

interface StartValue {
  written: string;
  fits: (value: string) => boolean;
}

/** Far from any date: what counts is only whether there is a time at all. */
const someMoment = Date.UTC(2026, 0, 1);

function valuesOf(definition: BpmnElement): StartValue[] {
  if (is(definition, 'bpmn:TimerEventDefinition')) {
    return Object.entries(timers).map(([property, kind]) => ({
      written: text(child(definition, property), 'body'),
      fits: (value) => dueTime(kind, value, someMoment) !== null,
    }));
  }
  const reference = {
    'bpmn:MessageEventDefinition': 'messageRef',
    'bpmn:SignalEventDefinition': 'signalRef',
  }[definition.$type];
  return reference ? [{ written: text(child(definition, reference), 'name'), fits: () => true }] : [];
}

/** Before a process has started there are no variables: what starts it must be known without any. */
export const startValue: Rule = () => (event, report) => {
  if (!is(event, 'bpmn:StartEvent') || !is(event.$parent, 'bpmn:Process')) return;
  for (const definition of eventDefinitions(event)) {
    for (const { written, fits } of valuesOf(definition)) {
      if (!isExpression(written) || expressionProblem(written.slice(1))) continue;
      const result = evaluate(written.slice(1), {}, someMoment);
      if (!result.ok || typeof result.value !== 'string' || !fits(result.value))
        report(event, 'unknown', { value: written });
    }
  }
};
