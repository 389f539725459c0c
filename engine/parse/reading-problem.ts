/** What the reader of a file leaves out or cannot resolve, as findings: nothing that an author wrote is lost silently. */
import type { Bilingual, Finding } from '../graph.ts';
import { isExecuted } from '../lint/coverage.ts';
import type { ModdleElement } from './moddle.ts';
import { attributesOf, tagsOf } from './xml-tags.ts';

export type ReadingProblem = Omit<Finding, 'resource'>;

/** A reference to nothing: an error where execution depends on it. `property` as the reader names it: `bpmn:sourceRef`. */
export function referenceProblem(owner: ModdleElement, property: string, value: string): ReadingProblem[] {
  // a shape without its element is only a drawing
  if (!isOfDialect(owner)) return [];
  const local = property.replace(/^.*:/, '');
  const isError = isExecuted(owner, local) && !isOnlyDrawn(owner);
  const sentence: Bilingual = {
    vi: `«${nameOf(owner)}» tham chiếu (${local}) đến «${value}», mã này không có trong tệp.`,
    en: `"${nameOf(owner)}" refers (${local}) to "${value}", which is not in the file.`,
  };
  return [problem(isError ? 'error' : 'warning', 'dangling-reference', ownerId(owner), sentence)];
}

/** An attribute that its element does not have: misspelled, most often. */
export function unknownAttribute(owner: ModdleElement, attribute: string): ReadingProblem[] {
  if (!isOfDialect(owner)) return [];
  // the extension elements grow from version to version; what BPMN has is fixed
  const isError = owner.$type.startsWith('bpmn:') && !attribute.includes(':') && !isOnlyDrawn(owner);
  const sentence: Bilingual = {
    vi: `«${nameOf(owner)}» có thuộc tính «${attribute}» mà loại phần tử này không có.`,
    en: `"${nameOf(owner)}" has the attribute "${attribute}", which elements of its type do not have.`,
  };
  return [problem(isError ? 'error' : 'warning', 'unknown-attribute', ownerId(owner), sentence)];
}

/** Content that the reader skipped. `messages` are its own words, in document order; they tell line and column. */
export function contentProblems(messages: string[], xml: string): ReadingProblem[] {
  const skipped = messages.slice(0, enough).map((message) => describe(message, xml));
  const problems: ReadingProblem[] = [];
  const paths = pathsAt(
    xml,
    skipped.map(({ offset }) => offset),
  );
  for (const [index, { reason }] of skipped.entries()) {
    const path = paths[index] ?? [];
    if (path.some(isPicture)) continue;
    problems.push(contentProblem(reason, path));
  }
  return problems;
}

// content ////////////////////////////////////////////////////////////

/** More findings than anybody reads. */
const enough = 100;

interface OpenElement {
  /** Without its prefix. */
  name: string;
  /** Null for a prefix that is not declared. */
  namespace: string | null;
  id: string | null;
  isExecutable: boolean;
}

const bpmn = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
const dialect = 'http://camunda.org/schema/zeebe/1.0';

function contentProblem(reason: string, path: OpenElement[]): ReadingProblem {
  const element = path.at(-1);
  const elementId = path.findLast(({ id }) => id !== null)?.id ?? null;
  const isDrawn = path.some(({ name, isExecutable }) => name === 'process' && !isExecutable);
  const duplicate = /^duplicate ID <(.*)>$/.exec(reason)?.[1];
  if (duplicate !== undefined) {
    return problem(isDrawn ? 'warning' : 'error', 'duplicate-id', duplicate, {
      vi: `Mã «${duplicate}» được dùng cho nhiều phần tử.`,
      en: `The id "${duplicate}" is used for more than one element.`,
    });
  }
  const isForeign = element !== undefined && element.namespace !== bpmn && element.namespace !== dialect;
  const name = element?.name ?? '';
  return problem(isDrawn || isForeign ? 'warning' : 'error', 'unknown-content', elementId, {
    vi: `Không hiểu nội dung ở phần tử <${name}>, nội dung này bị bỏ qua: ${reason}.`,
    en: `What is written at the element <${name}> is not understood and would be ignored: ${reason}.`,
  });
}

