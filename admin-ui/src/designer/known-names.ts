/** What the files of a process define, by reading no more of them than that. For the rules that check references. */
import { kindOf, type ModelFile } from './model-files.ts';

export type DefinedNames = { knownProcesses: string[]; knownDecisions: string[]; knownForms: string[] };

export function definedNames(files: readonly ModelFile[]): DefinedNames {
  const of = (kind: string) =>
    files.filter(({ name }) => kindOf(name) === kind).map(({ content }) => content);
  return {
    knownProcesses: of('bpmn').flatMap((xml) => idsOf(xml, 'process', /\bisExecutable\s*=\s*["']true["']/)),
    knownDecisions: of('dmn').flatMap((xml) => idsOf(xml, 'decision')),
    knownForms: [...of('form').flatMap(formId), ...of('bpmn').flatMap((xml) => idsOf(xml, 'userTaskForm'))],
  };
}

function idsOf(xml: string, element: string, only = /(?:)/): string[] {
  const tags = xml.matchAll(new RegExp(`<(?:[\\w.-]+:)?${element}\\s([^>]*)>`, 'g'));
  const chosen = [...tags].filter(([, attributes = '']) => only.test(attributes));
  return chosen.flatMap(
    ([, attributes = '']) => /(?:^|\s)id\s*=\s*["']([^"']+)["']/.exec(attributes)?.[1] ?? [],
  );
}

function formId(json: string): string[] {
  try {
    const form: unknown = JSON.parse(json);
    const id = typeof form === 'object' && form !== null && 'id' in form ? form.id : null;
    return typeof id === 'string' ? [id] : [];
  } catch {
    return [];
  }
}
