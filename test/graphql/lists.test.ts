import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mostCounted } from '../../graphql/connection.ts';
import type { PrismaClient } from '../../prisma/client/client.ts';
import { type ApiBench, apiBench, aTask, deployNothing, submit } from './support.ts';

let bench: ApiBench;
beforeAll(async () => {
  bench = await apiBench();
  await deployNothing(bench.db);
});
afterAll(() => bench[Symbol.asyncDispose]());

const day = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * day);

interface Edge {
  cursor: string;
  node: { id: string };
}

describe('tasks', () => {
  it('should come overdue first, then by due date, priority and age, in pages without gap or repetition', async () => {
    const group = 'inspector@H26.01';
    const make = async (dueAt: Date | null, priority = 50) =>
      (await aTask(bench.db, { groups: [group], dueAt, priority })).taskId;
    const [noDate, noDateUrgent] = [await make(null), await make(null, 90)];
    const [late, tomorrow, veryLate] = [
      await make(inDays(-1)),
      await make(inDays(1)),
      await make(inDays(-3)),
    ];
    const later = inDays(5);
    const [low, high] = [await make(later, 10), await make(later, 80)];

    const seen: string[] = [];
    let after: string | null = null;
    do {
      const answer = await bench.as('thanhtra')(
        'query ($after: String) { tasks(first: 2, after: $after) { totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor node { id overdue } } } }',
        { after },
      );
      const { edges, pageInfo, totalCount } = answer.data.tasks;
      expect(totalCount).toBe(7);
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...edges.map(({ node }: Edge) => node.id));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after);

    expect(seen).toEqual([veryLate, late, tomorrow, high, low, noDateUrgent, noDate]);
  });

  it('should be filtered', async () => {
    const person = await bench.db.person.findUniqueOrThrow({ where: { username: 'lanhdao' } });
    const group = 'leader@H26.01';
    const document = await submit(bench, 'doanhnghiep');
    const mine = (await aTask(bench.db, { groups: [group], assigneeId: person.id })).taskId;
    const late = (await aTask(bench.db, { groups: [group], dueAt: inDays(-1), documentId: document.id }))
      .taskId;
    const ids = async (filter: Record<string, unknown>) => {
      const query = 'query ($filter: TaskFilter) { tasks(filter: $filter) { edges { node { id } } } }';
      const answer = await bench.as('lanhdao')(query, { filter });
      return answer.data.tasks.edges.map(({ node }: Edge) => node.id);
    };

    expect(await ids({})).toEqual([late, mine]);
    expect(await ids({ mine: true })).toEqual([mine]);
    expect(await ids({ mine: false })).toEqual([late]);
    expect(await ids({ overdue: true })).toEqual([late]);
    expect(await ids({ overdue: false })).toEqual([mine]);
    expect(await ids({ group })).toEqual([late, mine]);
    expect(await ids({ group: 'clerk@H26.01' })).toEqual([]);
    expect(await ids({ process: 'incoming-document' })).toEqual([late, mine]);
    expect(await ids({ process: 'other' })).toEqual([]);
    expect(await ids({ dueBefore: new Date().toISOString() })).toEqual([late]);
    expect(await ids({ document: document.id })).toEqual([late]);
    expect(await ids({ document: 'x' })).toEqual([]);
    expect(await ids({ state: 'COMPLETED' })).toEqual([]);
    expect(await ids({ state: null })).toEqual([late, mine]);
  });

  it('should come in any order asked for, in pages without gap or repetition', async () => {
    const group = 'order@H26.01';
    const make = async (dueAt: Date | null, priority: number) =>
      (await aTask(bench.db, { groups: [group, 'inspector@H26.01'], dueAt, priority })).taskId;
    const [first, second, third] = [
      await make(inDays(2), 10),
      await make(null, 90),
      await make(inDays(1), 50),
    ];
    const inOrder = async (by: string, descending: boolean) => {
      const query = `query ($after: String, $sort: TaskSort) { tasks(first: 1, after: $after, sort: $sort, filter: { group: "${group}" }) {
        pageInfo { hasNextPage endCursor } edges { node { id } } } }`;
      const seen: string[] = [];
      for (let after: string | null = null, goesOn = true; goesOn; ) {
        const { data } = await bench.as('thanhtra')(query, { after, sort: { by, descending } });
        seen.push(...data.tasks.edges.map(({ node }: Edge) => node.id));
        after = data.tasks.pageInfo.endCursor;
        goesOn = data.tasks.pageInfo.hasNextPage;
      }
      return seen;
    };

    expect(await inOrder('PRIORITY', true)).toEqual([second, third, first]);
    expect(await inOrder('CREATED', false)).toEqual([first, second, third]);
    expect(await inOrder('DUE', false)).toEqual([third, first, second]);
    expect(await inOrder('DUE', true)).toEqual([first, third, second]);
  });
});

