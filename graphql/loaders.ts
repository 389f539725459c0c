/** Batched readings of rows that many fields lead to. */

import type { Resource } from '../engine/index.ts';
import type {
  Agency,
  Contract,
  ContractParty,
  Deadline,
  Document,
  DocumentFile,
  DocumentStatusChange,
  Enterprise,
  Incident,
  Inspection,
  InspectionFinding,
  Person,
  PrismaClient,
  ProcessInstance,
  SignatureRecord,
  StoredFile,
  Task,
} from '../prisma/client/client.ts';
import type { Identity } from './authorisation/identity.ts';
import {
  findReadableDocuments,
  ownDocuments,
  readableInstances,
  readableTasks,
} from './authorisation/visibility.ts';
import { batchLoader, groupBy, indexBy, type Loader } from './loader.ts';
import {
  type DefinitionRow,
  readDefinitionForms,
  readResources,
  type StoredForms,
} from './processes/definition-content.ts';
import { countInstances, type InstanceCounts } from './processes/instance-counts.ts';

export type FileRow = StoredFile & { blob: { size: number; mediaType: string } };
export type DocumentFileRow = DocumentFile & { file: FileRow };
export type ContractRow = Contract & { parties: ContractParty[] };
export type InspectionRow = Inspection & { findings: InspectionFinding[] };

export interface Loaders {
  agency: Loader<string, Agency | null>;
  enterprise: Loader<string, Enterprise | null>;
  person: Loader<string, Person | null>;
  file: Loader<string, FileRow | null>;
  /** Null also for a document that the viewer may not see. */
  document: Loader<string, Document | null>;
  /** Those that the viewer may see, by id of the document replied to. */
  replies: Loader<string, Document[]>;
  tasksOfDocument: Loader<string, Task[]>;
  tasksOfInstance: Loader<string, Task[]>;
  documentFiles: Loader<string, DocumentFileRow[]>;
  statusChanges: Loader<string, DocumentStatusChange[]>;
  /** By id of the file, and by id of the document. */
  signaturesOnFile: Loader<string, SignatureRecord[]>;
  signaturesOfDocument: Loader<string, SignatureRecord[]>;
  deadline: Loader<string, Deadline | null>;
  contract: Loader<string, ContractRow | null>;
  inspection: Loader<string, InspectionRow | null>;
  dossierCode: Loader<string, string | null>;
  instance: Loader<string, ProcessInstance | null>;
  incidents: Loader<string, Incident[]>;
  definition: Loader<string, DefinitionRow | null>;
  /** By hash of the sources. */
  forms: Loader<string, StoredForms>;
  resources: Loader<string, Resource[]>;
  /** Of the instances that the viewer may see, by id of the definition. */
  instanceCounts: Loader<string, InstanceCounts>;
}

export function openLoaders(db: PrismaClient, viewer: Identity | null): Loaders {
  const nothing = { id: { in: [] as string[] } };
  const visibleTasks = viewer ? readableTasks(viewer) : nothing;
  return {
    agency: one(
      (codes) => db.agency.findMany({ where: { code: { in: codes } } }),
      ({ code }) => code,
    ),
    enterprise: one(
      (taxCodes) => db.enterprise.findMany({ where: { taxCode: { in: taxCodes } } }),
      ({ taxCode }) => taxCode,
    ),
    person: one((ids) => db.person.findMany({ where: { id: { in: ids } } }), byId),
    file: one((ids) => db.storedFile.findMany({ where: { id: { in: ids } }, include: withBlob }), byId),
    document: one((ids) => findReadableDocuments(db, viewer, ids), byId),
    replies: many(
      (ids) =>
        db.document.findMany({
          where: {
            AND: [{ inReplyToId: { in: ids }, issuedFromId: null }, viewer ? ownDocuments(viewer) : nothing],
          },
          orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        }),
      ({ inReplyToId }) => inReplyToId ?? '',
    ),
    tasksOfDocument: many(
      (ids) =>
        db.task.findMany({
          where: { AND: [{ documentId: { in: ids } }, visibleTasks] },
          orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        }),
      ({ documentId }) => documentId ?? '',
    ),
    tasksOfInstance: many(
      (ids) =>
        db.task.findMany({
          where: { AND: [{ instanceId: { in: ids } }, visibleTasks] },
          orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        }),
      ({ instanceId }) => instanceId,
    ),
    documentFiles: many(
      (ids) =>
        db.documentFile.findMany({
          where: { documentId: { in: ids } },
          include: { file: { include: withBlob } },
          orderBy: { position: 'asc' },
        }),
      byDocument,
    ),
    statusChanges: many(
      (ids) =>
        db.documentStatusChange.findMany({
          where: { documentId: { in: ids } },
          orderBy: [{ at: 'asc' }, { position: 'asc' }],
        }),
      byDocument,
    ),
    signaturesOnFile: many(
      (ids) => db.signatureRecord.findMany({ where: { fileId: { in: ids } } }),
      ({ fileId }) => fileId,
    ),
    signaturesOfDocument: many(
      (ids) => db.signatureRecord.findMany({ where: { documentId: { in: ids } } }),
      ({ documentId }) => documentId ?? '',
    ),
    deadline: one((ids) => db.deadline.findMany({ where: { documentId: { in: ids } } }), byDocument),
    contract: one(
      (ids) =>
        db.contract.findMany({
          where: { documentId: { in: ids } },
          include: { parties: { orderBy: { position: 'asc' } } },
        }),
      byDocument,
    ),
    inspection: one(
      (ids) =>
        db.inspection.findMany({
          where: { documentId: { in: ids } },
          include: { findings: { orderBy: { position: 'asc' } } },
        }),
      byDocument,
    ),
    dossierCode: batchLoader(
      async (ids) => {
        const rows = await db.dossier.findMany({
          where: { id: { in: ids } },
          select: { id: true, code: true },
        });
        return new Map(rows.map(({ id, code }) => [id, code]));
      },
      () => null,
    ),
    instance: one((ids) => db.processInstance.findMany({ where: { id: { in: ids } } }), byId),
    incidents: many(
      (ids) => db.incident.findMany({ where: { instanceId: { in: ids } }, orderBy: { at: 'asc' } }),
      ({ instanceId }) => instanceId,
    ),
    definition: one((ids) => db.processDefinition.findMany({ where: { id: { in: ids } } }), byId),
    forms: batchLoader(
      (hashes) => readDefinitionForms(db, hashes),
      () => ({}),
    ),
    resources: batchLoader(
      (hashes) => readResources(db, hashes),
      () => [],
    ),
    instanceCounts: batchLoader(
      (ids) => countInstances(db, ids, viewer ? readableInstances(viewer) : nothing),
      () => ({ active: 0, completed: 0, incident: 0 }),
    ),
  };
}

// ── Helpers ────────────────────────────────────────────────────────────────────────────────────

const withBlob = { blob: { select: { size: true, mediaType: true } } } as const;

function byId({ id }: { id: string }): string {
  return id;
}

function byDocument({ documentId }: { documentId: string }): string {
  return documentId;
}

function one<Row>(
  read: (keys: string[]) => Promise<Row[]>,
  key: (row: Row) => string,
): Loader<string, Row | null> {
  return batchLoader<string, Row | null>(
    async (keys) => indexBy(await read(keys), key),
    () => null,
  );
}

function many<Row>(
  read: (keys: string[]) => Promise<Row[]>,
  key: (row: Row) => string,
): Loader<string, Row[]> {
  return batchLoader<string, Row[]>(
    async (keys) => groupBy(await read(keys), key),
    () => [],
  );
}
