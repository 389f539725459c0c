import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCommit } from '../../../activities/projection/commit.ts';
import type { CommitInput } from '../../../activities/projection/contract.ts';
import { publishInTransaction } from '../../../activities/projection/message-matching.ts';
import type { Job } from '../../../engine/index.ts';
import { prepareInstance } from '../../../workflows/client/index.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { deployModel } from '../../workflows/support.ts';
import { testJobs } from '../../workflows/test-jobs.ts';

let database: TestDatabase;
let commit: ReturnType<typeof createCommit>;
beforeAll(async () => {
  database = await testDatabase();
  await deployModel({ db: database.db, jobs: testJobs }, 'review');
  commit = createCommit(database.db, (type) => testJobs.find((job) => job.type === type));
});
afterAll(() => database[Symbol.asyncDispose]());

const job = (variables: Record<string, unknown>): Job => ({
  key: '3',
  elementId: 'register',
  type: 'test.number',
  execution: 'transactional',
  retries: 3,
  headers: {},
  variables,
});

async function prepared(): Promise<string> {
  return await database.db.$transaction((tx) =>
    prepareInstance(tx, { key: 'review', variables: {}, agencyCode: 'H26.01' }),
  );
}

async function firstCommit(overrides: Partial<CommitInput> = {}): Promise<CommitInput> {
  const at = Date.now();
  const task = {
    ...{ key: '5', elementId: 'assign', name: 'Giao việc', formId: null, assignee: 'lanhdao', priority: 50 },
    ...{ candidateGroups: ['leader'], candidateUsers: [], dueAt: at + 1000, followUpAt: null, createdAt: at },
    variables: { nested: { text: 'ý kiến' } },
  };
  return {
    instanceId: await prepared(),
    agencyCode: 'H26.01',
    taxCode: null,
    after: 0,
    at,
    commands: [
      { id: null, at, command: { kind: 'start', processId: 'review', businessKey: null, variables: {} } },
    ],
    events: [
      { sequence: 1, at, event: 'activated', element: 'review', type: 'process', key: '1' },
      { sequence: 2, at, event: 'variable', name: 'a', value: { b: [1] }, scope: '1' },
      { sequence: 3, at, event: 'userTaskOpened', task },
    ],
    lifecycle: 'active',
    variables: { a: { b: [1] } },
    activeElements: ['assign'],
    nextDueAt: null,
    needsWorkflow: false,
    jobs: [],
    ...overrides,
  };
}

/** Everything that a commit may have written about an instance. */
async function everything(instanceId: string) {
  const where = { where: { instanceId } };
  const { db } = database;
  return {
    instance: await db.processInstance.findUnique({ where: { id: instanceId } }),
    events: await db.instanceEvent.findMany({ ...where, orderBy: { sequence: 'asc' } }),
    tasks: await db.task.findMany(where),
    incidents: await db.incident.findMany(where),
    subscriptions: await db.messageSubscription.findMany(where),
  };
}

