import { randomBytes } from 'node:crypto';
import { defaultPayloadConverter, type Payload, type SerializationContext } from '@temporalio/common';
import { assert, asyncProperty, constantFrom, jsonValue, string, tuple, uint8Array } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  claimEncoding,
  type LargePayloads,
  largePayload,
} from '../../../workflows/client/claim-check-codec.ts';
import { zstdEncoding } from '../../../workflows/client/compression-codec.ts';
import { encryptedEncoding } from '../../../workflows/client/encryption-codec.ts';
import { HistoryCodec } from '../../../workflows/client/history-codec.ts';
import { largePayloads, removePayloadsOfEnded } from '../../../workflows/client/large-payloads.ts';
import { payloadOf as bytesToPayload, encodingOf } from '../../../workflows/client/payload-bytes.ts';
import { noKeys, type PayloadKeys, parsePayloadKeys } from '../../../workflows/client/payload-keys.ts';
import { localArgument } from '../../../workflows/definition-claim.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

const ring = (...ids: string[]) => parsePayloadKeys(ids.map((id) => `${id}:${secretOf(id)}`).join(','));
const secrets = new Map<string, string>();
function secretOf(id: string): string {
  const secret = secrets.get(id) ?? randomBytes(32).toString('base64');
  secrets.set(id, secret);
  return secret;
}

const context: SerializationContext = { type: 'workflow', namespace: 'default', workflowId: 'case-1' };
const payloadOf = (value: unknown) => defaultPayloadConverter.toPayload(value);
const contentOf = (payload: Payload | undefined) => payload && defaultPayloadConverter.fromPayload(payload);
/** What compression cannot make small. */
const noise = (bytes: number) => randomBytes(bytes / 2).toString('hex');

/** Compressed; encrypted; both. Never to be replaced: running instances have the like in their histories. */
const written = [
  'ChgKCGVuY29kaW5nEgxjb25ndmFuL3pzdGQSOyi1L/1gtQeNAQCEAgoWCghlbmNvZGluZxIKanNvbi9wbGFpbhKaESJjw7RuZyB2xINuICIBAFeE/fIE',
  'Ch8KCGVuY29kaW5nEhNjb25ndmFuL2Flcy0yNTYtZ2NtCg4KA2tleRIHMjAyNi0xMRJC4wXyVK6OW+ul1p4KNkEa2QzRuPLaOIITltZSYXeQBq3myh3naPqzRObLefXbqh1QjxlBMDuj+z3n3zDiuXgy2r4H',
  'Ch8KCGVuY29kaW5nEhNjb25ndmFuL2Flcy0yNTYtZ2NtCg4KA2tleRIHMjAyNi0xMRJz3G3dUNoXZyGvqr/dXTrf9/sWMyKilth8a5jIOJ4P3lCd37o6H3iaZO1HzHTETCUmNlA5a3dqNK7WOK1gWtBw5mKK0R4ScBekkaszsvtcSFnXIcLAdI1x8Jsxa250Vewt7ceJ8m6ehPMH+WXEQ1akPYW9lw==',
];

function inMemory(): LargePayloads & { contents: Map<string, Uint8Array>; puts: number } {
  const contents = new Map<string, Uint8Array>();
  const store = {
    contents,
    puts: 0,
    async put(hash: string, _instanceId: string, content: Uint8Array) {
      store.puts++;
      contents.set(hash, content);
    },
    async get(hash: string) {
      return contents.get(hash) ?? null;
    },
  };
  return store;
}

const codecWith = (keys: PayloadKeys, store: LargePayloads = inMemory()) => new HistoryCodec({ store, keys });

