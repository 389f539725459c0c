import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyChain } from '../../../activities/audit/chain.ts';
import { readChain } from '../../../activities/audit/read.ts';
import { attach as attachJob } from '../../../activities/documents/attach.ts';
import { confirmReceipt } from '../../../activities/documents/confirm-receipt.ts';
import { deliver } from '../../../activities/documents/deliver.ts';
import { issueReceipt } from '../../../activities/documents/issue-receipt.ts';
import { open } from '../../../activities/documents/open.ts';
import { prepareReply } from '../../../activities/documents/prepare-reply.ts';
import { render } from '../../../activities/documents/render.ts';
import { setStatus } from '../../../activities/documents/set-status.ts';
import { file as fileDossier } from '../../../activities/dossiers/file.ts';
import { numberIncoming } from '../../../activities/registers/number-incoming.ts';
import { numberOutgoing } from '../../../activities/registers/number-outgoing.ts';
import { demoAuthority } from '../../../activities/signatures/demo-authority.ts';
import { sealAgency } from '../../../activities/signatures/seal-agency.ts';
import { signPersonal } from '../../../activities/signatures/sign-personal.ts';
import { verifyPdf } from '../../../activities/signing/index.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { pdftotext } from '../signing/fixtures.ts';
import { aDocument, aFile, aLetter, attach, contentOf, personId } from '../support/documents.ts';
import {
  defaultNow,
  runExternal,
  runTransactional,
  type TestEnvironment,
  testEnvironment,
} from '../support/jobs.ts';

let database: TestDatabase;
let environment: TestEnvironment;

beforeAll(async () => {
  database = await testDatabase();
  environment = await testEnvironment();
});

