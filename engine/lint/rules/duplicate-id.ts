import type { Rule } from '../rule.ts';

/** Ids are unique in a file (XML Schema, type ID). Many readers, ours too, drop the second element before a rule sees it. */
export const duplicateId: Rule = () => {
  const seen = new Map<string, unknown>();
  return (element, report) => {
    if (!element.id) return;
    const first = seen.get(element.id);
    if (first === undefined) seen.set(element.id, element);
    else if (first !== element) report(element, 'twice', { id: element.id });
  };
};