describe('the number of all rows', () => {
  it('should be exact up to a limit, and say where there are more', async () => {
    // given
    const group = 'counted@H26.01';
    const { instanceId } = await aTask(bench.db, { groups: [group] });
    const addMore = async (count: number, from: number) =>
      bench.db.task.createMany({
        data: Array.from({ length: count }, (_, index) => ({
          ...{ id: `${instanceId}:more-${from + index}`, instanceId, key: `more-${from + index}` },
          ...{ elementId: 'work', name: 'Xử lý', createdAt: new Date(), candidateGroups: [group] },
          ...{ agencyCode: 'H26.01', words: ['xu', 'ly'] },
        })),
      });
    const most = mostCounted.ofTasks;
    const numberOf = async (filter: string) => {
      const query = `{ tasks(first: 1, filter: { group: "${group}" ${filter} }) { totalCount totalCountExceeded } }`;
      return (await bench.as('quantri')(query)).data.tasks;
    };
    // then
    await addMore(most - 1, 0);
    expect(await numberOf('')).toEqual({ totalCount: most, totalCountExceeded: false });
    await addMore(1, most);
    expect(await numberOf('')).toEqual({ totalCount: most, totalCountExceeded: true });
    expect(await numberOf('search: "xử lý"')).toEqual({ totalCount: most, totalCountExceeded: false });
    expect(await numberOf('mine: true')).toEqual({ totalCount: 0, totalCountExceeded: false });
    await bench.db.task.deleteMany({ where: { instanceId } });
  });

  it('should be told of a short list and of one that may not be seen', async () => {
    const { data } = await bench.as('quantri')(
      '{ processDefinitions(first: 0) { totalCount totalCountExceeded } }',
    );
    expect(data.processDefinitions).toEqual({ totalCount: expect.any(Number), totalCountExceeded: false });
  });
});

