import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { open } from '../../../activities/documents/open.ts';
import { announce } from '../../../activities/inspections/announce.ts';
import { close } from '../../../activities/inspections/close.ts';
import { publish } from '../../../activities/inspections/publish.ts';
import { recordDecision } from '../../../activities/inspections/record-decision.ts';
import { recordFindings } from '../../../activities/inspections/record-findings.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { defaultNow, runTransactional } from '../support/jobs.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const someFile = '019a0000-0000-7000-8000-000000000001';

describe('an inspection', () => {
  it('should be decided, announced, found, closed and published', async () => {
    const { db } = database;
    const { documentId } = await runTransactional(db, open, {
      subject: 'Kiểm tra việc chấp hành pháp luật về đăng ký doanh nghiệp',
      kind: 'QĐ',
      agency: 'H26.01',
    });
    const taxCode = async () => (await db.document.findUniqueOrThrow({ where: { id: documentId } })).taxCode;
    await runTransactional(db, recordDecision, {
      documentId,
      taxCode: '0199990011',
      decisionNumber: '07/QĐ-SKHĐT',
    });
    // The enterprise does not have it before the announcement.
    expect(await taxCode()).toBeNull();
    expect(await runTransactional(db, announce, { documentId })).toEqual({ announcedAt: defaultNow });
    expect(await taxCode()).toBe('0199990011');

    const findings = [
      { item: 'Giấy chứng nhận đăng ký doanh nghiệp', result: 'PASS' as const },
      { item: 'Góp đủ vốn điều lệ', result: 'FAIL' as const, note: 'Thiếu 2 tỷ đồng', photoIds: [someFile] },
      { item: 'Đăng ký thay đổi trụ sở', result: 'NOT_APPLICABLE' as const },
    ];
    await runTransactional(db, recordFindings, { documentId, findings: findings.slice(0, 1) });
    expect(await runTransactional(db, recordFindings, { documentId, findings })).toEqual({ failedCount: 1 });
    const rows = await db.inspectionFinding.findMany({
      where: { inspectionId: documentId },
      orderBy: { position: 'asc' },
    });
    expect(rows.map(({ item, result, photoIds }) => [item, result, photoIds])).toEqual(
      findings.map(({ item, result, photoIds = [] }) => [item, result, photoIds]),
    );

    await runTransactional(db, close, { documentId, minutesFileId: someFile });
    await runTransactional(db, publish, {
      documentId,
      conclusionFileId: someFile,
      conclusionNumber: '08/KL-SKHĐT',
    });
    expect(await db.inspection.findUniqueOrThrow({ where: { documentId } })).toMatchObject({
      decisionNumber: '07/QĐ-SKHĐT',
      minutesFileId: someFile,
      conclusionNumber: '08/KL-SKHĐT',
      publishedAt: new Date(defaultNow),
    });
  });

  it('should not be announced to nobody', async () => {
    const { db } = database;
    const { documentId } = await runTransactional(db, open, {
      subject: 'Kiểm tra',
      kind: 'QĐ',
      agency: 'H26.01',
    });
    await expect(runTransactional(db, announce, { documentId })).rejects.toThrow('names none');
  });
});