describe('a commit', () => {
  it('should write everything that happened', async () => {
    const input = await firstCommit();
    expect(await commit(input)).toEqual({ jobs: [], messages: [], times: [input.at] });
    const { instance, events, tasks } = await everything(input.instanceId);
    expect(instance).toMatchObject({
      sequence: 3,
      variables: { a: { b: [1] } },
      activeElements: ['assign'],
      input: null,
    });
    expect(events.map(({ event, elementId }) => [event, elementId])).toEqual([
      ['activated', 'review'],
      ['variable', ''],
      ['userTaskOpened', 'assign'],
    ]);
    const leader = await database.db.person.findUniqueOrThrow({ where: { username: 'lanhdao' } });
    expect(tasks).toMatchObject([
      {
        id: `${input.instanceId}:5`,
        name: 'Giao việc',
        assigneeId: leader.id,
        candidateGroups: ['leader@H26.01'],
      },
    ]);
  });

  it('should change a task that was opened before, and leave alone what was not changed', async () => {
    // given
    const first = await firstCommit();
    await commit(first);
    // when
    const { at } = first;
    const changes = { candidateGroups: ['clerk'], dueAt: null, priority: 80 };
    await commit({
      ...first,
      after: 3,
      commands: [],
      events: [
        { sequence: 4, at, event: 'userTaskHeld', key: '5', element: 'assign', by: 'updating' },
        { sequence: 5, at, event: 'userTaskUpdated', key: '5', element: 'assign', changes, actor: null },
      ],
    });
    // then
    const { tasks } = await everything(first.instanceId);
    const leader = await database.db.person.findUniqueOrThrow({ where: { username: 'lanhdao' } });
    expect(tasks).toMatchObject([
      { assigneeId: leader.id, candidateGroups: ['clerk@H26.01'], dueAt: null, priority: 80, state: 'OPEN' },
    ]);
  });

  it('should publish what the instance has sent, to other processes than its own, once', async () => {
    const at = Date.now();
    const sent = { ...{ name: `ask-${randomUUID()}`, correlationKey: 'k', variables: { text: 'why?' } } };
    const waits = (processId?: string) =>
      ({
        ...({ sequence: 2, at, event: 'messageSubscribed', owner: '1' } as const),
        subscription: {
          ...{ key: '9', elementId: 'wait', name: sent.name, correlationKey: 'k' },
          ...(processId === undefined ? {} : { processId }),
        },
      }) as const;
    const started = {
      sequence: 1,
      at,
      event: 'activated',
      element: 'review',
      type: 'process',
      key: '1',
    } as const;
    const thrown = {
      ...({ sequence: 3, at, event: 'messageThrown', element: 'ask', processId: 'review' } as const),
      ...sent,
      expiresAt: at + 60_000,
    };
    const sender = await firstCommit({ at, events: [started, waits(), thrown] });
    await commit(sender);
    await commit(sender);
    const query = { where: { name: sent.name }, include: { deliveries: true } };
    const published = await database.db.publishedMessage.findMany(query);
    expect(published).toMatchObject([{ deliveries: [], variables: { text: 'why?' }, correlationKey: 'k' }]);

    const sibling = await firstCommit({ at, events: [started, waits()] });
    expect((await commit(sibling)).messages).toEqual([]);
    const receiver = await firstCommit({ at, events: [started, waits('called')] });
    expect((await commit(receiver)).messages).toEqual([
      { subscriptionKey: '9', messageId: `${published[0]?.id}:called`, variables: { text: 'why?' } },
    ]);
  });

  it('should change nothing when it is done twice, and say what was done the first time', async () => {
    const caseId = randomUUID();
    const input = await firstCommit({ jobs: [job({ caseId })] });
    const first = await commit(input);
    expect(first.jobs).toMatchObject([
      { key: '3', outcome: 'completed', variables: { number: expect.any(Number) } },
    ]);
    const before = await everything(input.instanceId);
    const book = await database.db.registerBook.findFirst({ where: { agencyCode: 'TEST' } });

    const second = await commit(input);
    expect(second.ahead).toEqual([{ commands: input.commands, jobs: first.jobs, messages: [] }]);
    expect(await everything(input.instanceId)).toEqual(before);
    expect(await database.db.registerBook.findFirst({ where: { agencyCode: 'TEST' } })).toEqual(book);
  });

  it('should be done once when two do it at the same time', async () => {
    const input = await firstCommit({ jobs: [job({ caseId: randomUUID() })] });
    const before = await database.db.registerBook.findFirst({ where: { agencyCode: 'TEST' } });
    const results = await Promise.all([commit(input), commit(input), commit(input)]);
    expect(results.filter(({ ahead }) => ahead === undefined)).toHaveLength(1);
    const after = await database.db.registerBook.findFirst({ where: { agencyCode: 'TEST' } });
    expect(after?.lastNumber).toBe((before?.lastNumber ?? 0) + 1);
  });

  it('should roll back a failed job alone', async () => {
    const input = await firstCommit({ jobs: [job({ caseId: 'x', numberFault: 'closed' })] });
    const before = await database.db.registerBook.findFirst({ where: { agencyCode: 'TEST' } });
    expect((await commit(input)).jobs).toEqual([
      { key: '3', outcome: 'failed', message: 'closed', final: false },
    ]);
    expect((await everything(input.instanceId)).tasks).toHaveLength(1);
    expect(await database.db.registerBook.findFirst({ where: { agencyCode: 'TEST' } })).toEqual(before);
  });

  it.each([
    [{}, 'caseId'],
    [{ caseId: 7 }, 'caseId'],
  ])('should name the field that is wrong in %j', async (variables, field) => {
    const input = await firstCommit({ jobs: [job(variables)] });
    expect((await commit(input)).jobs).toMatchObject([
      { outcome: 'failed', final: true, message: expect.stringContaining(field) },
    ]);
  });

  it('should refuse to leave a gap', async () => {
    const input = await firstCommit({ after: 5 });
    await expect(commit(input)).rejects.toThrow('projected up to 5');
  });
});

describe('a message and a subscription', () => {
  const subscribing = (correlationKey: string) =>
    firstCommit().then((input): CommitInput => {
      const subscription = { key: '9', elementId: 'catch', name: 'recall', correlationKey };
      return {
        ...input,
        events: [{ sequence: 1, at: input.at, event: 'messageSubscribed', subscription, owner: '8' }],
      };
    });
  const publishing = (correlationKey: string) =>
    database.db.$transaction((tx) =>
      publishInTransaction(tx, {
        ...{ messageId: randomUUID(), name: 'recall', correlationKey },
        ...{ variables: { from: 'x' }, timeToLive: 60_000 },
      }),
    );

  it('should never miss each other, whoever comes first', async () => {
    for (let round = 0; round < 20; round++) {
      const key = randomUUID();
      const input = await subscribing(key);
      const [committed, published] = await Promise.all([commit(input), publishing(key)]);
      const taken =
        committed.messages.length +
        published.deliveries.filter(
          ({ instanceId, deliveredAt }) => instanceId === input.instanceId && deliveredAt === null,
        ).length;
      expect(taken).toBe(1);
    }
  });

  it('should meet once only', async () => {
    const key = randomUUID();
    await publishing(key);
    const [first, second] = [await subscribing(key), await subscribing(key)];
    expect((await commit(first)).messages).toMatchObject([
      { subscriptionKey: '9', variables: { from: 'x' } },
    ]);
    expect((await commit(second)).messages).toEqual([]);
  });
});
