import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { draft } from '../../../activities/contracts/draft.ts';
import { recordDecline } from '../../../activities/contracts/record-decline.ts';
import { recordSignature } from '../../../activities/contracts/record-signature.ts';
import { seal } from '../../../activities/contracts/seal.ts';
import { open } from '../../../activities/documents/open.ts';
import { demoAuthority } from '../../../activities/signatures/demo-authority.ts';
import { signPersonal } from '../../../activities/signatures/sign-personal.ts';
import { verifyPdf } from '../../../activities/signing/index.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { contentOf, personId } from '../support/documents.ts';
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

const values = {
  service: 'Bảo trì hệ thống điện của trụ sở',
  value: 1_250_000_000,
  startDate: '2026-12-01',
  endDate: '2027-11-30',
  paymentTerms: 'Chuyển khoản trong 30 ngày kể từ ngày nghiệm thu',
};

async function aContract(parties: { taxCode?: string; agencyCode?: string; name?: string }[]) {
  const { db } = database;
  const { documentId } = await runTransactional(db, open, {
    subject: 'Bảo trì hệ thống điện năm 2027',
    kind: 'HĐ',
    agency: 'H26.01',
  });
  const drafted = await runExternal(db, environment, draft, {
    documentId,
    templateId: 'service',
    values,
    parties,
  });
  return { documentId, ...drafted };
}

describe('a contract', () => {
  it('should be signed in order, sealed, and sent to every enterprise', async () => {
    const { db } = database;
    const contract = await aContract([
      { taxCode: '0199990011' },
      { taxCode: '0199990029' },
      { agencyCode: 'H26.01' },
    ]);
    const { documentId } = contract;
    expect(contract.parties.map(({ position, group }) => [position, group])).toEqual([
      [1, 'member@0199990011'],
      [2, 'member@0199990029'],
      [3, 'leader@H26.01'],
    ]);
    // when each signs in turn, in the place kept for it
    let { fileId } = contract;
    const early = { documentId, fileId, agency: 'H26.01' };
    await expect(runExternal(db, environment, seal, early)).rejects.toMatchObject({
      code: 'NOT_SIGNED_BY_ALL',
    });
    for (const [position, username] of ['doanhnghiep', 'doanhnghiep2', 'lanhdao'].entries()) {
      const signerId = await personId(db, username);
      const signed = await runExternal(db, environment, signPersonal, { fileId, signerId });
      await expect(
        runTransactional(db, recordSignature, { documentId, position: position + 2, signerId, fileId }),
      ).rejects.toThrow('sign next');
      fileId = signed.fileId;
      await runTransactional(db, recordSignature, { documentId, position: position + 1, signerId, fileId });
    }
    const sealed = await runExternal(
      db,
      environment,
      seal,
      { documentId, fileId, agency: 'H26.01' },
      { id: 'seal:1' },
    );
    expect(
      await runExternal(db, environment, seal, { documentId, fileId, agency: 'H26.01' }, { id: 'seal:1' }),
    ).toEqual(sealed);

    // then four signatures hold, each in its place
    const pdf = await contentOf(db, environment, sealed.signedFileId);
    if (process.env.KEEP_PDF) writeFileSync(process.env.KEEP_PDF, pdf);
    const trust = await (await demoAuthority(environment.pkiFolder)).trust();
    const report = await verifyPdf(pdf, { ...trust, validationTime: new Date(defaultNow) });
    expect(report.verdict).toBe('TOTAL_PASSED');
    expect(report.signatures.map(({ fieldName }) => fieldName)).toEqual([
      'ky-ca-nhan-0199990011',
      'ky-ca-nhan-0199990029',
      'ky-ca-nhan-H26_01',
      'ky-co-quan-H26_01',
    ]);
    const row = await db.contract.findUniqueOrThrow({ where: { documentId }, include: { parties: true } });
    expect(row).toMatchObject({ signedFileId: sealed.signedFileId, sealedAt: new Date(defaultNow) });
    const copies = await db.document.findMany({
      where: { issuedFromId: documentId },
      include: { files: true },
      orderBy: { taxCode: 'asc' },
    });
    expect(
      copies.map(({ taxCode, statusCode, files }) => [
        taxCode,
        statusCode,
        files.map(({ fileId }) => fileId),
      ]),
    ).toEqual([
      ['0199990011', '01', [sealed.signedFileId]],
      ['0199990029', '01', [sealed.signedFileId]],
    ]);
  });

  it('should be drafted again as long as nobody has signed', async () => {
    const { db } = database;
    const parties = [{ taxCode: '0199990011' }, { agencyCode: 'H26.01' }];
    const { documentId, fileId } = await aContract(parties);
    const again = await runExternal(db, environment, draft, {
      documentId,
      templateId: 'goods-purchase',
      values,
      parties,
    });
    expect(again.fileId).not.toBe(fileId);
    const files = await db.documentFile.findMany({ where: { documentId } });
    expect(files.map(({ fileId }) => fileId)).toEqual([again.fileId]);
    const signerId = await personId(db, 'doanhnghiep');
    await runTransactional(db, recordSignature, { documentId, position: 1, signerId, fileId: again.fileId });
    await expect(
      runExternal(db, environment, draft, { documentId, templateId: 'service', values, parties }),
    ).rejects.toMatchObject({ code: 'ALREADY_SIGNED' });
  });

  it('should record who declined, and ask for parties and a template that it knows', async () => {
    const { db } = database;
    const parties = [{ taxCode: '0199990011' }, { agencyCode: 'H26.01' }];
    const { documentId } = await aContract(parties);
    await runTransactional(db, recordDecline, { documentId, position: 1, reason: 'Giá chưa phù hợp' });
    const party = await db.contractParty.findFirstOrThrow({ where: { contractId: documentId, position: 1 } });
    expect(party.declinedAt).toEqual(new Date(defaultNow));
    const signerId = await personId(db, 'doanhnghiep');
    await expect(
      runTransactional(db, recordSignature, { documentId, position: 1, signerId, fileId: documentId }),
    ).rejects.toThrow('sign next');

    const attempt = (input: Partial<Parameters<typeof draft.run>[0]>) =>
      runExternal(db, environment, draft, { documentId, templateId: 'service', values, parties, ...input });
    await expect(attempt({ templateId: 'không có' })).rejects.toMatchObject({ code: 'UNKNOWN_TEMPLATE' });
    await expect(
      attempt({ parties: [{ taxCode: '0100000000' }, { agencyCode: 'H26.01' }] }),
    ).rejects.toMatchObject({ code: 'UNKNOWN_PARTY' });
    // a partner that the city does not know signs under the name it is given
    const partner = { name: 'Công ty TNHH Đối tác', taxCode: '0100000000' };
    const drafted = await attempt({ parties: [partner, { agencyCode: 'H26.01' }] });
    expect(drafted.parties[0]).toMatchObject({ ...partner, group: 'member@0100000000' });
  });
});
