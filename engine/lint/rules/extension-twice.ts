import { children, is, ownerOf, text } from '../element.ts';
import type { Rule } from '../rule.ts';

/** A form of a file may be one of several; everything else is said once, or the second would be passed over. */
export const extensionTwice: Rule = () => (element, report) => {
  if (is(element, 'bpmn:ExtensionElements')) {
    const types = children(element, 'values').map(({ $type }) => $type);
    const dialect = types.filter((type) => type.startsWith('zeebe:') && type !== 'zeebe:UserTaskForm');
    for (const type of repeated(dialect)) report(ownerOf(element), 'element', { type });
  } else if (is(element, 'zeebe:TaskHeaders')) {
    const keys = children(element, 'values').map((header) => text(header, 'key'));
    for (const key of repeated(keys)) report(ownerOf(element), 'header', { key });
  }
};

const repeated = (names: string[]): Set<string> =>
  new Set(names.filter((name, at) => names.indexOf(name) !== at));
