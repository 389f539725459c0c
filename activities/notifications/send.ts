import { z } from 'zod';
import type { Person, PrismaClient } from '../../prisma/client/client.ts';
import { Role } from '../../prisma/client/enums.ts';
import { documentId } from '../fields.ts';
import { externalJob } from '../job.ts';
import { namedUuid } from '../job-identity.ts';
import { qualifyGroups } from '../projection/candidate-groups.ts';
import { toVietnameseTime } from '../signing/vietnam-time.ts';
import {
  type NotificationTemplateName,
  notificationBody,
  notificationTemplateNames,
  notificationTemplates,
} from './templates.ts';

const uuid = z.uuid();

export const send = externalJob({
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
  async run(input, { job, db, environment }) {
    const name = z
      .enum(notificationTemplateNames)
      .parse(job.headers.template) satisfies NotificationTemplateName;
    const template = notificationTemplates[name];
    const context = await readContext(db, job.instanceId, input.documentId ?? null);
    const recipients = distinctRecipients(input.recipients, context);
    const body = notificationBody(template, { ...context.values, note: input.note });
    await db.notification.createMany({
      data: recipients.map((recipient) => ({
        ...(uuid.safeParse(recipient).success ? { personId: recipient } : { group: recipient }),
        titleVi: template.title.vi,
        titleEn: template.title.en,
        body,
        documentId: input.documentId ?? null,
        at: new Date(job.now),
        madeBy: `${job.id}:${recipient}`,
      })),
      skipDuplicates: true,
    });
    const { mailer } = environment;
    if (mailer) {
      for (const { id, email } of await peopleOf(db, recipients)) {
        if (!email) continue;
        await mailer.send({
          to: email,
          subject: `${template.title.vi}${context.values.trackingCode ? ` – ${context.values.trackingCode}` : ''}`,
          text: `${body}\n\n${environment.publicUrl}\n`,
          id: namedUuid(`${job.id}/mail/${id}`),
        });
      }
    }
    return { sentCount: recipients.length };
  },
});

interface Context {
  agencyCode: string | null;
  taxCode: string | null;
  values: Record<string, string | null | undefined>;
}

async function readContext(
  db: PrismaClient,
  instanceId: string,
  documentId: string | null,
): Promise<Context> {
  const document = documentId ? await db.document.findUnique({ where: { id: documentId } }) : null;
  const instance = await db.processInstance.findUnique({ where: { id: instanceId } });
  const agencyCode = instance?.agencyCode ?? document?.agencyCode ?? null;
  const agency = agencyCode ? await db.agency.findUnique({ where: { code: agencyCode } }) : null;
  return {
    agencyCode,
    taxCode: instance?.taxCode ?? document?.taxCode ?? null,
    values: {
      subject: document?.subject,
      trackingCode: document?.trackingCode,
      incomingNumber: document?.incomingNumber,
      dueAt: document?.dueAt ? toVietnameseTime(document.dueAt) : null,
      agency: agency?.name,
    },
  };
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

/** Everybody who is named or belongs to a group ("clerk@H26.01", "member@0199990011"). */
async function peopleOf(db: PrismaClient, recipients: string[]): Promise<Pick<Person, 'id' | 'email'>[]> {
  const groups = recipients.flatMap((recipient) => {
    const [, role = '', organisation = ''] = /^([a-z-]+)@(.+)$/.exec(recipient) ?? [];
    const known = Object.values(Role).find((name) => name === role.toUpperCase().replaceAll('-', '_'));
    return known ? [{ role: known, organisation }] : [];
  });
  const ids = recipients.filter((recipient) => uuid.safeParse(recipient).success);
  return db.person.findMany({
    where: {
      active: true,
      OR: [
        { id: { in: ids } },
        ...groups.map(({ role, organisation }) => ({
          roles: { has: role },
          OR: [{ agencyCode: organisation }, { taxCode: organisation }],
        })),
      ],
    },
    select: { id: true, email: true },
  });
}
