import { builder } from '../builder.ts';
import { connectionType } from '../connection.type.ts';
import { ContractType } from '../contracts/contract.type.ts';
import { StoredFileType } from '../files/stored-file.type.ts';
import { InspectionType } from '../inspections/inspection.type.ts';
import { ProcessInstanceType } from '../processes/process-instance.ref.ts';
import { TaskStateType, TaskType } from '../tasks/task.ref.ts';
import { PartyType } from '../viewer/viewer.type.ts';
import { DeadlineType } from './deadline.type.ts';
import { DocumentType } from './document.ref.ts';
import { DocumentStatusType, statusLabel } from './document-status.type.ts';
import { receiverOf, senderOf } from './parties.ts';
import { readSignatures, shownFiles } from './shown-files.ts';
import { SignatureType } from './signature.type.ts';
import { UrgencyType } from './urgency.type.ts';

builder.objectType(DocumentType, {
  fields: (t) => ({
    id: t.exposeID('id'),
    trackingCode: t.exposeString('trackingCode'),
    direction: t.exposeString('direction', {
      description: 'Seen from the agency: INCOMING or OUTGOING.',
    }),
    subject: t.exposeString('subject'),
    kind: t.exposeString('kind', { description: 'Code of the document kind.' }),
    urgency: t.expose('urgency', { type: UrgencyType }),
    sender: t.field({ type: PartyType, resolve: (document, _, context) => senderOf(context, document) }),
    receiver: t.field({ type: PartyType, resolve: (document, _, context) => receiverOf(context, document) }),
    originalNumber: t.exposeString('originalNumber', {
      description: "The sender's own number and symbol.",
      nullable: true,
    }),
    issuedOn: t.exposeString('issuedOn', { description: 'ISO date on the document.', nullable: true }),
    incomingNumber: t.exposeString('incomingNumber', { nullable: true }),
    outgoingNumber: t.exposeString('outgoingNumber', { nullable: true }),
    receivedAt: t.expose('receivedAt', { type: 'DateTime', nullable: true }),
    dueAt: t.expose('dueAt', { type: 'DateTime', nullable: true }),
    deadline: t.field({
      type: DeadlineType,
      nullable: true,
      resolve: async (document, _, { load }) => {
        const deadline = await load.deadline(document.id);
        return deadline && { ...deadline, document };
      },
    }),
    files: t.field({ type: [StoredFileType], resolve: ({ id }, _, context) => shownFiles(context, id) }),
    signatures: t.field({
      type: [SignatureType],
      resolve: (document, _, context) => readSignatures(context, document),
    }),
    status: t.field({ type: DocumentStatusType, resolve: (document) => document }),
    statusLabel: t.string({
      args: { language: t.arg.string({ defaultValue: 'vi' }) },
      resolve: ({ statusCode }, { language }) => statusLabel(statusCode, language),
    }),
    replies: t.field({ type: [DocumentType], resolve: ({ id }, _, { load }) => load.replies(id) }),
    inReplyTo: t.field({
      type: DocumentType,
      nullable: true,
      resolve: ({ inReplyToId }, _, { load }) => (inReplyToId ? load.document(inReplyToId) : null),
    }),
    instance: t.field({
      type: ProcessInstanceType,
      nullable: true,
      resolve: ({ instanceId }, _, { load }) => (instanceId ? load.instance(instanceId) : null),
    }),
    tasks: t.field({
      type: [TaskType],
      args: { state: t.arg({ type: TaskStateType }) },
      resolve: async ({ id }, { state }, { load }) =>
        (await load.tasksOfDocument(id)).filter((task) => !state || task.state === state),
    }),
    dossierCode: t.string({
      description: 'Of the work file that it was closed into.',
      nullable: true,
      resolve: ({ dossierId }, _, { load }) => (dossierId ? load.dossierCode(dossierId) : null),
    }),
    contract: t.field({
      description: 'Also of the sealed copy that a party has.',
      type: ContractType,
      nullable: true,
      resolve: ({ id, issuedFromId }, _, { load }) => load.contract(issuedFromId ?? id),
    }),
    inspection: t.field({
      type: InspectionType,
      nullable: true,
      resolve: ({ id }, _, { load }) => load.inspection(id),
    }),
  }),
});

export const DocumentConnectionType = connectionType('Document', DocumentType);
