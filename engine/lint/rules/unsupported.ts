import { coverageOf, type PropertyCoverage, propertiesTreated } from '../coverage.ts';
import { ownerOf } from '../element.ts';
import type { Rule } from '../rule.ts';

/** What the table of coverage refuses, and, told apart by `treatment`, what it ignores. */
function uncovered(treatment: 'refused' | 'ignored'): Rule {
  return () => {
    const treated = new Map<string, [string, PropertyCoverage][]>();
    return (element, report) => {
      const tell = (what: PropertyCoverage['what']): void =>
        report(ownerOf(element), treatment, what ? { what } : {});
      const row = coverageOf(element.$type);
      if (!row) return;
      if (row.treatment === treatment) tell(row.what);
      const properties = treated.get(element.$type) ?? propertiesTreated(element, treatment);
      treated.set(element.$type, properties);
      for (const [property, { values, what }] of properties) {
        if (!Object.hasOwn(element, property)) continue;
        if (!values || values.includes(element[property])) tell(what);
      }
    };
  };
}

export const unsupported: Rule = uncovered('refused');
export const withoutEffect: Rule = uncovered('ignored');