afterAll(async () => {
  await environment[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const documentOf = (id: string) => database.db.document.findUniqueOrThrow({ where: { id } });

describe('document.set-status', () => {
  it('should keep status, history and audit chain as one, once for each job', async () => {
    const { db } = database;
    const documentId = await aDocument(db);
    const steps: [string, string, string?][] = [
      ['j1', '03'],
      ['j2', '04'],
      ['j2', '04'],
      ['j3', '05'],
      ['j4', '05'],
      ['j5', '06', '05/CV-SKHĐT'],
      ['j5', '06', '05/CV-SKHĐT'],
    ];
    for (const [id, statusCode, note] of steps) {
      const answer = await runTransactional(
        db,
        setStatus,
        { documentId, note },
        { id, headers: { statusCode } },
      );
      expect(answer).toEqual({ statusCode });
    }
    const changes = await db.documentStatusChange.findMany({
      where: { documentId },
      orderBy: { position: 'asc' },
    });
    expect(changes.map(({ code, note }) => [code, note])).toEqual([
      ['03', null],
      ['04', null],
      ['05', null],
      ['06', '05/CV-SKHĐT'],
    ]);
    const document = await documentOf(documentId);
    expect(document).toMatchObject({ statusCode: '06', closedAt: new Date(defaultNow) });
    const chain = await readChain(db, documentId);
    expect(chain).toHaveLength(4);
    expect(verifyChain(chain)).toEqual({ valid: true });
  });

  it('should refuse a code that the national exchange does not have', async () => {
    const documentId = await aDocument(database.db);
    await expect(
      runTransactional(database.db, setStatus, { documentId }, { headers: { statusCode: '99' } }),
    ).rejects.toThrow();
  });
});

describe('document.open', () => {
  it('should make one document for a job, with its files, and tie the instance to it', async () => {
    const { db } = database;
    const fileIds = [
      await aFile(db, environment, await aLetter()),
      await aFile(db, environment, Buffer.from('phụ lục')),
    ];
    const startedBy = { id: await personId(db, 'chuyenvien'), name: 'Lê Minh Châu', username: 'chuyenvien' };
    const input = {
      subject: 'Thông báo lịch làm việc',
      kind: 'TB',
      agency: 'H26.01',
      taxCode: '0199990011',
      urgency: 'URGENT' as const,
      fileIds,
      startedBy,
    };
    const first = await runTransactional(db, open, input, { id: 'open:1' });
    expect(await runTransactional(db, open, input, { id: 'open:1' })).toEqual(first);
    expect(first.trackingCode).toMatch(/^H26\.01-26-[0-9A-HJKMNP-TV-Z]{8}$/);
    const document = await db.document.findUniqueOrThrow({
      where: { id: first.documentId },
      include: { files: { orderBy: { position: 'asc' } } },
    });
    expect(document).toMatchObject({
      direction: 'OUTGOING',
      statusCode: '05',
      submittedById: startedBy.id,
      // Nobody outside the agency has it before it is delivered.
      taxCode: null,
      metadata: { recipients: ['0199990011'] },
    });
    expect(document.files.map(({ fileId, role }) => [fileId, role])).toEqual([
      [fileIds[0], 'MAIN'],
      [fileIds[1], 'ANNEX'],
    ]);
  });
});

describe('document.attach', () => {
  it('should add files, or replace those of the role when told so', async () => {
    const { db } = database;
    const documentId = await aDocument(db);
    const [a, b] = [
      await aFile(db, environment, Buffer.from('a')),
      await aFile(db, environment, Buffer.from('b')),
    ];
    const roles = async () =>
      (await db.documentFile.findMany({ where: { documentId }, orderBy: { position: 'asc' } })).map(
        ({ fileId, role }) => [fileId, role],
      );
    await runTransactional(db, attachJob, { documentId, fileIds: [a] }, { headers: { fileRole: 'MAIN' } });
    await runTransactional(
      db,
      attachJob,
      { documentId, fileIds: [b, a] },
      { headers: { fileRole: 'SUPPLEMENT' } },
    );
    expect(await roles()).toEqual([
      [a, 'MAIN'],
      [b, 'SUPPLEMENT'],
    ]);
    await runTransactional(
      db,
      attachJob,
      { documentId, fileIds: [b] },
      { headers: { fileRole: 'SUPPLEMENT', replace: 'true' } },
    );
    expect(await roles()).toEqual([
      [a, 'MAIN'],
      [b, 'SUPPLEMENT'],
    ]);
  });

  it('should refuse a file that was never uploaded', async () => {
    const documentId = await aDocument(database.db);
    await expect(
      runTransactional(database.db, attachJob, { documentId, fileIds: [documentId] }),
    ).rejects.toThrow('never uploaded');
  });
});

describe('a reply, from draft to work file', () => {
  it('should go out signed, numbered and once', async () => {
    const { db } = database;
    // given an incoming document with a number
    const incomingId = await aDocument(db);
    await runTransactional(
      db,
      numberIncoming,
      { documentId: incomingId },
      { now: '2034-03-03T09:00:00+07:00' },
    );
    const draft = async (subject: string) =>
      runTransactional(db, prepareReply, {
        documentId: incomingId,
        replySubject: subject,
        replyFileIds: [await aFile(db, environment, await aLetter(subject))],
      });
    // when it is drafted twice
    const { replyId } = await draft('Dự thảo lần 1');
    expect((await draft('Dự thảo lần 2')).replyId).toBe(replyId);
    // then there is one reply, with the later files, that nobody outside has
    expect(await documentOf(replyId)).toMatchObject({
      subject: 'Dự thảo lần 2',
      taxCode: null,
      inReplyToId: incomingId,
    });
    expect(await db.documentFile.count({ where: { documentId: replyId } })).toBe(1);

    // it does not go out before it is numbered and signed
    const send = (id: string) =>
      runTransactional(db, deliver, { documentId: replyId, taxCode: '0199990011' }, { id });
    await expect(send('d:0')).rejects.toMatchObject({ code: 'NOT_NUMBERED' });
    await runTransactional(db, numberOutgoing, { documentId: replyId });
    await expect(send('d:1')).rejects.toMatchObject({ code: 'UNSIGNED' });
    await runExternal(db, environment, signPersonal, {
      documentId: replyId,
      signerId: await personId(db, 'lanhdao'),
    });
    await runExternal(db, environment, sealAgency, { documentId: replyId, agency: 'H26.01' });

    const delivered = await send('d:2');
    expect(await send('d:2')).toEqual(delivered);
    expect(delivered.copies).toEqual([{ taxCode: '0199990011', documentId: replyId }]);
    expect(await documentOf(replyId)).toMatchObject({ taxCode: '0199990011', statusCode: '01' });

    const { confirmedAt } = await runTransactional(db, confirmReceipt, { documentId: replyId });
    expect(confirmedAt).toBe(defaultNow);
    expect(await documentOf(replyId)).toMatchObject({ statusCode: '03' });

    const { dossierCode } = await runTransactional(db, fileDossier, {
      documentId: incomingId,
      retentionYears: 10,
    });
    expect(dossierCode).toBe('H26.01/2034/HS-01');
    const dossier = await db.dossier.findUniqueOrThrow({
      where: { code: dossierCode },
      include: { documents: true },
    });
    expect(new Set(dossier.documents.map(({ id }) => id))).toEqual(new Set([incomingId, replyId]));
    expect(verifyChain(await readChain(db, replyId))).toEqual({ valid: true });

    // a reply with a number is no draft any more
    await expect(draft('Quá muộn')).rejects.toThrow('has its number');
  });

  it('should make a copy for each of several recipients, and none for one that is not registered', async () => {
    const { db } = database;
    const documentId = await aDocument(db, { direction: 'OUTGOING', taxCode: null });
    await attach(db, documentId, await aFile(db, environment, await aLetter()));
    await runExternal(db, environment, signPersonal, { documentId, signerId: await personId(db, 'lanhdao') });
    const { outgoingNumber } = await runTransactional(db, numberOutgoing, { documentId });
    const recipients = ['0199990011', '0199990029', '0199990011'];
    await expect(
      runTransactional(db, deliver, { documentId, recipients: [...recipients, '0100000000'] }),
    ).rejects.toMatchObject({ code: 'NO_RECIPIENT' });

    const { copies } = await runTransactional(db, deliver, { documentId, recipients });
    expect(copies.map(({ taxCode }) => taxCode)).toEqual(['0199990011', '0199990029']);
    for (const copy of copies) {
      expect(await documentOf(copy.documentId)).toMatchObject({
        taxCode: copy.taxCode,
        issuedFromId: documentId,
        outgoingNumber,
        statusCode: '01',
      });
      expect(await db.documentFile.count({ where: { documentId: copy.documentId } })).toBe(1);
    }
    expect(await documentOf(documentId)).toMatchObject({ taxCode: null, statusCode: '06' });
  });
});

describe('document.issue-receipt', () => {
  it('should give the sender one sealed receipt', async () => {
    const { db } = database;
    const documentId = await aDocument(db);
    await attach(db, documentId, await aFile(db, environment, await aLetter()));
    const { receiptFileId } = await runExternal(
      db,
      environment,
      issueReceipt,
      { documentId },
      { id: 'receipt:1' },
    );
    const again = await runExternal(db, environment, issueReceipt, { documentId }, { id: 'receipt:1' });
    expect(again.receiptFileId).toBe(receiptFileId);
    const receipts = await db.documentFile.findMany({ where: { documentId, role: 'RECEIPT' } });
    expect(receipts.map(({ fileId }) => fileId)).toEqual([receiptFileId]);
    const trust = await (await demoAuthority(environment.pkiFolder)).trust();
    const report = await verifyPdf(await contentOf(db, environment, receiptFileId), {
      ...trust,
      validationTime: new Date(defaultNow),
    });
    expect(report.verdict).toBe('TOTAL_PASSED');
    expect(report.signatures[0]?.organisationIdentifier).toBe('GO:VN-H26.01');
  });
});

describe('document.render', () => {
  it('should attach the first as main file, others as annexes, and replace an unsigned one of the same template', async () => {
    const { db } = database;
    const documentId = await aDocument(db, {
      direction: 'OUTGOING',
      taxCode: null,
      kind: 'QĐ',
      metadata: { recipients: ['0199990011'] },
    });
    const make = (template: string) =>
      runExternal(
        db,
        environment,
        render,
        {
          documentId,
          values: {
            scope: 'Đăng ký doanh nghiệp',
            periodDays: 10,
            findings: [{ item: 'Giấy phép', result: 'FAIL' }],
          },
        },
        { headers: { template } },
      );
    const files = async () =>
      (await db.documentFile.findMany({ where: { documentId }, orderBy: { position: 'asc' } })).map(
        ({ fileId, role }) => [fileId, role],
      );
    await make('decision');
    const decision = await make('decision');
    const minutes = await make('minutes');
    expect(await files()).toEqual([
      [decision.fileId, 'MAIN'],
      [minutes.fileId, 'ANNEX'],
    ]);
    const signed = await runExternal(db, environment, signPersonal, {
      fileId: minutes.fileId,
      signerId: await personId(db, 'thanhtra'),
    });
    const later = await make('minutes');
    expect(await files()).toEqual([
      [decision.fileId, 'MAIN'],
      [signed.fileId, 'ANNEX'],
      [later.fileId, 'ANNEX'],
    ]);
  });

  it('should get its number before the first signature when it was rendered earlier', async () => {
    const { db } = database;
    const documentId = await aDocument(db, { direction: 'OUTGOING', taxCode: null, kind: 'QĐ' });
    await runExternal(db, environment, render, { documentId }, { headers: { template: 'decision' } });
    const { outgoingNumber } = await runTransactional(db, numberOutgoing, { documentId });
    const signerId = await personId(db, 'lanhdao');
    const { fileId } = await runExternal(db, environment, signPersonal, { documentId, signerId });
    const text = await pdftotext(await contentOf(db, environment, fileId), '-layout');
    expect(text.replace(/\s+/g, '')).toContain(`Số:${outgoingNumber}`);
  });
});
