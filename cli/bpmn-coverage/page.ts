/** `docs/bpmn-coverage.md`: what is executed, as the engine itself says, beside what others execute. */
import { compile } from '../../engine/deployment.ts';
import type { Finding } from '../../engine/index.ts';
import { coverage, type Treatment } from '../../engine/lint/coverage.ts';
import { type Peer, peers } from './peers.ts';
import { type Row, rows } from './rows.ts';

export interface Verdict {
  row: Row;
  executed: boolean;
  /** Why a model with it is refused. */
  errors: Finding[];
}

/** Deploys the model of each row, and says what came of it. */
export async function verdicts(): Promise<Verdict[]> {
  const found: Verdict[] = [];
  for (const row of rows) {
    if (row.model === null) {
      found.push({ row, executed: false, errors: [] });
      continue;
    }
    const { graph, findings } = await compile([{ name: `${row.id}.bpmn`, content: row.model }], { hash: '' });
    const errors = findings.filter(({ severity }) => severity === 'error');
    found.push({ row, executed: graph !== null, errors });
  }
  return found;
}

export async function coveragePage(): Promise<string> {
  const all = await verdicts();
  const sections = [...new Set(rows.map(({ section }) => section))];
  const columns = ['congvan', ...peers.map(({ name }) => name)];
  const notes: string[] = [];
  const table = (section: string): string[] => [
    `## ${section}`,
    '',
    `| | ${columns.join(' | ')} |`,
    `| --- |${columns.map(() => ' :-: |').join('')}`,
    ...all
      .filter(({ row }) => row.section === section)
      .map(({ row, executed }) => {
        const cells = [own(row, executed), ...peers.map((peer) => cellOf(peer, row.id, notes))];
        return `| ${row.title} | ${cells.join(' | ')} |`;
      }),
    '',
  ];
  const tables = sections.flatMap(table);
  return `${[
    '# What of BPMN is executed',
    '',
    '<!-- Written by `npm run docs:bpmn`: do not edit. -->',
    '',
    'The column `congvan` is written by the engine: for each row a small model is deployed, and ● means that it was accepted; whatever',
    'the engine does not execute exactly, it refuses. That an accepted model is executed as BPMN means is the business of the tests and of',
    '`npm run conformance`. The other columns are what those engines say of themselves, in the sources below; they were read, not tried.',
    '',
    '● executed · ◐ partly · ○ not executed · ▭ drawn only, nothing depends on it · ? its source does not say',
    '',
    ...tables,
    ...(notes.length > 0 ? ['## Partly', '', ...notes.map((note) => `- ${note}`), ''] : []),
    '## Every type of the metamodel',
    '',
    'Nothing that a file may hold is passed over: each type, and each of its properties, has a decision in `engine/lint/coverage.ts`.',
    '',
    '| treatment | types | properties |',
    '| --- | --: | --: |',
    ...(['executed', 'harmless', 'ignored', 'refused'] as const).map(countRow),
    '',
    'Refused or ignored, with a finding that says so:',
    '',
    ...told().map((line) => `- ${line}`),
    '',
    '## Sources',
    '',
    ...peers.map(({ name, source }) => `- ${name}: ${source}`),
  ].join('\n')}\n`;
}

// helpers ////////////////////////////////////////////////////////////

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

const own = (row: Row, executed: boolean): string => (row.model === null ? '▭' : executed ? '●' : '○');

function cellOf({ name, yes, partly = {}, unknown = '' }: Peer, id: string, notes: string[]): string {
  const less = partly[id];
  if (less !== undefined) {
    notes.push(`${name}, ${id}: ${less}`);
    return '◐';
  }
  if (words(yes).includes(id)) return '●';
  return words(unknown).includes(id) ? '?' : '○';
}

function countRow(treatment: Treatment): string {
  const types = Object.values(coverage).filter((type) => type.treatment === treatment).length;
  const properties = Object.values(coverage)
    .flatMap((type) => Object.values(type.properties))
    .filter((property) => property.treatment === treatment).length;
  return `| ${treatment} | ${types} | ${properties} |`;
}

function told(): string[] {
  return Object.entries(coverage).flatMap(([type, { treatment, what, properties }]) => [
    ...(what ? [`\`${type}\` ${treatment}: ${what.en}`] : []),
    ...Object.entries(properties)
      .filter(([, row]) => row.what)
      .map(([property, row]) => `\`${type}\` \`${property}\` ${row.treatment}: ${row.what?.en}`),
  ]);
}
