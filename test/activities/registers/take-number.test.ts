import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberIncoming } from '../../../activities/registers/number-incoming.ts';
import { numberOutgoing } from '../../../activities/registers/number-outgoing.ts';
import { takeNumber, writtenNumber } from '../../../activities/registers/take-number.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { aDocument } from '../support/documents.ts';
import { runTransactional } from '../support/jobs.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

class RolledBack extends Error {}

describe('takeNumber', () => {
  it('should give 1 to k without gap or double to any number of concurrent registrations, whichever roll back', async () => {
    const { db } = database;
    let year = 2030;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 25 }), async (commits) => {
        year += 1;
        const at = Date.parse(`${year}-06-01T09:00:00+07:00`);
        const documents = await Promise.all(commits.map(() => aDocument(db)));
        const numbers = await Promise.all(
          documents.map((documentId, index) =>
            db
              .$transaction(
                async (tx) => {
                  const { number } = await takeNumber(tx, {
                    agencyCode: 'H26.01',
                    kind: 'INCOMING',
                    documentId,
                    at,
                    symbolOf: writtenNumber,
                  });
                  if (!commits[index]) throw new RolledBack();
                  return number;
                },
                { maxWait: 30_000, timeout: 30_000 },
              )
              .catch((error) => {
                if (error instanceof RolledBack) return null;
                throw error;
              }),
          ),
        );
        const given = numbers.filter((number) => number !== null).sort((a, b) => a - b);
        expect(given).toEqual(
          Array.from({ length: commits.filter(Boolean).length }, (_, index) => index + 1),
        );
        const entries = await db.registerEntry.findMany({ where: { year }, orderBy: { number: 'asc' } });
        expect(entries.map(({ number }) => number)).toEqual(given);
      }),
      { numRuns: 12 },
    );
  });
});

describe('register.number-incoming', () => {
  it('should number one document once, however many jobs ask at once', async () => {
    const { db } = database;
    const documentId = await aDocument(db);
    const before = await db.registerEntry.count();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        runTransactional(db, numberIncoming, { documentId }, { id: `job-${index % 3}` }),
      ),
    );
    expect(new Set(answers.map(({ incomingNumber }) => incomingNumber)).size).toBe(1);
    expect(await db.registerEntry.count()).toBe(before + 1);
    const document = await db.document.findUniqueOrThrow({ where: { id: documentId } });
    expect(document.incomingNumber).toBe(answers[0]?.incomingNumber);
    expect(document.receivedAt?.toISOString()).toBe(new Date(answers[0]?.receivedAt ?? '').toISOString());
  });

  it('should begin with 01 in each calendar year of Vietnam', async () => {
    const { db } = database;
    const register = async (now: string) =>
      runTransactional(
        db,
        numberIncoming,
        { documentId: await aDocument(db, { agencyCode: 'H26.03' }) },
        { now },
      );
    // 17:00 UTC is midnight in Vietnam
    expect((await register('2027-12-31T23:59:59+07:00')).incomingNumber).toBe('01');
    expect((await register('2027-12-31T16:59:59Z')).incomingNumber).toBe('02');
    expect(await register('2027-12-31T17:00:00Z')).toEqual({
      incomingNumber: '01',
      receivedAt: '2028-01-01T00:00:00+07:00',
    });
  });

  it('should keep one book for each agency', async () => {
    const { db } = database;
    const now = '2029-05-05T09:00:00+07:00';
    for (const agencyCode of ['H26.02', 'H26.04']) {
      const documentId = await aDocument(db, { agencyCode });
      expect((await runTransactional(db, numberIncoming, { documentId }, { now })).incomingNumber).toBe('01');
    }
  });
});

describe('register.number-outgoing', () => {
  it('should write number, kind and agency as on the document, and date it', async () => {
    const { db } = database;
    const now = '2029-05-05T09:00:00+07:00';
    const number = async (kind: string) => {
      const documentId = await aDocument(db, { direction: 'OUTGOING', taxCode: null, kind });
      const { outgoingNumber } = await runTransactional(db, numberOutgoing, { documentId }, { now });
      const { issuedOn } = await db.document.findUniqueOrThrow({ where: { id: documentId } });
      expect(issuedOn).toBe('2029-05-05');
      return outgoingNumber;
    };
    expect(await number('CV')).toBe('01/CV-SKHĐT');
    expect(await number('QĐ')).toBe('02/QĐ-SKHĐT');
    for (let next = 3; next < 10; next += 1) await number('CV');
    expect(await number('CV')).toBe('10/CV-SKHĐT');
  });
});