describe('what history keeps of a payload', () => {
  it('should be read back as it was, with and without a key, of any size', async () => {
    const values = tuple(
      jsonValue(),
      string({ maxLength: 3_000 }),
      constantFrom(1, 100, 5_000, 70_000),
      uint8Array(),
    );
    await assert(
      asyncProperty(
        values,
        constantFrom(noKeys, ring('a'), ring('a', 'b')),
        async ([json, text, times, bytes], keys) => {
          const codec = codecWith(keys);
          const payloads = [
            payloadOf({ json, text }),
            payloadOf('x'.repeat(times)),
            payloadOf(bytes),
            payloadOf(undefined),
          ];
          const decoded = await codec.decode(await codec.encode(payloads, context));
          expect(decoded.map(contentOf)).toEqual(payloads.map(contentOf));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('should be left as it is when it is small and there is no key', async () => {
    const payload = payloadOf({ key: '7', variables: { note: 'x' } });
    expect(await codecWith(noKeys).encode([payload], context)).toEqual([payload]);
  });

  it('should be compressed only where that makes it smaller', async () => {
    const codec = codecWith(noKeys);
    const [repeating, random] = await codec.encode(
      [payloadOf('công văn '.repeat(500)), payloadOf(new Uint8Array(randomBytes(4_000)))],
      context,
    );
    expect(repeating && encodingOf(repeating)).toBe(zstdEncoding);
    expect(repeating?.data?.length).toBeLessThan(200);
    expect(random && encodingOf(random)).toBe('binary/plain');
  });

  it('should be readable of histories from before all this, and from before there was a key', async () => {
    const plain = payloadOf({ note: 'old' });
    const [compressed] = await codecWith(noKeys).encode([payloadOf('old '.repeat(1_000))], context);
    const decoded = await codecWith(ring('a')).decode([plain, ...(compressed ? [compressed] : [])]);
    expect(decoded.map(contentOf)).toEqual([{ note: 'old' }, 'old '.repeat(1_000)]);
  });

  it('should be readable in the forms that histories have it in by now', async () => {
    const codec = codecWith(parsePayloadKeys(`2026-11:${'A'.repeat(43)}=`));
    const decoded = await codec.decode(written.map((text) => bytesToPayload(Buffer.from(text, 'base64'))));
    expect(decoded.map(contentOf)).toEqual(['công văn '.repeat(200), 'công văn', 'công văn '.repeat(200)]);
  });

  it('should leave alone what goes to a local activity', async () => {
    const payload = payloadOf('x'.repeat(100_000));
    const marked = { ...payload, metadata: { ...payload.metadata, [localArgument]: Buffer.from('1') } };
    const store = inMemory();
    expect(await codecWith(ring('a'), store).encode([marked], context)).toEqual([marked]);
    expect(store.puts).toBe(0);
  });
});

describe('encryption', () => {
  it('should name its key and show nothing else', async () => {
    const [sealed] = await codecWith(ring('2026-11')).encode([payloadOf({ name: 'Nguyễn Văn A' })], context);
    expect(sealed && encodingOf(sealed)).toBe(encryptedEncoding);
    expect(Buffer.from(sealed?.metadata?.key ?? []).toString()).toBe('2026-11');
    expect(Buffer.from(sealed?.data ?? []).toString()).not.toContain('Nguy');
  });

  it('should never write the same twice', async () => {
    const codec = codecWith(ring('a'));
    const [one, two] = await codec.encode([payloadOf('same'), payloadOf('same')], context);
    expect(one?.data).not.toEqual(two?.data);
  });

  it('should read with an older key and write with the current one', async () => {
    const [old] = await codecWith(ring('old')).encode([payloadOf('secret')], context);
    const rotated = codecWith(ring('new', 'old'));
    expect((await rotated.decode(old ? [old] : [])).map(contentOf)).toEqual(['secret']);
    const [fresh] = await rotated.encode([payloadOf('secret')], context);
    expect(Buffer.from(fresh?.metadata?.key ?? []).toString()).toBe('new');
  });

  it('should say which key is missing', async () => {
    const sealed = await codecWith(ring('old')).encode([payloadOf('secret')], context);
    await expect(codecWith(ring('new')).decode(sealed)).rejects.toThrow(
      'encrypted with the key "old", which is not configured',
    );
    await expect(codecWith(noKeys).decode(sealed)).rejects.toThrow('add it to PAYLOAD_KEYS');
  });

  it('should refuse another key of the same name, and anything altered', async () => {
    const [sealed] = await codecWith(ring('a')).encode([payloadOf('secret')], context);
    const other = parsePayloadKeys(`a:${randomBytes(32).toString('base64')}`);
    await expect(codecWith(other).decode(sealed ? [sealed] : [])).rejects.toThrow('cannot be decrypted');
    const data = sealed?.data ?? new Uint8Array();
    for (const position of [0, 15, data.length - 1]) {
      const altered = data.map((byte, index) => (index === position ? byte ^ 1 : byte));
      await expect(codecWith(ring('a')).decode([{ ...sealed, data: altered }])).rejects.toThrow(
        'was altered',
      );
    }
    const short = { ...sealed, data: data.subarray(0, 20) };
    await expect(codecWith(ring('a')).decode([short])).rejects.toThrow('cannot be decrypted');
  });
});

describe('keys', () => {
  const key = randomBytes(32).toString('base64');

  it('should be read from lines with comments or from a list, the first being the current one', () => {
    const { current, byId } = parsePayloadKeys(`# made in autumn\n2026-11:${key}\n\n2025-03:${key} # old\n`);
    expect(current?.id).toBe('2026-11');
    expect([...byId.keys()]).toEqual(['2026-11', '2025-03']);
    expect([...parsePayloadKeys(`a:${key}, b:${key}`).byId.keys()]).toEqual(['a', 'b']);
  });

  it.each([
    ['no id', key, 'entry 1 must be ID:KEY'],
    ['a short key', 'a:c2hvcnQ=', 'the key "a" must be 32 bytes in base64'],
    ['a key that is not base64', `a:${'*'.repeat(44)}`, 'the key "a" must be 32 bytes in base64'],
    ['the same id twice', `a:${key},a:${key}`, 'two keys with the id "a"'],
    ['nothing', ' # none', 'contains no key'],
  ])('should be refused with one sentence that keeps the secret: %s', (_, text, sentence) => {
    expect(() => parsePayloadKeys(text)).toThrow(sentence);
    expect(() => parsePayloadKeys(text)).not.toThrow(key);
  });
});

describe('a large payload', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database[Symbol.asyncDispose]());
  const stored = () => database.db.$queryRaw<{ hash: string; size: number }[]>`
    SELECT "hash", length("content")::int AS "size" FROM "LargePayload" ORDER BY "storedAt"`;

  it('should be a claim in history and lie in the database once, encrypted', async () => {
    const value = { text: noise(largePayload + 2), name: 'Nguyễn Văn A'.repeat(20) };
    const codec = codecWith(ring('a'), largePayloads(database.db));
    const both = await codec.encode([payloadOf(value), payloadOf(value)], context);
    const again = await codecWith(ring('a'), largePayloads(database.db)).encode([payloadOf(value)], context);
    for (const claim of [...both, ...again]) expect(claim.data?.length).toBeLessThan(200);
    expect(await stored()).toHaveLength(1);
    const [{ found } = { found: true }] = await database.db.$queryRaw<{ found: boolean }[]>`
      SELECT position(convert_to('Nguy', 'UTF8') in "content") > 0 AS "found" FROM "LargePayload"`;
    expect(found).toBe(false);
    // another process, with nothing in memory
    const reader = codecWith(ring('a'), largePayloads(database.db));
    expect((await reader.decode(again)).map(contentOf)).toEqual([value]);
  });

  it('should stay at the limit where it is', async () => {
    const store = inMemory();
    const codec = codecWith(noKeys, store);
    const data = (bytes: number) => payloadOf(new Uint8Array(randomBytes(bytes)));
    const [at, above] = await codec.encode([data(largePayload), data(largePayload + 1)], context);
    expect([at && encodingOf(at), above && encodingOf(above)]).toEqual(['binary/plain', claimEncoding]);
  });

  it('should not be taken for something else that lies under its hash', async () => {
    const store = inMemory();
    const claims = await codecWith(noKeys, store).encode([payloadOf(noise(80_000))], context);
    const other = inMemory();
    await codecWith(noKeys, other).encode([payloadOf(noise(80_000))], context);
    const [hash = ''] = store.contents.keys();
    const [content = new Uint8Array()] = other.contents.values();
    store.contents.set(hash, content);
    await expect(codecWith(noKeys, store).decode(claims)).rejects.toThrow('not what was stored');
    store.contents.clear();
    await expect(codecWith(noKeys, store).decode(claims)).rejects.toThrow('it is not there');
  });

  it('should be kept while an instance needs it, and removed after the last has ended', async () => {
    const { db } = database;
    await using other = await testDatabase();
    const { id: definitionId } = await deployEmpty(other);
    const instance = (id: string, endedAt: Date | null) =>
      other.db.processInstance.create({
        data: {
          ...{ id, definitionId, startedAt: new Date(0), endedAt, activeElements: [] },
          state: endedAt ? 'COMPLETED' : 'ACTIVE',
        },
      });
    const long = new Date(Date.now() - 86_400_000);
    await instance('ended', long);
    await instance('open', null);
    const write = async (workflowId: string, text: string) =>
      await codecWith(noKeys, largePayloads(other.db)).encode([payloadOf(text)], { ...context, workflowId });
    const [mine, shared, foreign] = [noise(80_000), noise(80_000), noise(80_000)];
    const gone = await write('ended', mine);
    const kept = await write('ended', shared);
    await write('open', shared);
    const unknown = await write('something else', foreign);

    // used just now: somebody may be about to read it
    expect(await removePayloadsOfEnded(other.db, new Date(Date.now() - 3_600_000))).toBe(0);
    await other.db.$executeRaw`UPDATE "LargePayloadUse" SET "usedAt" = ${long}`;
    await other.db.$executeRaw`UPDATE "LargePayload" SET "storedAt" = ${long}`;
    expect(await removePayloadsOfEnded(other.db, new Date(Date.now() - 3_600_000))).toBe(1);
    const reader = codecWith(noKeys, largePayloads(other.db));
    expect((await reader.decode([...kept, ...unknown])).map(contentOf)).toEqual([shared, foreign]);
    await expect(reader.decode(gone)).rejects.toThrow('it is not there');
    expect(await db.processInstance.count()).toBe(0);
  });
});

async function deployEmpty({ db }: TestDatabase) {
  await db.definitionContent.create({ data: { hash: 'h', resources: [], graph: {} } });
  return await db.processDefinition.create({
    data: { key: 'p', version: 1, name: 'p', hash: 'h', deployedAt: new Date() },
  });
}