const isPicture = ({ name }: OpenElement): boolean => name === 'BPMNDiagram';

function describe(message: string, xml: string): { offset: number; reason: string } {
  const [, line = '0', column = '0'] = /line: (\d+)\s+column: (\d+)/.exec(message) ?? [];
  const reason = /nested error: ([\s\S]*)$/.exec(message)?.[1] ?? message;
  return {
    offset: offsetOf(xml, Number(line), Number(column)),
    reason: reason.replaceAll(/\s+/g, ' ').trim(),
  };
}

/** Lines and columns are counted from 0. */
function offsetOf(xml: string, line: number, column: number): number {
  let start = 0;
  for (let count = 0; count < line; count++) {
    const end = xml.indexOf('\n', start);
    if (end < 0) break;
    start = end + 1;
  }
  return start + column;
}

/** The elements that are open behind each of these offsets, the outermost first: the one that begins there too. */
function pathsAt(xml: string, offsets: number[]): OpenElement[][] {
  const order = [...offsets.keys()].sort((a, b) => (offsets[a] ?? 0) - (offsets[b] ?? 0));
  const paths: OpenElement[][] = offsets.map(() => []);
  const open: (OpenElement & { namespaces: Record<string, string> })[] = [];
  let next = 0;
  for (const tag of tagsOf(xml)) {
    // text is told of where it ends, which may be at the end tag
    const end = tag.kind === 'end' ? tag.to : tag.from;
    while (next < order.length && (offsets[order[next] ?? 0] ?? 0) < end) {
      paths[order[next] ?? 0] = [...open];
      next++;
    }
    if (next >= order.length) break;
    if (tag.kind === 'end') {
      open.pop();
      continue;
    }
    const attributes = attributesOf(xml, tag);
    const namespaces: Record<string, string> = { ...open.at(-1)?.namespaces };
    for (const { name, value } of attributes) {
      if (name === 'xmlns') namespaces[''] = value;
      else if (name.startsWith('xmlns:')) namespaces[name.slice(6)] = value;
    }
    const attribute = (wanted: string): string | null =>
      attributes.find(({ name }) => name === wanted)?.value ?? null;
    const [prefix, local] = tag.name.includes(':') ? tag.name.split(':') : ['', tag.name];
    const element = {
      name: local ?? '',
      namespace: namespaces[prefix ?? ''] ?? null,
      id: attribute('id'),
      isExecutable: attribute('isExecutable') === 'true',
      namespaces,
    };
    while (next < order.length && (offsets[order[next] ?? 0] ?? 0) < tag.to) {
      paths[order[next] ?? 0] = [...open, element];
      next++;
    }
    if (tag.kind === 'start') open.push(element);
  }
  return paths;
}

// helpers ////////////////////////////////////////////////////////////

const isOfDialect = (element: ModdleElement): boolean => /^(bpmn|zeebe):/.test(element.$type);

/** In a process that is not executable, which may be as incomplete as a drawing. */
function isOnlyDrawn(element: ModdleElement): boolean {
  for (let at: ModdleElement | undefined = element; at; at = at.$parent) {
    if (at.$type === 'bpmn:Process') return at.isExecutable !== true;
  }
  return false;
}

function ownerId(element: ModdleElement): string | null {
  for (let at: ModdleElement | undefined = element; at; at = at.$parent) if (at.id) return at.id;
  return null;
}

const nameOf = (element: ModdleElement): string => element.name || ownerId(element) || element.$type;

function problem(
  severity: Finding['severity'],
  rule: string,
  elementId: string | null,
  message: Bilingual,
): ReadingProblem {
  return { severity, rule, elementId, message };
}
