import { coverageOf, type PropertyCoverage, propertyCoverage } from '../coverage.ts';
import { ownerOf } from '../element.ts';
import type { Rule, Values } from '../rule.ts';

/** What the table of coverage refuses, and, told apart by `treatment`, what it ignores. */
const uncovered =
  (treatment: 'refused' | 'ignored'): Rule =>
  () =>
  (element, report) => {
    const tell = (what: PropertyCoverage['what']): void => {
      const values: Values = what ? { what } : {};
      report(ownerOf(element), treatment, values);
    };
    const row = coverageOf(element.$type);
    if (row?.treatment === treatment) tell(row.what);
    for (const property of Object.keys(element)) {
      const covered = propertyCoverage(element, property);
      if (covered?.treatment !== treatment) continue;
      if (!covered.values || covered.values.includes(element[property])) tell(covered.what);
    }
  };

export const unsupported: Rule = uncovered('refused');
export const withoutEffect: Rule = uncovered('ignored');
