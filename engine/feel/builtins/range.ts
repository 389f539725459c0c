/** DMN 1.5, 10.3.4.7: how points and ranges lie to each other. */
import { compare, includes, isEqual } from '../values/equality.ts';
import { FeelRange } from '../values/value.ts';
import { builtin, type Declaration } from './builtin.ts';

/** Undefined for what cannot be compared. */
type Relation = (a: unknown, b: unknown) => boolean | undefined;

/** A point is the range from itself to itself. */
function rangeOf(value: unknown): FeelRange {
  return value instanceof FeelRange ? value : new FeelRange(value, value, true, true);
}

/** How the start of one lies to that of the other: where both are open the bound counts as the least. */
function compareStarts(a: FeelRange, b: FeelRange): number | null {
  if (a.start === null || b.start === null) return a.start === b.start ? 0 : a.start === null ? -1 : 1;
  const order = compare(a.start, b.start);
  return order === 0 ? Number(b.startIncluded) - Number(a.startIncluded) : order;
}

function compareEnds(a: FeelRange, b: FeelRange): number | null {
  if (a.end === null || b.end === null) return a.end === b.end ? 0 : a.end === null ? 1 : -1;
  const order = compare(a.end, b.end);
  return order === 0 ? Number(a.endIncluded) - Number(b.endIncluded) : order;
}

/** The end of the one against the start of the other: below zero with a gap, zero where they touch, above where they share. */
function compareEndToStart(a: FeelRange, b: FeelRange): number | null {
  if (a.end === null || b.start === null) return 1;
  const order = compare(a.end, b.start);
  if (order !== 0) return order;
  return a.endIncluded && b.startIncluded ? 0 : -1;
}

const both =
  (relation: (a: FeelRange, b: FeelRange) => boolean | null): Relation =>
  (a, b) => {
    const [x, y] = [rangeOf(a), rangeOf(b)];
    // bounds of other kinds cannot be compared
    const kindsFit = [x.start ?? x.end, y.start ?? y.end];
    if (compare(kindsFit[0], kindsFit[1]) === null) return undefined;
    return relation(x, y) ?? undefined;
  };

const before = both((a, b) => {
  const order = compareEndToStart(a, b);
  return order === null ? null : order < 0;
});
const meets = both((a, b) => compareEndToStart(a, b) === 0);
const overlaps = both((a, b) => {
  const [forth, back] = [compareEndToStart(a, b), compareEndToStart(b, a)];
  return forth === null || back === null ? null : forth >= 0 && back >= 0;
});
/** The first begins first and ends within the second. */
const overlapsBefore = both((a, b) => {
  const [starts, reaches, ends] = [compareStarts(a, b), compareEndToStart(a, b), compareEnds(a, b)];
  if (starts === null || reaches === null || ends === null) return null;
  return starts < 0 && reaches >= 0 && ends <= 0;
});
const finishes = both((a, b) => {
  const [starts, ends] = [compareStarts(a, b), compareEnds(a, b)];
  return starts === null || ends === null ? null : starts >= 0 && ends === 0;
});
const starts = both((a, b) => {
  const [begins, ends] = [compareStarts(a, b), compareEnds(a, b)];
  return begins === null || ends === null ? null : begins === 0 && ends <= 0;
});
const contains = both((a, b) => {
  const [begins, ends] = [compareStarts(a, b), compareEnds(a, b)];
  return begins === null || ends === null ? null : begins <= 0 && ends >= 0;
});
const holds: Relation = (a, b) => {
  if (!(a instanceof FeelRange)) return undefined;
  return b instanceof FeelRange ? contains(a, b) : (includes(a, b) ?? undefined);
};
const coincides: Relation = (a, b) => {
  if (a instanceof FeelRange !== b instanceof FeelRange) return undefined;
  if (compare(rangeOf(a).start, rangeOf(b).start) === null && rangeOf(a).start !== null) return undefined;
  return isEqual(a, b);
};
const reversed =
  (relation: Relation): Relation =>
  (a, b) =>
    relation(b, a);

const point = 'number|string|date|time|date and time|duration';
const names: Record<string, [string, string]> = {
  'point point': ['point1', 'point2'],
  'point range': ['point', 'range'],
  'range point': ['range', 'point'],
  'range range': ['range1', 'range2'],
};

function relation(name: string, forms: string[], relate: Relation): Declaration[] {
  return forms.map((form) => {
    const [a = '', b = ''] = form.split(' ');
    const [first, second] = names[form] ?? ['a', 'b'];
    const type = (of: string) => (of === 'range' ? 'range' : point);
    return builtin(`${name}(${first}: ${type(a)}, ${second}: ${type(b)})`, relate);
  });
}

const ranges = ['range range'];
const anyOfBoth = ['point point', 'point range', 'range point', 'range range'];
const toRange = ['point range', 'range range'];
const ofRange = ['range point', 'range range'];

export const rangeFunctions = [
  ...relation('before', anyOfBoth, before),
  ...relation('after', anyOfBoth, reversed(before)),
  ...relation('meets', ranges, meets),
  ...relation('met by', ranges, reversed(meets)),
  ...relation('overlaps', ranges, overlaps),
  ...relation('overlaps before', ranges, overlapsBefore),
  ...relation('overlaps after', ranges, reversed(overlapsBefore)),
  ...relation('finishes', toRange, finishes),
  ...relation('finished by', ofRange, reversed(finishes)),
  ...relation('includes', ofRange, holds),
  ...relation('during', toRange, reversed(holds)),
  ...relation('starts', toRange, starts),
  ...relation('started by', ofRange, reversed(starts)),
  ...relation('coincides', ['point point', 'range range'], coincides),
];
