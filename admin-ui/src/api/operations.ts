/** Every operation that the interface sends, one typed document each. */

import {
  definitionRow,
  documentFacts,
  documentRow,
  instanceDiagram,
  instanceEvent,
  person,
  storedFile,
  taskRow,
} from './fragments.ts';
import { operation } from './operation.ts';
import type {
  Agency,
  Connection,
  Count,
  DefinitionDetail,
  DefinitionRow,
  DocumentDetail,
  DocumentRow,
  DocumentStatus,
  Enterprise,
  InstanceDetail,
  InstanceRow,
  Json,
  NotificationRow,
  RegisterEntry,
  RegisterKind,
  StartableProcess,
  TaskDetail,
  TaskRow,
  TaskState,
  Urgency,
  Viewer,
} from './types.ts';

type Language = { language: string };
type Page = { first: number; after: string | null };
const count = 'totalCount totalCountExceeded';
const pageInfo = `pageInfo { hasNextPage endCursor } ${count}`;

// ── Who ────────────────────────────────────────────────────────────────────────────────────────

export const me = operation<{ me: Viewer | null }>(
  'query Me { me { id name side roles agency { code name } enterprise { taxCode name } } }',
);

// ── Documents ──────────────────────────────────────────────────────────────────────────────────

export type DocumentFilter = {
  side?: string;
  statusCodes?: string[];
  kind?: string;
  overdue?: boolean;
  receivedFrom?: string;
  receivedTo?: string;
};

export const listDocuments = operation<
  { documents: Connection<DocumentRow> },
  Page & Language & { filter: DocumentFilter | null; search: string | null }
>(`query Documents($filter: DocumentFilter, $search: String, $first: Int, $after: String, $language: String) {
  documents(filter: $filter, search: $search, first: $first, after: $after) { edges { node { ${documentRow} } } ${pageInfo} }
}`);

export const listContracts = operation<
  { contracts: Connection<DocumentRow & Pick<DocumentDetail, 'contract'>> },
  Page & Language
>(`query Contracts($first: Int, $after: String, $language: String) {
  contracts(first: $first, after: $after) { edges { node { ${documentRow}
    contract { templateId values sealedAt signedFile { ${storedFile} } parties { position name signedAt declinedAt } } } } ${pageInfo} }
}`);

export const listInspections = operation<
  { inspections: Connection<DocumentRow & Pick<DocumentDetail, 'inspection'>> },
  Page & Language
>(`query Inspections($first: Int, $after: String, $language: String) {
  inspections(first: $first, after: $after) { edges { node { ${documentRow}
    inspection { decisionNumber announcedAt endedAt publishedAt findings { position item result } } } } ${pageInfo} }
}`);

export const getDocument = operation<{ document: DocumentDetail | null }, Language & { id: string }>(
  `query Document($id: ID!, $language: String) { document(id: $id) { ${documentFacts}
    replies { ${documentRow} }
    tasks(state: OPEN) { ${taskRow} }
    contract { templateId values sealedAt signedFile { ${storedFile} }
      parties { position name agency { code name } enterprise { taxCode name } signer { ${person} } signedAt declinedAt } }
    inspection { decisionNumber announcedAt endedAt publishedAt minutes { ${storedFile} } conclusion { ${storedFile} }
      findings { position item result note photos { ${storedFile} } } }
    instance { ${instanceDiagram} } } }`,
);

export const followDocument = operation<
  { documentStatus: { documentId: string } | null },
  { trackingCode: string }
>('query Follow($trackingCode: String!) { documentStatus(trackingCode: $trackingCode) { documentId } }');

export type SubmitDocumentInput = {
  idempotencyKey: string;
  receiver: string;
  subject: string;
  kind: string;
  urgency: Urgency;
  originalNumber?: string;
  issuedOn?: string;
  fileIds: string[];
  inReplyTo?: string;
};
export const submitDocument = operation<
  { submitDocument: { document: { id: string; trackingCode: string } } },
  { input: SubmitDocumentInput }
>(
  'mutation Submit($input: SubmitDocumentInput!) { submitDocument(input: $input) { document { id trackingCode } } }',
);

