import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkValidity } from '../../../activities/documents/check-validity.ts';
import { demoAuthority } from '../../../activities/signatures/demo-authority.ts';
import { sealAgency } from '../../../activities/signatures/seal-agency.ts';
import { signPersonal } from '../../../activities/signatures/sign-personal.ts';
import { verifyPdf } from '../../../activities/signing/index.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { aDocument, aFile, aLetter, attach, contentOf, personId } from '../support/documents.ts';
import { defaultNow, runExternal, type TestEnvironment, testEnvironment } from '../support/jobs.ts';

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

async function aDraft() {
  const { db } = database;
  const documentId = await aDocument(db, {
    direction: 'OUTGOING',
    taxCode: null,
    outgoingNumber: '05/CV-SKHĐT',
  });
  const fileId = await aFile(db, environment, await aLetter());
  await attach(db, documentId, fileId);
  return { documentId, fileId };
}

async function mainFileOf(documentId: string) {
  return (await database.db.documentFile.findFirstOrThrow({ where: { documentId, role: 'MAIN' } })).fileId;
}

describe('signature.sign-personal and signature.seal-agency', () => {
  it('should sign in the place of the document, person first, then agency, and replace the file', async () => {
    const { db } = database;
    // given
    const { documentId, fileId } = await aDraft();
    const signerId = await personId(db, 'lanhdao');
    // when
    const signed = await runExternal(db, environment, signPersonal, { documentId, signerId });
    const sealed = await runExternal(db, environment, sealAgency, { documentId, agency: 'H26.01' });
    // then
    expect(await mainFileOf(documentId)).toBe(sealed.fileId);
    expect(new Set([fileId, signed.fileId, sealed.fileId]).size).toBe(3);
    const pdf = await contentOf(db, environment, sealed.fileId);
    if (process.env.KEEP_PDF) writeFileSync(process.env.KEEP_PDF, pdf);
    const trust = await (await demoAuthority(environment.pkiFolder)).trust();
    const report = await verifyPdf(pdf, { ...trust, validationTime: new Date(defaultNow) });
    expect(
      report.signatures.map(({ fieldName, verdict, organisationIdentifier }) => ({
        fieldName,
        verdict,
        organisationIdentifier,
      })),
    ).toEqual([
      { fieldName: 'ky-ca-nhan-H26_01', verdict: 'TOTAL_PASSED', organisationIdentifier: 'GO:VN-H26.01' },
      { fieldName: 'ky-co-quan-H26_01', verdict: 'TOTAL_PASSED', organisationIdentifier: 'GO:VN-H26.01' },
    ]);
    const records = await db.signatureRecord.findMany({ where: { documentId }, orderBy: { id: 'asc' } });
    expect(records.map(({ signerId, subject, level }) => ({ signerId, subject, level }))).toEqual([
      { signerId, subject: 'Trần Quốc Bảo', level: 'PAdES-B-B' },
      { signerId: null, subject: 'Sở Kế hoạch và Đầu tư', level: 'PAdES-B-B' },
    ]);
  });

  it('should sign once however often the job runs', async () => {
    const { db } = database;
    const { documentId } = await aDraft();
    const signerId = await personId(db, 'lanhdao');
    const first = await runExternal(
      db,
      environment,
      signPersonal,
      { documentId, signerId },
      { id: 'i:sign' },
    );
    const second = await runExternal(
      db,
      environment,
      signPersonal,
      { documentId, signerId },
      { id: 'i:sign' },
    );
    expect(second).toEqual(first);
    expect(await db.signatureRecord.count({ where: { documentId } })).toBe(1);
  });

  it('should refuse the seal before a person has signed', async () => {
    const { db } = database;
    const { documentId } = await aDraft();
    await expect(
      runExternal(db, environment, sealAgency, { documentId, agency: 'H26.01' }),
    ).rejects.toMatchObject({
      code: 'NOT_SIGNED',
    });
  });

  it('should put the agency at the top of an annex in a file of its own', async () => {
    const { db } = database;
    const { documentId } = await aDraft();
    const annex = await aFile(db, environment, await aLetter('Phụ lục kèm theo'), { name: 'phu-luc.pdf' });
    await attach(db, documentId, annex, 'ANNEX');
    await runExternal(db, environment, signPersonal, { documentId, signerId: await personId(db, 'lanhdao') });
    const { fileIds } = await runExternal(db, environment, sealAgency, { documentId, agency: 'H26.01' });
    expect(fileIds).toHaveLength(2);
    const pdf = await contentOf(db, environment, fileIds[1] ?? '');
    const trust = await (await demoAuthority(environment.pkiFolder)).trust();
    const report = await verifyPdf(pdf, { ...trust, validationTime: new Date(defaultNow) });
    expect(report.signatures.map(({ fieldName }) => fieldName)).toEqual(['ky-phu-luc-1']);
  });

  it('should refuse a file that is no PDF', async () => {
    const { db } = database;
    const documentId = await aDocument(db, { direction: 'OUTGOING', taxCode: null });
    const fileId = await aFile(db, environment, Buffer.from('Đây là văn bản'), { mediaType: 'text/plain' });
    await attach(db, documentId, fileId);
    const signerId = await personId(db, 'lanhdao');
    await expect(runExternal(db, environment, signPersonal, { documentId, signerId })).rejects.toMatchObject({
      code: 'UNSIGNABLE',
    });
    await expect(runExternal(db, environment, signPersonal, { fileId, signerId })).rejects.toMatchObject({
      code: 'UNSIGNABLE',
    });
  });
});