describe('documents', () => {
  it('should be found by what names them, and filtered', async () => {
    const plain = await submit(bench, 'doanhnghiep2', { subject: 'Báo cáo tình hình lao động', kind: 'BC' });
    const number = '12';
    await bench.db.document.update({
      where: { id: plain.id },
      data: { incomingNumber: number, receivedAt: new Date(), dueAt: inDays(-1), statusCode: '03' },
    });
    const ids = async (variables: Record<string, unknown>) => {
      const query =
        'query ($filter: DocumentFilter, $search: String) { documents(filter: $filter, search: $search) { edges { node { id } } } }';
      const answer = await bench.as('vanthu')(query, variables);
      return answer.data.documents.edges.map(({ node }: Edge) => node.id);
    };

    expect(await ids({ search: 'lao động' })).toEqual([plain.id]);
    expect(await ids({ search: plain.trackingCode.toLowerCase() })).toEqual([plain.id]);
    expect(await ids({ search: 'hồng hà' })).toEqual([plain.id]);
    expect(await ids({ search: '12' })).toEqual([plain.id]);
    expect(await ids({ filter: { kind: 'BC' } })).toEqual([plain.id]);
    expect(await ids({ filter: { overdue: true } })).toEqual([plain.id]);
    expect(await ids({ filter: { overdue: false } })).not.toContain(plain.id);
    expect(await ids({ filter: { side: 'AGENCY' } })).toEqual([]);
    expect(await ids({ filter: { side: 'ENTERPRISE', statusCodes: ['03'] } })).toEqual([plain.id]);
    expect(await ids({ filter: { receivedFrom: inDays(-1), receivedTo: inDays(1) } })).toEqual([plain.id]);
    await bench.db.document.update({ where: { id: plain.id }, data: { pausedAt: inDays(-2) } });
    expect(await ids({ filter: { overdue: true } })).toEqual([]);
  });

  it('should tell a sender how the clock stands', async () => {
    const document = await submit(bench, 'doanhnghiep');
    const set = (data: Record<string, unknown>) =>
      bench.db.document.update({ where: { id: document.id }, data });
    const query =
      'query ($code: String!) { documentStatus(trackingCode: $code) { code label en: label(language: "en") overdue paused expectedAt workingDaysLeft dueAt direction documentId history { code } } }';
    const status = async () =>
      (await bench.as('doanhnghiep')(query, { code: document.trackingCode })).data.documentStatus;

    const before = await status();
    await set({ dueAt: inDays(10) });
    const running = await status();
    await set({ dueAt: inDays(10), pausedAt: new Date() });
    const paused = await status();
    await set({ dueAt: inDays(-10), pausedAt: null });
    const late = await status();

    expect(before).toMatchObject({
      code: '01',
      label: 'Đã đến',
      en: 'Arrived',
      overdue: false,
      workingDaysLeft: null,
      direction: 'INCOMING',
      documentId: document.id,
      history: [{ code: '01' }],
    });
    expect(running).toMatchObject({ overdue: false, paused: false, expectedAt: running.dueAt });
    expect(running.workingDaysLeft).toBeGreaterThan(3);
    expect(running.workingDaysLeft).toBeLessThan(10);
    expect(paused).toMatchObject({ overdue: false, paused: true, expectedAt: null });
    expect(late.overdue).toBe(true);
    expect(late.workingDaysLeft).toBeLessThan(0);
  });
});

describe('register', () => {
  it('should list the lines of the viewer’s agency, the last first', async () => {
    const year = Number(new Date().toISOString().slice(0, 4));
    for (const agencyCode of ['H26.01', 'H26.02']) {
      const book = { agencyCode, kind: 'INCOMING' as const, year };
      await bench.db.registerBook.create({ data: { ...book, lastNumber: 3 } });
      for (const number of [1, 2, 3]) {
        const { id } = await submit(bench, 'doanhnghiep', { receiver: agencyCode, subject: `Sổ ${number}` });
        const symbol = String(number).padStart(2, '0');
        await bench.db.registerEntry.create({
          data: { ...book, number, documentId: id, symbol, registeredAt: new Date() },
        });
      }
    }
    const query = `query ($search: String, $first: Int, $after: String) {
      register(kind: INCOMING, search: $search, first: $first, after: $after) {
        totalCount pageInfo { endCursor } edges { node { number year symbol document { receiver { ... on Agency { code } } } } } } }`;

    const first = await bench.as('vanthu')(query, { first: 2 });
    const rest = await bench.as('vanthu')(query, { first: 2, after: first.data.register.pageInfo.endCursor });
    const found = await bench.as('vanthu')(query, { search: 'Sổ 2' });

    expect(first.data.register.totalCount).toBe(3);
    expect(
      [first, rest].flatMap(({ data }) =>
        data.register.edges.map(({ node }: { node: { number: number } }) => node.number),
      ),
    ).toEqual([3, 2, 1]);
    expect(first.data.register.edges[0].node).toMatchObject({
      symbol: '03',
      document: { receiver: { code: 'H26.01' } },
    });
    expect(found.data.register.edges).toMatchObject([{ node: { number: 2, year } }]);
  });
});