export const recallDocument = operation<{ recallDocument: { id: string } }, { id: string; reason: string }>(
  'mutation Recall($id: ID!, $reason: String!) { recallDocument(id: $id, reason: $reason) { id } }',
);

export const watchDocument = operation<
  { documentStatus: Pick<DocumentStatus, 'code'> },
  { trackingCode: string }
>(
  'subscription DocumentStatus($trackingCode: String!) { documentStatus(trackingCode: $trackingCode) { code since } }',
);

// ── Tasks ──────────────────────────────────────────────────────────────────────────────────────

export type TaskFilter = {
  state?: TaskState;
  mine?: boolean;
  group?: string;
  process?: string;
  overdue?: boolean;
  document?: string;
};

export const listTasks = operation<{ tasks: Connection<TaskRow> }, Page & { filter: TaskFilter }>(
  `query Tasks($filter: TaskFilter, $first: Int, $after: String) {
    tasks(filter: $filter, first: $first, after: $after) { edges { node { ${taskRow} } } ${pageInfo} } }`,
);

export const countTasks = operation<Record<'mine' | 'groups' | 'overdue', Count>>(`query TaskCounts {
  mine: tasks(filter: { mine: true }, first: 1) { ${count} }
  groups: tasks(first: 1) { ${count} }
  overdue: tasks(filter: { overdue: true }, first: 1) { ${count} }
}`);

export const getTask = operation<{ task: TaskDetail | null }, Language & { id: string }>(
  `query Task($id: ID!, $language: String) { task(id: $id) {
    id elementId name state assignee { ${person} } candidateGroups createdAt dueAt overdue priority form variables
    document { ${documentFacts} replies { files { ${storedFile} } } }
    instance { ${instanceDiagram} events(first: 1000) { edges { node { ${instanceEvent} } } ${pageInfo} } } } }`,
);

export const claimTask = operation<{ claimTask: TaskRow }, { id: string }>(
  `mutation Claim($id: ID!) { claimTask(id: $id) { ${taskRow} } }`,
);
export const unclaimTask = operation<{ unclaimTask: TaskRow }, { id: string }>(
  `mutation Unclaim($id: ID!) { unclaimTask(id: $id) { ${taskRow} } }`,
);
export const completeTask = operation<
  { completeTask: { task: { id: string; state: TaskState } } },
  { input: { id: string; variables: Json; idempotencyKey: string } }
>('mutation Complete($input: CompleteTaskInput!) { completeTask(input: $input) { task { id state } } }');

export const watchTasks = operation<
  { tasks: { kind: 'OPENED' | 'CHANGED' | 'CLOSED'; task: { id: string; name: string } } },
  Record<string, never>
>('subscription Tasks { tasks { kind task { id name } } }');

// ── Registers ──────────────────────────────────────────────────────────────────────────────────

export const listRegister = operation<
  { register: Connection<RegisterEntry> },
  Page & Language & { kind: RegisterKind; year: number | null; search: string | null }
>(`query Register($kind: RegisterKind!, $year: Int, $search: String, $first: Int, $after: String, $language: String) {
  register(kind: $kind, year: $year, search: $search, first: $first, after: $after) {
    edges { node { number year symbol registeredAt document { ${documentRow} originalNumber issuedOn } } } ${pageInfo} } }`);

// ── Processes ──────────────────────────────────────────────────────────────────────────────────

export const listDefinitions = operation<{ processDefinitions: Connection<DefinitionRow> }, Page>(
  `query Definitions($first: Int, $after: String) {
    processDefinitions(first: $first, after: $after) { edges { node { ${definitionRow} } } ${pageInfo} } }`,
);
export const getDefinition = operation<
  { processDefinition: DefinitionDetail | null },
  { key: string; version: number | null }
>(`query Definition($key: String!, $version: Int) {
  processDefinition(key: $key, version: $version) { ${definitionRow} bpmn versions { ${definitionRow} } } }`);

export type InstanceFilter = { key?: string; state?: string; hasIncident?: boolean; search?: string };
export const listInstances = operation<
  { processInstances: Connection<InstanceRow> },
  Page & { filter: InstanceFilter | null }
