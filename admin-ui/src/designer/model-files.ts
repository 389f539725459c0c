/** The files that make up a process: diagrams, decision tables, forms. Deployed together as one version. */
export type ModelFile = { name: string; content: string };
export type FileKind = 'bpmn' | 'dmn' | 'form';
export type FileChange = { name: string; change: 'added' | 'removed' | 'changed' };

/** The API takes this one apart from the others. */
export const mainFile = 'process.bpmn';

const kinds: readonly FileKind[] = ['bpmn', 'dmn', 'form'];

/** Null where the name's ending is none of ours. */
export function kindOf(name: string): FileKind | null {
  return kinds.find((kind) => name.endsWith(`.${kind}`)) ?? null;
}

/** The main diagram first, then by kind and name. */
export function inOrder(files: readonly ModelFile[]): ModelFile[] {
  const rank = ({ name }: ModelFile) => (name === mainFile ? -1 : kinds.indexOf(kindOf(name) ?? 'form'));
  return files.toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** The diagram that is sent as the main one: by its name, else the first. */
export function mainOf(files: readonly ModelFile[]): ModelFile | undefined {
  return (
    files.find(({ name }) => name === mainFile) ?? inOrder(files).find(({ name }) => kindOf(name) === 'bpmn')
  );
}

export function toDeployInput(files: readonly ModelFile[]): { bpmn: string; resources: ModelFile[] } {
  const main = mainOf(files);
  return { bpmn: main?.content ?? '', resources: inOrder(files).filter((file) => file !== main) };
}

/** The diagram to open first: the one that holds the process. */
export function fileOfProcess(files: readonly ModelFile[], key: string): string {
  const models = inOrder(files).filter(({ name }) => kindOf(name) === 'bpmn');
  return (models.find(({ content }) => content.includes(`id="${key}"`)) ?? models[0])?.name ?? mainFile;
}

export function compareFiles(before: readonly ModelFile[], after: readonly ModelFile[]): FileChange[] {
  const old = new Map(before.map(({ name, content }) => [name, content]));
  const names = new Set(after.map(({ name }) => name));
  return [
    ...inOrder(after).flatMap(({ name, content }): FileChange[] => {
      const previous = old.get(name);
      if (previous === undefined) return [{ name, change: 'added' }];
      return sameText(previous, content) ? [] : [{ name, change: 'changed' }];
    }),
    ...inOrder(before).flatMap(({ name }): FileChange[] =>
      names.has(name) ? [] : [{ name, change: 'removed' }],
    ),
  ];
}

export function withContent(files: readonly ModelFile[], name: string, content: string): ModelFile[] {
  return files.map((file) => (file.name === name ? { name, content } : file));
}

/** As the server compares: line ends and a byte order mark do not count. */
function sameText(a: string, b: string): boolean {
  return canonical(a) === canonical(b);
}

function canonical(text: string): string {
  return text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
}
