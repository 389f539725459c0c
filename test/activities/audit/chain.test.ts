import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendAudit } from '../../../activities/audit/append.ts';
import {
  type ChainedEntry,
  canonicalJson,
  genesisHash,
  hashEntry,
  verifyChain,
} from '../../../activities/audit/chain.ts';
import { readChain } from '../../../activities/audit/read.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { aDocument } from '../support/documents.ts';

describe('canonicalJson', () => {
  it('should not depend on the order of keys, and keep every value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain = JSON.parse(JSON.stringify(value));
        const reversed = JSON.parse(JSON.stringify(plain), (_, member) =>
          member && typeof member === 'object' && !Array.isArray(member)
            ? Object.fromEntries(Object.entries(member).reverse())
            : member,
        );
        expect(canonicalJson(reversed)).toBe(canonicalJson(plain));
        expect(JSON.parse(canonicalJson(plain))).toEqual(plain);
      }),
    );
  });
});

function aChain(actions: string[]): ChainedEntry[] {
  const entries: ChainedEntry[] = [];
  for (const [index, action] of actions.entries()) {
    const entry = {
      documentId: 'd',
      sequence: index + 1,
      at: '2026-11-20T02:00:00.000Z',
      actor: 'vanthu',
      action,
      data: { index },
      previousHash: entries.at(-1)?.hash ?? genesisHash,
    };
    entries.push({ ...entry, hash: hashEntry(entry) });
  }
  return entries;
}

describe('verifyChain', () => {
  const actions = fc.array(fc.string(), { minLength: 1, maxLength: 12 });

  it('should accept every chain that was made right, also from a stranger who has only the rule', () => {
    fc.assert(
      fc.property(actions, (names) => {
        expect(verifyChain(aChain(names))).toEqual({ valid: true });
      }),
    );
    // Computed with Python's hashlib and json: another rule of hashing would make all stored chains invalid.
    expect(aChain(['document.open'])[0]?.hash).toBe(
      'dde9e35c56496ddacc82932f20c33368d74bfce9583f3e148f0941e5c0c8d457',
    );
  });

  it('should find an entry that was changed, left out, or doubled', () => {
    fc.assert(
      fc.property(actions, fc.nat(), fc.constantFrom('change', 'drop', 'double'), (names, pick, how) => {
        const chain = aChain([...names, 'last']);
        const at = pick % names.length;
        const [entry] = chain.slice(at, at + 1);
        const broken =
          how === 'change'
            ? chain.with(at, { ...(entry as ChainedEntry), actor: 'somebody else' })
            : how === 'drop'
              ? chain.toSpliced(at, 1)
              : chain.toSpliced(at, 0, entry as ChainedEntry);
        expect(verifyChain(broken).valid).toBe(false);
      }),
    );
  });
});

describe('appendAudit', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database[Symbol.asyncDispose]());

  it('should keep one chain when many write at once, and give back from the database what was hashed', async () => {
    const { db } = database;
    const documentId = await aDocument(db);
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        db.$transaction(
          (tx) =>
            appendAudit(tx, {
              documentId,
              at: new Date(),
              actor: 'vanthu',
              action: 'document.test',
              data: { z: index, a: { nested: ['ễ', 1.5, null, true], when: new Date(0), none: undefined } },
            }),
          { maxWait: 30_000, timeout: 30_000 },
        ),
      ),
    );
    const chain = await readChain(db, documentId);
    expect(chain.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 12 }, (_, index) => index + 1),
    );
    expect(verifyChain(chain)).toEqual({ valid: true });

    await db.$executeRaw`UPDATE "AuditEntry" SET "actor" = 'lanhdao' WHERE "documentId" = ${documentId}::uuid AND "sequence" = 5`;
    expect(verifyChain(await readChain(db, documentId))).toEqual({ valid: false, brokenAt: 5 });
  });
});