describe('contracts and inspections', () => {
  it('should come with their documents', async () => {
    const document = (trackingCode: string) => ({
      trackingCode,
      direction: 'OUTGOING' as const,
      subject: 'Hợp đồng',
      kind: 'HĐ',
      agencyCode: 'H26.01',
      taxCode: '0199990011',
    });
    const photo = (await bench.upload('thanhtra', 'anh.png', '\u0089PNG')).data.uploadFile.id;
    await bench.db.document.create({
      data: {
        ...document('H26.01-26-CCCCCCCC'),
        contract: {
          create: {
            templateId: 'x',
            values: { price: 5 },
            parties: { create: [{ position: 1, name: 'A', taxCode: '0199990011' }] },
          },
        },
      },
    });
    await bench.db.document.create({
      data: {
        ...document('H26.01-26-DDDDDDDD'),
        inspection: {
          create: {
            decisionNumber: '05/QĐ',
            conclusionFileId: photo,
            findings: { create: [{ position: 1, item: 'PCCC', result: 'FAIL', photoIds: [photo] }] },
          },
        },
      },
    });
    const contracts =
      '{ contracts { totalCount edges { node { contract { values parties { position name enterprise { taxCode } } } } } } }';
    const inspections =
      '{ inspections { totalCount edges { node { inspection { decisionNumber conclusion { id } findings { result photos { id } } } } } } }';

    const own = await bench.as('doanhnghiep')(contracts);
    const seen = await bench.as('doanhnghiep')(inspections);
    const inside = await bench.as('thanhtra')(inspections);

    expect(own.data.contracts.edges).toMatchObject([
      {
        node: {
          contract: { values: { price: 5 }, parties: [{ name: 'A', enterprise: { taxCode: '0199990011' } }] },
        },
      },
    ]);
    expect((await bench.as('doanhnghiep2')(contracts)).data.contracts.totalCount).toBe(0);
    const finding = { result: 'FAIL', photos: [{ id: photo }] };
    expect(seen.data.inspections.edges).toMatchObject([
      { node: { inspection: { conclusion: null, findings: [finding] } } },
    ]);
    expect(inside.data.inspections.edges).toMatchObject([
      { node: { inspection: { conclusion: { id: photo } } } },
    ]);
  });
});

describe('reference data', () => {
  it('should be there for forms and the designer', async () => {
    const answer = await bench.as('vanthu')(
      '{ agencies { code name } enterprises(search: "thăng long") { taxCode } people(role: "clerk") { name roles } documentKinds { code name en: name(language: "en") } contractTemplates { id name fields body } elementTemplates }',
    );
    expect(answer.errors).toBeUndefined();
    expect(answer.data.enterprises).toEqual([{ taxCode: '0199990011' }]);
    expect(answer.data.people).toEqual([{ name: 'Lê Minh Châu', roles: ['CLERK'] }]);
    expect(answer.data.documentKinds[0]).toEqual({ code: 'CV', name: 'Công văn', en: 'Official letter' });
    expect(answer.data.agencies.length).toBeGreaterThan(1);
    expect(answer.data.elementTemplates.length).toBeGreaterThan(10);
  });
});

describe('a page of a list', () => {
  it('should cost the same number of queries however many rows it has', async () => {
    let queries = 0;
    const counted = bench.db.$extends({
      query: {
        $allOperations({ args, query }) {
          queries += 1;
          return query(args);
        },
      },
    });
    await using counting = await apiBench({
      database: bench.database,
      db: counted as unknown as PrismaClient,
    });
    for (let i = 0; i < 12; i += 1) {
      const document = await submit(bench, i % 2 ? 'doanhnghiep' : 'doanhnghiep2');
      await aTask(bench.db, { documentId: document.id, groups: ['records-officer@H26.01'] });
    }
    const query = `query ($first: Int!) { tasks(first: $first) { totalCount edges { node {
      id assignee { name } form instance { id definition { name } incidents { id } }
      document { subject sender { __typename ... on Enterprise { name } } receiver { __typename } files { name size }
        signatures { subject } deadline { dueAt } status { label workingDaysLeft history { code } replies { id } receipt { id } }
        tasks { id } dossierCode contract { sealedAt } inspection { endedAt } } } } } }`;
    const cost = async (first: number) => {
      queries = 0;
      const answer = await counting.as('vanthu')(query, { first });
      expect(answer.errors).toBeUndefined();
      expect(answer.data.tasks.edges).toHaveLength(first);
      return queries;
    };

    const [one, ten] = [await cost(1), await cost(10)];

    expect(ten).toBe(one);
    expect(ten).toBeLessThan(25);
  });
});
