import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mailer } from '../../../activities/environment.ts';
import { send } from '../../../activities/notifications/send.ts';
import { notificationBody, notificationTemplates } from '../../../activities/notifications/templates.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { aDocument, personId } from '../support/documents.ts';
import { runExternal, testEnvironment } from '../support/jobs.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

function recordingMailer() {
  const sent: Parameters<Mailer['send']>[0][] = [];
  const mailer: Mailer = {
    send: async (mail) => {
      sent.push(mail);
    },
  };
  return { sent, mailer };
}

describe('notification.send', () => {
  it('should tell groups and people once each, in the system and by mail, however often the job runs', async () => {
    const { db } = database;
    const { sent, mailer } = recordingMailer();
    await using environment = await testEnvironment({ mailer });
    const documentId = await aDocument(db, { dueAt: new Date('2026-11-27T23:59:59+07:00') });
    const clerk = await personId(db, 'chuyenvien');
    const recipients = ['clerk', 'member@0199990011', clerk, clerk, null, ''];
    const options = { id: 'notify:1', headers: { template: 'document-assigned' } };
    for (let time = 0; time < 2; time += 1) {
      const answer = await runExternal(
        db,
        environment,
        send,
        { recipients, documentId, note: 'Khẩn trương' },
        options,
      );
      expect(answer).toEqual({ sentCount: 3 });
    }
    const rows = await db.notification.findMany({ where: { documentId }, orderBy: { madeBy: 'asc' } });
    expect(new Set(rows.map(({ group, personId }) => group ?? personId))).toEqual(
      new Set(['clerk@H26.01', 'member@0199990011', clerk]),
    );
    expect(rows[0]).toMatchObject({
      titleVi: 'Bạn được phân công xử lý văn bản',
      titleEn: 'A document was assigned to you',
    });
    expect(rows[0]?.body).toContain('Ý kiến chỉ đạo: Khẩn trương');
    expect(rows[0]?.body).toContain('27/11/2026');
    // chuyenvien is in two of the three, and gets one mail each time with the same id
    expect(sent.map(({ to }) => to).sort()).toEqual([
      'chuyenvien@congvan.example',
      'chuyenvien@congvan.example',
      'doanhnghiep@congvan.example',
      'doanhnghiep@congvan.example',
    ]);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(2);
  });

  it('should work without a mail server, without recipients, and refuse a template that is not declared', async () => {
    const { db } = database;
    await using environment = await testEnvironment();
    const headers = { template: 'deadline-warning' };
    expect(await runExternal(db, environment, send, { recipients: null }, { headers })).toEqual({
      sentCount: 0,
    });
    expect(await runExternal(db, environment, send, { recipients: 'leader@H26.02' }, { headers })).toEqual({
      sentCount: 1,
    });
    await expect(
      runExternal(db, environment, send, { recipients: 'clerk' }, { headers: { template: 'không có' } }),
    ).rejects.toThrow();
  });
});

describe('notification templates', () => {
  it('should leave no place unfilled, whatever is known', () => {
    const values = fc.record(
      {
        subject: fc.string(),
        trackingCode: fc.string(),
        dueAt: fc.string(),
        note: fc.string(),
        agency: fc.string(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(values, fc.constantFrom(...Object.values(notificationTemplates)), (known, template) => {
        const places = Object.values(known).some((value) => value.includes('{{'));
        fc.pre(!places);
        expect(notificationBody(template, known)).not.toMatch(/\{\{/);
      }),
    );
  });
});