>(`query Instances($filter: InstanceFilter, $first: Int, $after: String) {
  processInstances(filter: $filter, first: $first, after: $after) { edges { node {
    id businessKey state startedAt endedAt activeElements definition { key version name } incidents { id resolvedAt } } } ${pageInfo} } }`);

export const getInstance = operation<{ processInstance: InstanceDetail | null }, { id: string }>(
  `query Instance($id: ID!) { processInstance(id: $id) { ${instanceDiagram} businessKey startedAt endedAt variables
    incidents { id elementId code message at resolvedAt }
    tasks { ${taskRow} }
    events(first: 1000) { edges { node { ${instanceEvent} } } ${pageInfo} } } }`,
);
export const watchInstance = operation<{ processInstance: { id: string } }, { id: string }>(
  'subscription Instance($id: ID!) { processInstance(id: $id) { id state activeElements } }',
);
export const cancelInstance = operation<{ cancelInstance: { id: string } }, { id: string; reason: string }>(
  'mutation Cancel($id: ID!, $reason: String!) { cancelInstance(id: $id, reason: $reason) { id state } }',
);
export const resolveIncident = operation<
  { resolveIncident: { id: string } },
  { id: string; variables: Json | null }
>(
  'mutation Resolve($id: ID!, $variables: JSON) { resolveIncident(id: $id, variables: $variables) { id state } }',
);

export const listStartable = operation<{ startableProcesses: StartableProcess[] }>(
  'query Startable { startableProcesses { key name version startForm } }',
);
export const startProcess = operation<
  { startProcess: { id: string; tasks: { id: string; name: string }[] } },
  { input: { key: string; variables: Json } }
>(
  'mutation Start($input: StartProcessInput!) { startProcess(input: $input) { id tasks(state: OPEN) { id name } } }',
);

// ── Reference data, for choices ────────────────────────────────────────────────────────────────

export const listAgencies = operation<{ agencies: Agency[] }>('query Agencies { agencies { code name } }');
export const listKinds = operation<{ documentKinds: { code: string; name: string }[] }, Language>(
  'query Kinds($language: String) { documentKinds { code name(language: $language) } }',
);
export const listEnterprises = operation<{ enterprises: Enterprise[] }, { search: string | null }>(
  'query Enterprises($search: String) { enterprises(search: $search, first: 50) { taxCode name } }',
);
export const listPeople = operation<{ people: Person[] }, { role: string | null }>(
  'query People($role: String) { people(role: $role) { id name roles } }',
);
export const listTemplates = operation<{ contractTemplates: { id: string; name: string }[] }, Language>(
  'query Templates($language: String) { contractTemplates { id name(language: $language) } }',
);
type Person = { id: string; name: string; roles: string[] };

// ── Notifications ──────────────────────────────────────────────────────────────────────────────

export const listNotifications = operation<
  { notifications: Connection<NotificationRow> & { unread: number } },
  Page & Language
>(`query Notifications($first: Int, $after: String, $language: String) {
  notifications(first: $first, after: $after) {
    edges { node { id title(language: $language) body at readAt documentId } } ${pageInfo} unread } }`);
export const markNotificationsRead = operation<{ markNotificationsRead: number }, { ids: string[] }>(
  'mutation MarkRead($ids: [ID!]!) { markNotificationsRead(ids: $ids) }',
);
export const watchNotifications = operation<{ notifications: NotificationRow }, Language>(
  `subscription Notifications($language: String) {
    notifications { id title(language: $language) body at readAt documentId } }`,
);

// ── For the enterprise's first page ────────────────────────────────────────────────────────────

export const countDocuments = operation<
  Record<'waiting' | 'open' | 'done' | 'refused' | 'overdue', Count>
>(`query DocumentCounts {
  waiting: documents(filter: { statusCodes: ["01"] }, first: 1) { ${count} }
  open: documents(filter: { statusCodes: ["03", "04", "05", "13"] }, first: 1) { ${count} }
  done: documents(filter: { statusCodes: ["06"] }, first: 1) { ${count} }
  refused: documents(filter: { statusCodes: ["02"] }, first: 1) { ${count} }
  overdue: documents(filter: { overdue: true }, first: 1) { ${count} }
}`);
