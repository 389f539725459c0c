import { constantValue } from '../../feel/constant.ts';
import type { Bilingual } from '../../graph.ts';
import { parseDateTime } from '../../time/iso-8601.ts';
import { type BpmnElement, child, isExpression, ownerOf, text } from '../element.ts';
import type { Report, Rule } from '../rule.ts';

interface Kind {
  what: Bilingual;
  /** Also of a text without a leading `=`, as it is written. */
  fits: (value: unknown) => boolean;
}

const integer = (value: unknown): number =>
  typeof value === 'string' && value !== '' ? Number(value) : Number(value ?? Number.NaN);

const count: Kind = {
  what: { vi: 'một số nguyên không âm', en: 'an integer that is not negative' },
  fits: (value) => Number.isInteger(integer(value)) && integer(value) >= 0,
};
const priority: Kind = {
  what: { vi: 'một số nguyên từ 0 đến 100', en: 'an integer between 0 and 100' },
  fits: (value) => count.fits(value) && integer(value) <= 100,
};
const moment: Kind = {
  what: {
    vi: 'một thời điểm theo ISO 8601, ví dụ 2026-03-01T08:00:00+07:00',
    en: 'a moment of ISO 8601, such as 2026-03-01T08:00:00+07:00',
  },
  fits: (value) => value === null || (typeof value === 'string' && parseDateTime(value) !== null),
};
const truth: Kind = {
  what: { vi: 'đúng hoặc sai', en: 'true or false' },
  fits: (value) => typeof value === 'boolean',
};
const list: Kind = { what: { vi: 'một danh sách', en: 'a list' }, fits: Array.isArray };
const name: Kind = {
  what: { vi: 'một chuỗi ký tự', en: 'a text' },
  fits: (value) => typeof value === 'string' || typeof value === 'number',
};

/** By element type and property. */
const kinds: Record<string, Record<string, Kind>> = {
  'zeebe:TaskDefinition': { type: name, retries: count },
  'zeebe:ExecutionListener': { type: name, retries: count },
  'zeebe:TaskListener': { type: name, retries: count },
  'zeebe:PriorityDefinition': { priority },
  'zeebe:TaskSchedule': { dueDate: moment, followUpDate: moment },
  'zeebe:Subscription': { correlationKey: name },
  'zeebe:LoopCharacteristics': { inputCollection: list },
};

/** By the type of the element that has the expression as a child. */
const expressions: Record<string, Record<string, Kind>> = {
  'bpmn:SequenceFlow': { conditionExpression: truth },
  'bpmn:MultiInstanceLoopCharacteristics': { loopCardinality: count, completionCondition: truth },
};

function check(owner: BpmnElement, value: string, kind: Kind, report: Report): void {
  if (value === '') return;
  const known = isExpression(value) ? constantValue(value.slice(1)) : { ok: true as const, value };
  if (!known?.ok || kind.fits(known.value)) return;
  report(owner, 'misfit', { value, kind: kind.what });
}

/** A value that needs no data to be known is known to be wrong before anything runs. Syntax is the business of another rule. */
export const constant: Rule = () => (element, report) => {
  for (const [property, kind] of Object.entries(kinds[element.$type] ?? {})) {
    const value = text(element, property);
    // what must be an expression is told by another rule
    if (kind !== list || isExpression(value)) check(ownerOf(element), value, kind, report);
  }
  for (const [property, kind] of Object.entries(expressions[element.$type] ?? {})) {
    const value = text(child(element, property), 'body');
    if (kind !== truth || isExpression(value)) check(ownerOf(element), value, kind, report);
  }
};
