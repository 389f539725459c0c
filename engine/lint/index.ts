/**
 * Validation of a BPMN file at deploy time. Built on bpmnlint with rules of our own (`rules/index.ts`), the same for the deploy
 * API, the command line and the designer (`designer.ts`).
 */
import { Linter } from 'bpmnlint';
import type { Bilingual, Finding } from '../graph.ts';
import { createConfig } from './config.ts';
import type { KnownNames } from './rule.ts';
import { rules } from './rules/index.ts';

export interface LintOptions extends KnownNames {
  /** Name of the file, for the findings. */
  resource: string;
  knownProcesses: string[];
  knownDecisions: string[];
  knownForms: string[];
}

const severities: Record<string, Finding['severity']> = { error: 'error', warn: 'warning', info: 'info' };

/**
 * Findings of all rules on the root element that `bpmn-moddle` read with the `zeebe` package. With `jobTypes`, as at a
 * deployment, unknown job types, forms, decisions and called processes are errors; without, job types are not checked and the
 * others are warnings.
 *
 * @throws Error where a rule itself fails
 */
export async function lintDefinitions(definitions: object, options: LintOptions): Promise<Finding[]> {
  const { resource, ...known } = options;
  const results = await new Linter(createConfig(known, 'en')).lint(definitions);
  // in the order of the list, whatever that of the results is
  return Object.keys(rules).flatMap((rule) =>
    (results[`congvan/${rule}`] ?? []).map((report): Finding => {
      const severity = severities[report.category];
      if (!severity) throw new Error(`Expected rule ${rule} to report, but it failed: ${report.message}`);
      const message = report.sentence as Bilingual;
      return { severity, rule, resource, elementId: report.id || null, message };
    }),
  );
}
