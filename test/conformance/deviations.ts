/** Where the engine does on purpose what a suite does not expect, each with the specification's text: a table of docs/semantics.md. */
import { readFile } from 'node:fs/promises';

const page = new URL('../../docs/semantics.md', import.meta.url);
const heading = "## Deviations from other projects' expectations";

export interface Deviation {
  case: string;
  reason: string;
}

/** By suite. The first column of the table is `suite: case`; several cases of one row are separated by commas. */
export async function readDeviations(): Promise<Map<string, Deviation[]>> {
  const text = await readFile(page, 'utf8');
  const section = text.split(heading)[1]?.split('\n## ')[0] ?? '';
  const bySuite = new Map<string, Deviation[]>();
  for (const line of section.split('\n').filter((it) => it.startsWith('|'))) {
    const [, subject = '', , , reason = ''] = line.split('|').map((cell) => cell.trim());
    const [suite = '', cases] = subject.split(': ', 2);
    if (cases === undefined) continue;
    const deviations = bySuite.get(suite) ?? [];
    for (const it of cases.split(', ')) deviations.push({ case: it.replaceAll('`', ''), reason });
    bySuite.set(suite, deviations);
  }
  return bySuite;
}
