import { randomUUIDv7 } from 'node:crypto';
import { z } from 'zod';
import type { Prisma } from '../../prisma/client/client.ts';
import { Role } from '../../prisma/client/enums.ts';
import { documentId } from '../fields.ts';
import { type Bilingual, transactionalJob } from '../job.ts';
import { mailChannel } from '../mail/postman.ts';
import { qualifyGroups } from '../projection/candidate-groups.ts';
import { databaseJson } from '../projection/database-json.ts';
import { toVietnameseTime } from '../signing/vietnam-time.ts';
import {
  type NotificationTemplateName,
  notificationBody,
  notificationTemplateNames,
  notificationTemplates,
} from './templates.ts';

const uuid = z.uuid();

export const send = transactionalJob({
  type: 'notification.send',
  title: { vi: 'Gửi thông báo', en: 'Send notification' },
  description: {
    vi: 'Thông báo cho một người, một nhóm hoặc nhiều nơi nhận trong hệ thống, và qua thư điện tử khi có máy chủ thư.',
    en: 'Tells a person, a group, or several of them in the system, and by mail when there is a mail server.',
  },
  input: z.object({
    recipients: z
      .union([z.string(), z.array(z.string().nullable())])
      .nullish()
      .describe(
        'Nơi nhận: nhóm (clerk, member@mã-số-thuế) hoặc người | Recipients: groups (clerk, member@tax-code) or people',
      ),
    documentId: documentId.nullish(),
    note: z.string().nullish().describe('Nội dung kèm theo | Note'),
  }),
  headers: {
    template: {
      label: { vi: 'Mẫu thông báo', en: 'Template' },
      options: Object.fromEntries(
        notificationTemplateNames.map((name) => [name, notificationTemplates[name].title]),
      ),
      required: true,
    },
  },
  output: z.object({ sentCount: z.number().int().describe('Số thông báo đã gửi | Notifications sent') }),
  async run(input, { job, tx }) {
    const name = z
      .enum(notificationTemplateNames)
      .parse(job.headers.template) satisfies NotificationTemplateName;
    const template = notificationTemplates[name];
    const context = await readContext(tx, job.instanceId, input.documentId ?? null);
    const recipients = distinctRecipients(input.recipients, context);
    if (recipients.length === 0) return { sentCount: 0 };
    const { trackingCode } = context.values;
    await write(tx, {
      madeBy: job.id,
      at: job.now,
      documentId: input.documentId ?? null,
      title: template.title,
      body: notificationBody(template, { ...context.values, note: input.note }),
      subject: `${template.title.vi}${trackingCode ? ` – ${trackingCode}` : ''}`,
      recipients,
    });
    return { sentCount: recipients.length };
  },
});

interface Context {
  agencyCode: string | null;
  taxCode: string | null;
  values: Record<string, string | null>;
}

async function readContext(
  tx: Prisma.TransactionClient,
  instanceId: string,
  documentId: string | null,
): Promise<Context> {
  const [row] = await tx.$queryRaw<(Omit<Context, 'values'> & ContextRow)[]>`
    SELECT COALESCE(i."agencyCode", d."agencyCode") AS "agencyCode", COALESCE(i."taxCode", d."taxCode") AS "taxCode",
      d."subject", d."trackingCode", d."incomingNumber", d."dueAt", a."name" AS "agency"
    FROM (SELECT) one LEFT JOIN "ProcessInstance" i ON i."id" = ${instanceId} LEFT JOIN "Document" d ON d."id" = ${documentId}::uuid
      LEFT JOIN "Agency" a ON a."code" = COALESCE(i."agencyCode", d."agencyCode")`;
  const { agencyCode = null, taxCode = null, dueAt = null, ...values } = row ?? {};
  return { agencyCode, taxCode, values: { ...values, dueAt: dueAt && toVietnameseTime(dueAt) } };
}

interface ContextRow {
  subject: string | null;
  trackingCode: string | null;
  incomingNumber: string | null;
  dueAt: Date | null;
  agency: string | null;
}

interface Notice {
  /** Job's id. */
  madeBy: string;
  /** Epoch milliseconds. */
  at: number;
  documentId: string | null;
  title: Bilingual;
  body: string;
  /** Of mails. */
  subject: string;
  recipients: string[];
}

/**
 * In one statement: thousands of deadlines may fall due together. A mail for each person, however often one is among them, and due at once
 * whatever becomes of the clock. The limit tells the planner how few recipients there are: it looks people up instead of reading all.
 */
async function write(tx: Prisma.TransactionClient, notice: Notice): Promise<void> {
  const { madeBy, title, body, subject, recipients } = notice;
  const text = { titleVi: title.vi, titleEn: title.en, body, subject };
  await tx.$queryRaw`
    WITH text AS (
      SELECT * FROM jsonb_to_record(${databaseJson(text)}::jsonb) AS t("titleVi" text, "titleEn" text, "body" text, "subject" text)
    ), recipient AS (
      SELECT * FROM jsonb_to_recordset(${databaseJson(recipients.map(addressee))}::jsonb) AS r(
        "id" uuid, "name" text, "group" text, "personId" uuid, "role" "Role", "organisation" text)
      LIMIT ${recipients.length}
    ), notification AS (
      INSERT INTO "Notification" ("id", "group", "personId", "titleVi", "titleEn", "body", "documentId", "at", "madeBy")
      SELECT r."id", r."group", r."personId", t."titleVi", t."titleEn", t."body", ${notice.documentId}::uuid,
        ${new Date(notice.at)}::timestamptz, ${madeBy}::text || ':' || r."name"
      FROM recipient r, text t
      ON CONFLICT DO NOTHING
    ), person AS (
      SELECT p."id", p."email", p."active" FROM recipient r JOIN "Person" p ON p."id" = r."personId"
      UNION SELECT p."id", p."email", p."active" FROM recipient r
        JOIN "Person" p ON p."agencyCode" = r."organisation" AND r."role" = ANY(p."roles")
      UNION SELECT p."id", p."email", p."active" FROM recipient r
        JOIN "Person" p ON p."taxCode" = r."organisation" AND r."role" = ANY(p."roles")
    ), mail AS (
      INSERT INTO "OutgoingMail" ("madeBy", "personId", "to", "subject", "text", "nextAttemptAt")
      SELECT ${madeBy}::text, p."id", p."email", t."subject", t."body", 'epoch' FROM person p, text t
      WHERE p."active" AND p."email" <> ''
      ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT pg_notify(${mailChannel}, '')::text WHERE EXISTS (SELECT FROM mail)`;
}

/** Who is meant: a person, or everybody with a role in an organisation ("clerk@H26.01", "member@0199990011"). */
function addressee(name: string): Record<string, string> {
  const id = randomUUIDv7();
  if (uuid.safeParse(name).success) return { id, name, personId: name };
  const [, role = '', organisation = ''] = /^([a-z-]+)@(.+)$/.exec(name) ?? [];
  const known = Object.values(Role).find((it) => it === role.toUpperCase().replaceAll('-', '_'));
  return { id, name, group: name, ...(known ? { role: known, organisation } : {}) };
}

function distinctRecipients(
  given: string | (string | null)[] | null | undefined,
  context: Context,
): string[] {
  const names = [given ?? []].flat().filter((name) => name !== null && name !== '') as string[];
  const qualified = names.flatMap((name) =>
    uuid.safeParse(name).success ? [name] : qualifyGroups([name], context),
  );
  return [...new Set(qualified)];
}
