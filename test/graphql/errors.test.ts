import { parse } from 'graphql/index.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { inputPath } from '../../graphql/plugins/input-path.ts';
import { measure } from '../../graphql/plugins/use-complexity-limit.ts';
import { take } from '../../graphql/plugins/use-rate-limit.ts';
import { openDatabase } from '../../prisma/database.ts';
import { type ApiBench, apiBench, events, unreachableTemporal } from './support.ts';

let bench: ApiBench;
beforeAll(async () => {
  bench = await apiBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const submit =
  'mutation ($input: SubmitDocumentInput!) { submitDocument(input: $input) { document { id } } }';

describe('errors', () => {
  it('should be in Vietnamese, or in English where that is preferred', async () => {
    const vietnamese = await bench.as(null)('{ documents { totalCount } }');
    const english = await bench.as(null)(
      '{ documents { totalCount } }',
      {},
      { 'accept-language': 'en-GB,vi;q=0.5' },
    );

    expect(vietnamese.errors).toMatchObject([
      { message: 'Bạn cần đăng nhập.', extensions: { code: 'UNAUTHENTICATED' } },
    ]);
    expect(english.errors?.[0]?.message).toBe('You need to sign in.');
    expect((await bench.as(null)('{ me { id } }')).data).toEqual({ me: null });
  });

  it('should name the field of a variable that does not fit its type', async () => {
    const answer = await bench.as('doanhnghiep')(submit, {
      input: { idempotencyKey: 'x', fileIds: [1, {}] },
    });
    const codes = answer.errors?.map(({ extensions }) => extensions);

    expect(codes?.every(({ code }) => code === 'BAD_USER_INPUT')).toBe(true);
    expect(codes?.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['input.receiver', 'input.subject', 'input.kind', 'input.fileIds.1']),
    );
  });

  it('should have a code of the contract for syntax and validation as well', async () => {
    for (const query of ['{', '{ nothing }', 'query ($x: Int) { me { id } }', '']) {
      const answer = await bench.as('doanhnghiep')(query);
      expect(
        answer.errors?.map(({ extensions }) => extensions.code),
        query,
      ).toEqual(['BAD_USER_INPUT']);
    }
  });

  it('should answer refused requests with a status of HTTP, as GraphQL over HTTP says', async () => {
    const ask = async (accept: string) => {
      const headers = { 'content-type': 'application/json', accept };
      const body = JSON.stringify({ query: '{ nothing }' });
      return bench.api.fetch(bench.request('vanthu', '/graphql', { method: 'POST', body, headers }));
    };
    const response = await ask('application/graphql-response+json');
    expect([response.status, response.headers.get('content-type')]).toEqual([
      400,
      'application/graphql-response+json; charset=utf-8',
    ]);
  });

  it('should mask what is unexpected behind an id under which the log has it', async () => {
    await using broken = await apiBench({
      database: bench.database,
      storage: { put: () => Promise.reject(new TypeError('secret of the stack')) } as never,
    });

    const answer = await broken.upload('doanhnghiep', 'a.pdf', '%PDF-1.7 masked');

    const message = answer.errors?.[0]?.message ?? '';
    expect(message).toMatch(/^Lỗi hệ thống, mã [0-9a-f]{10}\.$/);
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'UNAVAILABLE' });
    expect(JSON.stringify(answer)).not.toContain('secret');
    const id = /mã (\w+)/.exec(message)?.[1] ?? '';
    expect(broken.logged.some((line) => line.includes(id) && line.includes('secret of the stack'))).toBe(
      true,
    );
  });

  it('should say UNAVAILABLE when the database is down', async () => {
    const db = openDatabase('postgresql://nobody:x@127.0.0.1:1/none');
    await using down = await apiBench({
      database: bench.database,
      db,
      authenticate: async () => ({ personId: crypto.randomUUID() }),
      temporal: unreachableTemporal(),
    });

    const response = await down.api.fetch(
      down.request('x', '/graphql', {
        method: 'POST',
        body: JSON.stringify({ query: '{ me { id } }' }),
        headers: { 'content-type': 'application/json' },
      }),
    );

    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
    await db.$disconnect();
  });

  it('should refuse a page that is too large and a cursor that is none', async () => {
    const large = await bench.as('vanthu')('{ documents(first: 101) { totalCount } }');
    const cursor = await bench.as('vanthu')('{ documents(after: "x") { totalCount } }');
    expect(large.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', path: 'first' });
    expect(cursor.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', path: 'after' });
  });
});

describe('limits', () => {
  it('should refuse what costs too much before running it', async () => {
    const deep = `{ ${'documents(first: 100) { edges { node { replies { '.repeat(1)} ${'inReplyTo { replies { '.repeat(8)} id ${' } }'.repeat(8)} } } } } }`;
    const wide =
      '{ documents(first: 100) { edges { node { instance { events(first: 100) { edges { node { sequence at event type } } } } } } } }';
    for (const query of [deep, wide]) {
      const answer = await bench.as('vanthu')(query);
      expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['TOO_COMPLEX']);
    }
  });

  it('should refuse a text that is too long before parsing it', async () => {
    const answer = await bench.as('vanthu')(`{ ${'me { id } '.repeat(4_000)} }`);
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['TOO_COMPLEX']);
  });

  it('should measure fragments that double in no time', () => {
    const levels = Array.from(
      { length: 40 },
      (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
    );
    const document = parse(`{ ...F0 } ${levels.join(' ')} fragment F40 on Query { me { id } }`);
    expect(measure(document, null, {}).cost).toBeGreaterThan(1e12);
  });

  it('should let tools ask for the schema', async () => {
    const { getIntrospectionQuery } = await import('graphql/index.js');
    expect((await bench.as('vanthu')(getIntrospectionQuery())).errors).toBeUndefined();
  });

  it('should answer RATE_LIMITED to a caller who asks too often, and to nobody else', async () => {
    const person = { rate: 0.001, burst: 2 };
    await using slow = await apiBench({
      database: bench.database,
      rateLimits: { person, anonymous: person },
    });
    const ask = async (name: string) =>
      (await slow.as(name)('{ me { id } }')).errors?.[0]?.extensions.code ?? 'OK';

    expect([await ask('vanthu'), await ask('vanthu'), await ask('vanthu')]).toEqual([
      'OK',
      'OK',
      'RATE_LIMITED',
    ]);
    expect(await ask('lanhdao')).toBe('OK');
  });

  it('should let one caller open only so many subscriptions, and open more when some are closed', async () => {
    await using few = await apiBench({ database: bench.database, subscriptionLimit: 1 });
    const address = await few.listen();
    const subscribe = (signal: AbortSignal) =>
      fetch(`${address}/graphql?query=${encodeURIComponent('subscription { notifications { id } }')}`, {
        headers: { accept: 'text/event-stream', 'x-test-user': 'vanthu' },
        signal,
      });
    const [first, second] = [new AbortController(), new AbortController()];

    await subscribe(first.signal);
    const refused = await events(await subscribe(second.signal)).next();
    first.abort();
    await vi.waitFor(async () => {
      const third = new AbortController();
      const answer = await subscribe(third.signal);
      third.abort();
      expect(answer.status).toBe(200);
    });

    expect(refused.value).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
  });

  it('should fill a bucket again with time', () => {
    const buckets = new Map();
    const limit = { rate: 1, burst: 1 };
    expect([0, 500, 1_600].map((now) => take(buckets, 'a', limit, now))).toEqual([true, false, true]);
  });

  it('should give up on an operation that takes too long', async () => {
    const hang = new Promise<never>(() => undefined);
    await using slow = await apiBench({
      database: bench.database,
      timeoutMs: 50,
      storage: { put: () => hang } as never,
    });
    const answer = await slow.upload('doanhnghiep', 'a.pdf', '%PDF-1.7 slow');
    expect(answer.errors?.[0]?.extensions.code).toBe('UNAVAILABLE');
  });

  it('should count operations for /metrics', async () => {
    await bench.as('vanthu')('{ me { id } }');
    const metrics = await (await bench.api.fetch(bench.request(null, '/metrics'))).text();
    expect(metrics).toMatch(/congvan_api_operations_total\{kind="query",code="OK"\} \d+/);
    expect(metrics).toMatch(/congvan_api_operation_seconds_count \d+/);
  });
});

describe('input path', () => {
  it.each([
    [
      'Variable "$input" got invalid value {}; Field "subject" of required type "String!" was not provided.',
      'input.subject',
    ],
    [
      'Variable "$input" got invalid value {} at "input.fileIds[0]"; ID cannot represent value: {}',
      'input.fileIds.0',
    ],
    ['Variable "$id" of required type "ID!" was not provided.', 'id'],
    ['Cannot query field "x" on type "Query".', null],
  ])('should be found in %s', (message, path) => {
    expect(inputPath(message)).toBe(path);
  });
});
