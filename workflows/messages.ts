/**
 * The names and shapes by which others talk to a running process instance. Updates, not signals: they validate before they
 * are accepted, answer with what came of it, and are answered only when their projection is visible.
 */
import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { Variables } from '../engine/index.ts';

/** Workflow type, and its one argument. The workflow id is the instance id. */
export const processInstanceWorkflow = 'processInstance';

export interface ProcessInstanceInput {
  /** Resolved by the claim-check codec to the executable graph: history carries the hash alone. */
  definition: DefinitionReference;
  /** Row id of the ProcessDefinition version. */
  definitionId: string;
  processId: string;
  /** Agency that handles the instance: unqualified candidate groups ("clerk") belong to it ("clerk@H26.01"). */
  agencyCode: string | null;
  businessKey: string | null;
  documentId: string | null;
  variables: Variables;
}

export interface DefinitionReference {
  hash: string;
}

/** What every update answers: where the instance stands after it came to rest or began to wait for outside work. */
export interface InstanceView {
  state: 'active' | 'completed' | 'terminated';
  /** Sequence of the last engine event, all of which are projected. */
  sequence: number;
  openTasks: {
    key: string;
    elementId: string;
    name: string;
    assignee: string | null;
    candidateGroups: string[];
  }[];
  activeElements: string[];
  incidents: { key: string; elementId: string; code: string; message: string }[];
}

/** Refusals come as ApplicationFailure of type 'TASK_NOT_OPEN' | 'NOT_FOUND' | 'CONFLICT' | 'INVALID', non-retryable. */
export const completeTaskUpdate = defineUpdate<
  InstanceView,
  [{ key: string; variables: Variables; actor: string | null }]
>('completeTask');
export const assignTaskUpdate = defineUpdate<
  InstanceView,
  [
    {
      key: string;
      assignee: string | null;
      actor: string | null /** refuse unless it is assigned so now */;
      expected?: string | null;
    },
  ]
>('assignTask');
export const correlateMessageUpdate = defineUpdate<
  InstanceView,
  [{ subscriptionKey: string; messageId: string; variables: Variables }]
>('correlateMessage');
export const broadcastSignalUpdate = defineUpdate<InstanceView, [{ name: string; variables: Variables }]>(
  'broadcastSignal',
);
export const resolveIncidentUpdate = defineUpdate<
  InstanceView,
  [{ incidentKey: string; variables: Variables; actor: string | null }]
>('resolveIncident');
export const cancelInstanceUpdate = defineUpdate<InstanceView, [{ reason: string; actor: string | null }]>(
  'cancelInstance',
);
/** Answered once the start is projected: used with update-with-start. */
export const startedUpdate = defineUpdate<InstanceView>('started');
export const instanceViewQuery = defineQuery<InstanceView>('instanceView');
