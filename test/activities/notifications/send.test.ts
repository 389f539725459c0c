import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../../../activities/notifications/send.ts';
import { notificationBody, notificationTemplates } from '../../../activities/notifications/templates.ts';
import { inOwnTransaction } from '../../../activities/projection/external-job.ts';
import { Role, Side } from '../../../prisma/client/enums.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { aDocument, personId } from '../support/documents.ts';
import { defaultNow, runExternal, runTransactional, testEnvironment } from '../support/jobs.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const mailsOf = (madeBy: string) =>
  database.db.outgoingMail.findMany({ where: { madeBy }, orderBy: { to: 'asc' } });

describe('notification.send', () => {
  it('should tell groups and people once each, in the system and by mail, however often the job runs', async () => {
    const { db } = database;
    const documentId = await aDocument(db, { dueAt: new Date('2026-11-27T23:59:59+07:00') });
    const clerk = await personId(db, 'chuyenvien');
    const recipients = ['clerk', 'member@0199990011', clerk, clerk, null, ''];
    const options = { id: 'notify:1', headers: { template: 'document-assigned' } };
    const input = { recipients, documentId, note: 'Khẩn trương' };
    await using environment = await testEnvironment();
    const answers = [
      await runTransactional(db, send, input, options),
      // as an instance asks for it that began when it was an activity
      await runExternal(db, environment, inOwnTransaction(send), input, options),
      await runTransactional(db, send, input, options),
    ];
    expect(answers).toEqual([{ sentCount: 3 }, { sentCount: 3 }, { sentCount: 3 }]);
    const rows = await db.notification.findMany({ where: { documentId }, orderBy: { madeBy: 'asc' } });
    expect(rows).toHaveLength(3);
    expect(new Set(rows.map(({ group, personId }) => group ?? personId))).toEqual(
      new Set(['clerk@H26.01', 'member@0199990011', clerk]),
    );
    expect(new Set(rows.map(({ madeBy }) => madeBy))).toEqual(
      new Set(['clerk@H26.01', 'member@0199990011', clerk].map((name) => `notify:1:${name}`)),
    );
    expect(rows[0]).toMatchObject({
      titleVi: 'Bạn được phân công xử lý văn bản',
      titleEn: 'A document was assigned to you',
      at: new Date(defaultNow),
    });
    expect(rows[0]?.body).toContain('Ý kiến chỉ đạo: Khẩn trương');
    expect(rows[0]?.body).toContain('27/11/2026');
    const mails = await mailsOf('notify:1');
    // chuyenvien is in two of the three
    expect(mails.map(({ to }) => to)).toEqual(['chuyenvien@congvan.example', 'doanhnghiep@congvan.example']);
    const { trackingCode } = await db.document.findUniqueOrThrow({ where: { id: documentId } });
    expect(mails[0]).toMatchObject({
      personId: clerk,
      subject: `Bạn được phân công xử lý văn bản – ${trackingCode}`,
      text: rows[0]?.body,
      sentAt: null,
      attempts: 0,
    });
  });

  it('should mail nobody who is not active, has no address, or has another role', async () => {
    const { db } = database;
    const one = { side: Side.AGENCY, agencyCode: 'H26.02', roles: [Role.LEADER] };
    await db.person.createMany({
      data: [
        { ...one, username: 'nghi', name: 'Đã nghỉ', email: 'nghi@congvan.example', active: false },
        { ...one, username: 'khongthu', name: 'Không có thư', email: null },
        { ...one, username: 'thutrong', name: 'Thư trống', email: '' },
        {
          ...one,
          username: 'khacvai',
          name: 'Vai khác',
          email: 'khacvai@congvan.example',
          roles: [Role.CLERK],
        },
        {
          ...one,
          username: 'dungvai',
          name: 'Đúng vai',
          email: 'dungvai@congvan.example',
          roles: [Role.CLERK, Role.LEADER],
        },
      ],
    });
    const options = { id: 'notify:2', headers: { template: 'information' } };
    await runTransactional(db, send, { recipients: ['leader@H26.02', 'vai-la@H26.02'] }, options);
    const addresses = (await mailsOf('notify:2')).map(({ to }) => to);
    expect(addresses).toContain('dungvai@congvan.example');
    for (const other of ['nghi', 'khacvai']) expect(addresses).not.toContain(`${other}@congvan.example`);
    expect(addresses).not.toContain('');
    expect(await db.notification.count({ where: { group: 'vai-la@H26.02' } })).toBe(1);
  });

  it('should take its agency from the instance, or else from the document', async () => {
    const { db } = database;
    const documentId = await aDocument(db);
    const headers = { template: 'document-received' };
    await runTransactional(db, send, { recipients: 'leader', documentId }, { id: 'notify:3', headers });
    const [told] = await db.notification.findMany({ where: { madeBy: { startsWith: 'notify:3:' } } });
    const agency = await db.agency.findUniqueOrThrow({ where: { code: 'H26.01' } });
    expect(told).toMatchObject({ group: 'leader@H26.01', body: expect.stringContaining(agency.name) });
  });

  it('should work without recipients, and refuse a template that is not declared', async () => {
    const { db } = database;
    const headers = { template: 'deadline-warning' };
    expect(await runTransactional(db, send, { recipients: null }, { headers })).toEqual({ sentCount: 0 });
    await expect(
      runTransactional(db, send, { recipients: 'clerk' }, { headers: { template: 'không có' } }),
    ).rejects.toThrow();
  });

  it('should take any text, and leave out what the database cannot hold', async () => {
    const { db } = database;
    const options = { id: 'notify:4', headers: { template: 'information' } };
    const documentId = await aDocument(db);
    await runTransactional(
      db,
      send,
      { recipients: 'clerk@H26.01', documentId, note: "'; \u0000 \ud800 “x”" },
      options,
    );
    const [told] = await db.notification.findMany({ where: { madeBy: { startsWith: 'notify:4:' } } });
    expect(told?.body).toContain("';  \ufffd “x”");
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
