/** What the checks found, of the browser and of the server, as one list. */
import { compile, type Finding as EngineFinding } from '../../../engine/deployment.ts';
import type { Language } from '../i18n/provider.ts';
import { definedNames } from './known-names.ts';
import type { ModelFile } from './model-files.ts';
import type { ServerFinding } from './operations.ts';

export type Severity = 'error' | 'warning' | 'info';
export type Finding = {
  severity: Severity;
  rule: string;
  /** Name of the file; null where the server did not say and no file holds the element. */
  file: string | null;
  elementId: string | null;
  message: string;
};

type Sentence = EngineFinding['message'];
const ranks: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** The checks of a deployment, run here: the same code as the server's. */
export async function checkFiles(
  files: readonly ModelFile[],
  jobTypes: readonly string[],
  language: Language,
): Promise<Finding[]> {
  const known = Object.fromEntries(
    jobTypes.map((type) => [type, { execution: 'external' as const, retries: 3 }]),
  );
  const options = jobTypes.length === 0 ? { hash: '' } : { hash: '', jobTypes: known };
  const { findings } = await compile([...files], options);
  return findings.map(({ severity, rule, resource, elementId, message }) => ({
    severity,
    rule,
    file: resource,
    elementId,
    message: (message satisfies Sentence)[language],
  }));
}

/** The server's findings that the browser did not have already, each with the file that holds its element. */
export function mergeFindings(
  own: readonly Finding[],
  server: readonly ServerFinding[],
  files: readonly ModelFile[],
): Finding[] {
  const known = new Set(own.map(keyOf));
  const further = server
    .map(
      ({ severity, rule, elementId, message }): Finding => ({
        severity: severity.toLowerCase() as Severity,
        rule,
        file: elementId === null ? null : holderOf(elementId, files),
        elementId,
        message,
      }),
    )
    .filter((finding) => !known.has(keyOf(finding)));
  return [...own, ...further].toSorted((a, b) => ranks[a.severity] - ranks[b.severity]);
}

export function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

/** The configuration of the badges on the drawing comes from the same list of names. */
export function namesFor(files: readonly ModelFile[], jobTypes: readonly string[]) {
  return {
    ...definedNames(files),
    ...(jobTypes.length === 0 ? {} : { jobTypes: Object.fromEntries(jobTypes.map((type) => [type, true])) }),
  };
}

function keyOf({ rule, elementId, message }: Finding): string {
  return JSON.stringify([rule, elementId, message]);
}

function holderOf(elementId: string, files: readonly ModelFile[]): string | null {
  return files.find(({ content }) => content.includes(`id="${elementId}"`))?.name ?? null;
}
