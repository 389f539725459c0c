/** The parts of the API's types that the interface asks for (contract/portal.graphql and the server's extension of it). */
export type DateTime = string;
export type Json = Record<string, unknown>;

export type Side = 'ENTERPRISE' | 'AGENCY' | 'SYSTEM';
export type Urgency = 'NORMAL' | 'URGENT' | 'VERY_URGENT' | 'FLASH';
export type TaskState = 'OPEN' | 'COMPLETED' | 'CANCELLED';
export type InstanceState = 'ACTIVE' | 'COMPLETED' | 'TERMINATED';
export type RegisterKind = 'INCOMING' | 'OUTGOING';

export type Agency = { code: string; name: string };
export type Enterprise = { taxCode: string; name: string };
export type Party = ({ __typename: 'Agency' } & Agency) | ({ __typename: 'Enterprise' } & Enterprise);
export type Person = { id: string; name: string };
export type Viewer = Person & {
  side: Side;
  roles: string[];
  agency: Agency | null;
  enterprise: Enterprise | null;
};

export type StoredFile = {
  id: string;
  name: string;
  mediaType: string;
  size: number;
  sha256: string;
  url: string;
};

export type StatusChange = { code: string; at: DateTime; note: string | null };
export type DocumentStatus = {
  code: string;
  label: string;
  since: DateTime;
  workingDaysLeft: number | null;
  overdue: boolean;
  paused: boolean;
  expectedAt: DateTime | null;
  dueAt: DateTime | null;
  history: StatusChange[];
  receipt: StoredFile | null;
};

export type DocumentRow = {
  id: string;
  trackingCode: string;
  subject: string;
  kind: string;
  urgency: Urgency;
  direction: string;
  sender: Party;
  receiver: Party;
  incomingNumber: string | null;
  outgoingNumber: string | null;
  receivedAt: DateTime | null;
  dueAt: DateTime | null;
  status: Pick<DocumentStatus, 'code' | 'label' | 'since' | 'overdue' | 'paused' | 'workingDaysLeft'>;
};

export type TaskRow = {
  id: string;
  elementId: string;
  name: string;
  state: TaskState;
  assignee: Person | null;
  candidateGroups: string[];
  createdAt: DateTime;
  dueAt: DateTime | null;
  overdue: boolean;
  priority: number;
  document: {
    id: string;
    subject: string;
    trackingCode: string;
    urgency: Urgency;
    sender: Party;
    receiver: Party;
  } | null;
  instance: { id: string; definition: { key: string; name: string } };
};

export type Signature = {
  fileId: string;
  subject: string;
  serial: string;
  level: string;
  signedAt: DateTime;
};
export type Deadline = {
  dueAt: DateTime;
  warnAt: DateTime;
  pausedAt: DateTime | null;
  extensions: number;
  workingDaysLeft: number | null;
};

export type ContractParty = {
  position: number;
  name: string;
  agency: Agency | null;
  enterprise: Enterprise | null;
  signer: Person | null;
  signedAt: DateTime | null;
  declinedAt: DateTime | null;
};
export type Contract = {
  templateId: string;
  values: Json;
  signedFile: StoredFile | null;
  parties: ContractParty[];
  sealedAt: DateTime | null;
};
export type InspectionFinding = {
  position: number;
  item: string;
  result: string;
  note: string | null;
  photos: StoredFile[];
};
export type Inspection = {
  decisionNumber: string | null;
  announcedAt: DateTime | null;
  endedAt: DateTime | null;
  publishedAt: DateTime | null;
  findings: InspectionFinding[];
  minutes: StoredFile | null;
  conclusion: StoredFile | null;
};

export type DocumentDetail = Omit<DocumentRow, 'status'> & {
  originalNumber: string | null;
  issuedOn: string | null;
  dossierCode: string | null;
  files: StoredFile[];
  status: DocumentStatus;
  replies: DocumentRow[];
  inReplyTo: { id: string; subject: string; trackingCode: string } | null;
  tasks: TaskRow[];
  signatures: Signature[];
  deadline: Deadline | null;
  contract: Contract | null;
  inspection: Inspection | null;
  instance: InstanceDiagram | null;
};

export type InstanceDiagram = {
  id: string;
  state: InstanceState;
  activeElements: string[];
  definition: { key: string; version: number; name: string; bpmn: string };
};

export type InstanceEvent = {
  sequence: number;
  at: DateTime;
  event: string;
  elementId: string;
  type: string;
  actor: Person | null;
};

export type TaskDetail = Omit<TaskRow, 'document' | 'instance'> & {
  form: unknown;
  variables: Json;
  document:
    | (Omit<DocumentDetail, 'replies' | 'tasks' | 'instance' | 'contract' | 'inspection'> & {
        /** The reply under way: whoever approves or issues it must read it. */
        replies: { files: StoredFile[] }[];
      })
    | null;
  instance: InstanceDiagram & { events: Connection<InstanceEvent> };
};

export type Incident = {
  id: string;
  elementId: string;
  code: string;
  message: string;
  at: DateTime;
  resolvedAt: DateTime | null;
};

export type InstanceRow = {
  id: string;
  businessKey: string | null;
  state: InstanceState;
  startedAt: DateTime;
  endedAt: DateTime | null;
  activeElements: string[];
  definition: { key: string; version: number; name: string };
  incidents: { id: string; resolvedAt: DateTime | null }[];
};
export type InstanceDetail = InstanceDiagram & {
  businessKey: string | null;
  startedAt: DateTime;
  endedAt: DateTime | null;
  variables: Json;
  incidents: Incident[];
  tasks: TaskRow[];
  events: Connection<InstanceEvent>;
};

export type DefinitionRow = {
  key: string;
  version: number;
  hash: string;
  name: string;
  deployedAt: DateTime;
  instances: { active: number; completed: number; incident: number };
};
export type DefinitionDetail = DefinitionRow & { bpmn: string; versions: DefinitionRow[] };
export type StartableProcess = { key: string; name: string; version: number; startForm: unknown };

export type NotificationRow = {
  id: string;
  title: string;
  body: string;
  at: DateTime;
  readAt: DateTime | null;
  documentId: string | null;
};
export type RegisterEntry = {
  number: number;
  year: number;
  symbol: string;
  registeredAt: DateTime;
  document: DocumentRow & { originalNumber: string | null; issuedOn: string | null };
};

export type PageInfo = { hasNextPage: boolean; endCursor: string | null };
/** There are more where it is exceeded. */
export type Count = { totalCount: number; totalCountExceeded: boolean };
export type Connection<T> = Count & { edges: { node: T }[]; pageInfo: PageInfo };
export type CountlessConnection<T> = { edges: { node: T }[]; pageInfo: PageInfo };

export function nodes<T>(connection: { edges: { node: T }[] } | null | undefined): T[] {
  return connection?.edges.map((edge) => edge.node) ?? [];
}
