/** What a rule is: a bpmnlint rule factory that reports by sentence key, so that rules know no language. */
import type { Bilingual, Finding } from '../graph.ts';
import type { BpmnElement } from './element.ts';

/** What a model may refer to. A list that is not given is not checked. */
export interface KnownNames {
  /** By job type. */
  jobTypes?: Record<string, unknown> | undefined;
  knownProcesses?: string[] | undefined;
  /** By process id; empty for a process without one. */
  versionTags?: Record<string, string> | undefined;
  knownDecisions?: string[] | undefined;
  knownForms?: string[] | undefined;
}

/** What fills the placeholders of a sentence. */
export type Values = Record<string, string | number | Bilingual>;

/** `sentence` is a key of the rule's sentences; `values` fill its placeholders. */
export type Report = (element: BpmnElement, sentence: string, values?: Values) => void;

/** Called for each element of each executable process, and for the root elements of the file. */
export type Check = (element: BpmnElement, report: Report) => void;

export type Rule = (known: KnownNames) => Check;

export interface ListedRule {
  rule: Rule;
  severity: Finding['severity'];
  /** Severity where the model is to be deployed, not just tried out. */
  severityAtDeploy?: Finding['severity'];
  /** By key. `{label}` is the element's name, other placeholders come from the rule. */
  sentences: Record<string, Bilingual>;
}
