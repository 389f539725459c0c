/**
 * The state of one process instance: plain JSON, serialisable, the only thing that survives between two commands.
 * Other rooms treat it as opaque but for the open work listed here.
 */
export type Variables = Record<string, unknown>;

export interface UserTask {
  /** Unique in the instance; never reused. */
  key: string;
  elementId: string;
  name: string;
  formId: string | null;
  assignee: string | null;
  /** As written in the model after evaluating, e.g. `clerk` or `clerk@H26.02`. */
  candidateGroups: string[];
  candidateUsers: string[];
  /** Epoch milliseconds, or null. */
  dueAt: number | null;
  followUpAt: number | null;
  priority: number;
  createdAt: number;
  /** What the task sees: the local scope's variables (input mappings) over those of the enclosing scopes. */
  variables: Variables;
}

export interface Job {
  key: string;
  elementId: string;
  type: string;
  /** 'transactional' or 'external' as declared at deploy; 'external' where the type is unknown. */
  execution: 'transactional' | 'external';
  retries: number;
  headers: Record<string, string>;
  variables: Variables;
}

export interface MessageSubscription {
  key: string;
  elementId: string;
  name: string;
  correlationKey: string;
}

export interface SignalSubscription {
  key: string;
  elementId: string;
  name: string;
}

export interface OpenIncident {
  key: string;
  elementId: string;
  code: IncidentCode;
  message: string;
  /** The job that ran out of retries, if it is one. */
  jobKey?: string;
}

export type IncidentCode =
  | 'JOB_NO_RETRIES'
  | 'EXPRESSION_FAILED'
  | 'CONDITION_FAILED'
  | 'NO_FLOW_TAKEN'
  | 'UNHANDLED_ERROR'
  | 'CALLED_PROCESS_NOT_FOUND'
  | 'DECISION_FAILED'
  | 'MAPPING_FAILED'
  | 'FORM_NOT_FOUND';

export type LifecycleState = 'active' | 'completed' | 'terminated';
