import { is, ownerOf, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** The path of a variable: names, separated by dots. FEEL allows spaces in them. */
const path = /^[\p{L}_][\p{L}\p{M}\p{N}_ ]*(\.[\p{L}_][\p{L}\p{M}\p{N}_ ]*)*$/u;

/** A mapping has a source, and a target that is the name of a variable. */
export const mapping: Rule = () => (element, report) => {
  if (!is(element, 'zeebe:Input', 'zeebe:Output')) return;
  const target = text(element, 'target');
  if (!path.test(target) || target.split('.').some((name) => name in Object.prototype))
    report(ownerOf(element), 'target', { target });
  if (is(element, 'zeebe:Output') && text(element, 'source') === '')
    report(ownerOf(element), 'source', { target });
};
