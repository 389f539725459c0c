/**
 * The executable graph: what a deployed set of BPMN, DMN and form files compiles to. Plain JSON, immutable, content-addressed
 * by the hash of its sources, so that a process instance pins exactly what it runs.
 */
import type { FlowElement } from './elements/element.ts';

/** A text in both languages of the product. */
export interface Bilingual {
  vi: string;
  en: string;
}

/** One deployed file as its author wrote it. `name` ends in .bpmn, .dmn or .form. */
export interface Resource {
  name: string;
  content: string;
}

/** How a job runs: inside the projection's database transaction, or as an activity of its own. */
export type JobExecution = 'transactional' | 'external';

/** What a process definition knows of a declared job. */
export interface DeclaredJobType {
  execution: JobExecution;
  retries: number;
  /** Milliseconds before a failed attempt of an external job is repeated for the first time. */
  backOff?: number;
  /** What it has done does no harm when the step that led to it is taken back, and is done again later. */
  undoable?: true;
}

export interface ExecutableGraph {
  /** SHA-256 (hex) of the sources; given by the caller of `compile`, the engine does no hashing. */
  hash: string;
  processes: Record<string, ExecutableProcess>;
  /** DMN decisions by id, in the engine's own evaluable form. */
  decisions: Record<string, unknown>;
  /** form-js schemas by form id. */
  forms: Record<string, FormSchema>;
  /** How jobs run, by type, as declared at deploy; a type that is not here runs as 'external' with 3 retries. */
  jobTypes: Record<string, DeclaredJobType>;
  /** Zone of the time zone database in which cron expressions are meant; absent: UTC. */
  timeZone?: string;
  /** FEEL source → parsed or prepared form, where preparing ahead pays. */
  expressions?: Record<string, unknown>;
}

export interface FormSchema {
  id: string;
  components: unknown[];
  [key: string]: unknown;
}

export interface ExecutableProcess {
  id: string;
  name: string;
  isExecutable: boolean;
  /** Name of the file it is from. */
  resource: string;
  versionTag?: string;
  /** The process itself as a container: where it starts, its event sub-processes. */
  root: FlowElement;
  /** Flow nodes and sequence flows of every depth, by id. */
  elements: Record<string, FlowElement>;
  /** Something in it can be compensated. */
  compensates?: true;
  /** Lane name by flow node id. */
  lanes: Record<string, string>;
}

/** One finding of validation at deploy. Errors refuse the deployment. */
export interface Finding {
  severity: 'error' | 'warning' | 'info';
  /** Rule id in kebab case, e.g. `unknown-job-type`. */
  rule: string;
  /** File the finding is in, as given in Resource.name. */
  resource: string;
  elementId: string | null;
  message: Bilingual;
}
