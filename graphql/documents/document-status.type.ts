import { type StatusCode, statusLabels } from '../../activities/documents/status-codes.ts';
import type { Document, DocumentStatusChange } from '../../prisma/client/client.ts';
import { builder } from '../builder.ts';
import { StoredFileType } from '../files/stored-file.type.ts';
import { asLanguage } from '../language.ts';
import { AgencyType } from '../viewer/viewer.type.ts';
import { daysLeft, isOverdue } from './deadline.ts';
import { DocumentType } from './document.ref.ts';
import { agencyOf } from './parties.ts';

export function statusLabel(code: string, language: string | null | undefined): string {
  return statusLabels[code as StatusCode]?.[asLanguage(language)] ?? code;
}

const StatusChangeType = builder.objectRef<DocumentStatusChange>('StatusChange').implement({
  fields: (t) => ({
    code: t.exposeString('code'),
    at: t.expose('at', { type: 'DateTime' }),
    note: t.exposeString('note', { nullable: true }),
  }),
});

export const DocumentStatusType = builder.objectRef<Document>('DocumentStatus').implement({
  description:
    'Codes of the national exchange: 01 arrived, 02 refused, 03 received, 04 assigned, 05 in process, 06 done, 13 recall asked, 15 recall agreed, 16 recall refused.',
  fields: (t) => ({
    trackingCode: t.exposeString('trackingCode'),
    documentId: t.exposeID('id'),
    direction: t.exposeString('direction'),
    code: t.exposeString('statusCode'),
    label: t.string({
      args: { language: t.arg.string({ defaultValue: 'vi' }) },
      resolve: ({ statusCode }, { language }) => statusLabel(statusCode, language),
    }),
    since: t.expose('statusSince', { type: 'DateTime' }),
    subject: t.exposeString('subject'),
    handlingAgency: t.field({
      type: AgencyType,
      resolve: ({ agencyCode }, _, context) => agencyOf(context, agencyCode),
    }),
    incomingNumber: t.exposeString('incomingNumber', { nullable: true }),
    dueAt: t.expose('dueAt', { type: 'DateTime', nullable: true }),
    workingDaysLeft: t.float({
      description: 'With the fraction of the present day; negative when overdue.',
      nullable: true,
      resolve: (document, _, context) => daysLeft(context, document),
    }),
    overdue: t.boolean({ resolve: (document, _, { now }) => isOverdue(document, now) }),
    paused: t.boolean({
      description: 'The clock stands still while the sender is asked for a supplement.',
      resolve: ({ pausedAt, closedAt }) => pausedAt !== null && closedAt === null,
    }),
    expectedAt: t.field({
      description: 'When the result can be expected; unknown while the clock stands still.',
      type: 'DateTime',
      nullable: true,
      resolve: ({ dueAt, pausedAt, closedAt }) => closedAt ?? (pausedAt ? null : dueAt),
    }),
    history: t.field({ type: [StatusChangeType], resolve: ({ id }, _, { load }) => load.statusChanges(id) }),
    replies: t.field({ type: [DocumentType], resolve: ({ id }, _, { load }) => load.replies(id) }),
    receipt: t.field({
      type: StoredFileType,
      nullable: true,
      resolve: async ({ id }, _, { load }) =>
        (await load.documentFiles(id)).find(({ role }) => role === 'RECEIPT')?.file,
    }),
  }),
});