describe('document.check-validity', () => {
  async function check(content: Uint8Array, options: Parameters<typeof aFile>[3] = {}, metadata = {}) {
    const { db } = database;
    const documentId = await aDocument(db, { metadata });
    await attach(db, documentId, await aFile(db, environment, content, options));
    return (await runExternal(db, environment, checkValidity, { documentId })).validity;
  }

  async function aSignedLetter() {
    const { db } = database;
    const fileId = await aFile(db, environment, await aLetter());
    const signed = await runExternal(db, environment, signPersonal, {
      fileId,
      signerId: await personId(db, 'doanhnghiep'),
    });
    return contentOf(db, environment, signed.fileId);
  }

  it('should accept a document with a valid signature', async () => {
    expect(await check(await aSignedLetter())).toEqual({
      valid: true,
      ground: 'SIGNED',
      signatureCount: 1,
      findings: [],
    });
  });

  it('should say nothing about the document while storage does not answer', async () => {
    const { db } = database;
    const documentId = await aDocument(db);
    await attach(db, documentId, await aFile(db, environment, await aLetter()));
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const storage = { ...environment.storage, get: () => Promise.reject(refused) };
    const attempt = runExternal(db, { ...environment, storage }, checkValidity, { documentId });
    await expect(attempt).rejects.toThrow('ECONNREFUSED');
  });

  it('should tell an unsigned document', async () => {
    expect(await check(await aLetter())).toMatchObject({
      valid: true,
      ground: 'UNSIGNED',
      signatureCount: 0,
    });
  });

  it('should refuse a signed document in which one byte was changed', async () => {
    const pdf = Buffer.from(await aSignedLetter());
    const at = pdf.indexOf('/Title');
    pdf[at + 12] = (pdf[at + 12] ?? 0) ^ 1;
    expect(await check(pdf)).toMatchObject({ valid: false, ground: 'BROKEN_SIGNATURE', signatureCount: 1 });
  });

  it('should refuse what is infected, unreadable, or declared secret', async () => {
    const letter = await aLetter();
    expect(await check(letter, { verdict: 'CLEAN' }, { secrecy: 'Mật' })).toMatchObject({
      valid: false,
      ground: 'DECLARED_SECRET',
    });
    expect(await check(Buffer.from('%PDF-1.7 hỏng'))).toMatchObject({ valid: false, ground: 'UNREADABLE' });
    const infected = Buffer.concat([letter, Buffer.from('%')]);
    expect(await check(infected, { verdict: 'INFECTED' })).toMatchObject({
      valid: false,
      ground: 'INFECTED',
    });
  });
});
