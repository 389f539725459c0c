import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiBench, apiBench, aTask, deployNothing, submit } from './support.ts';

let bench: ApiBench;
beforeAll(async () => {
  bench = await apiBench();
  await deployNothing(bench.db);
});
afterAll(() => bench[Symbol.asyncDispose]());

const documentQuery = 'query ($id: ID!) { document(id: $id) { id } }';
const statusQuery = 'query ($code: String!) { documentStatus(trackingCode: $code) { code } }';

async function whoSees(document: { id: string; trackingCode: string }): Promise<string[]> {
  const people = ['vanthu', 'quantri', 'vanthu2', 'doanhnghiep', 'doanhnghiep2', 'portal'];
  const seeing: string[] = [];
  for (const person of people) {
    const byId = (await bench.as(person)(documentQuery, { id: document.id })).data.document !== null;
    const byCode =
      (await bench.as(person)(statusQuery, { code: document.trackingCode })).data.documentStatus !== null;
    const list = await bench.as(person)('{ documents(first: 100) { edges { node { id } } } }');
    const listed = list.data.documents.edges.some(
      ({ node }: { node: { id: string } }) => node.id === document.id,
    );
    expect([byCode, listed], person).toEqual([byId, byId]);
    if (byId) seeing.push(person);
  }
  return seeing;
}

describe('visibility of documents', () => {
  it('should show what was sent to its sender and its receiver', async () => {
    const document = await submit(bench, 'doanhnghiep');
    expect(await whoSees(document)).toEqual(['vanthu', 'quantri', 'doanhnghiep']);
  });

  it('should keep two agencies apart', async () => {
    const document = await submit(bench, 'doanhnghiep2', { receiver: 'H26.02' });
    expect(await whoSees(document)).toEqual(['vanthu2', 'doanhnghiep2']);
  });

  it('should show an outgoing document to its receiver from the delivery on', async () => {
    const { id } = await bench.db.document.create({
      data: {
        trackingCode: 'H26.01-26-AAAAAAAA',
        direction: 'OUTGOING',
        subject: 'Trả lời',
        kind: 'CV',
        agencyCode: 'H26.01',
        metadata: { recipients: ['0199990011'] },
      },
    });
    const document = { id, trackingCode: 'H26.01-26-AAAAAAAA' };
    const before = await whoSees(document);

    await bench.db.document.update({ where: { id }, data: { taxCode: '0199990011' } });

    expect(before).toEqual(['vanthu', 'quantri']);
    expect(await whoSees(document)).toEqual(['vanthu', 'quantri', 'doanhnghiep']);
  });

  it('should show a document to another unit that is asked for its opinion', async () => {
    const document = await submit(bench, 'doanhnghiep');
    await aTask(bench.db, { documentId: document.id, groups: ['clerk@H26.02'] });

    const asked = await bench.as('chuyenvien2')(documentQuery, { id: document.id });
    const others = await bench.as('vanthu2')(documentQuery, { id: document.id });

    expect(asked.data.document).not.toBeNull();
    expect(others.data.document).toBeNull();
  });

  it('should show a portal what it sent and the replies to it, and nothing else', async () => {
    const sent = await submit(bench, 'portal', { metadata: { onBehalfOf: '0199990011' } });
    await submit(bench, 'doanhnghiep');
    await bench.db.document.create({
      data: {
        trackingCode: 'H26.01-26-BBBBBBBB',
        direction: 'OUTGOING',
        subject: 'Trả lời cổng',
        kind: 'CV',
        agencyCode: 'H26.01',
        taxCode: '0199990011',
        inReplyToId: sent.id,
      },
    });

    const list = await bench.as('portal')(
      '{ documents { totalCount edges { node { trackingCode inReplyTo { id } } } } }',
    );

    expect(list.data.documents.totalCount).toBe(2);
    expect(list.data.documents.edges[0].node).toEqual({
      trackingCode: 'H26.01-26-BBBBBBBB',
      inReplyTo: { id: sent.id },
    });
  });
});

describe('what an enterprise sees of an agency', () => {
  it('should be the handling agency, and nobody and nothing inside it', async () => {
    const document = await submit(bench, 'doanhnghiep');
    const clerk = await bench.db.person.findUniqueOrThrow({ where: { username: 'chuyenvien' } });
    const { instanceId } = await aTask(bench.db, {
      documentId: document.id,
      groups: ['member@0199990011', 'clerk@H26.01'],
      assigneeId: clerk.id,
      variables: { subject: 'Đề nghị', secret: 'nội bộ' },
    });
    await bench.db.document.update({ where: { id: document.id }, data: { instanceId } });
    await bench.db.incident.create({
      data: {
        id: `${instanceId}:9`,
        instanceId,
        key: '9',
        elementId: 'x',
        code: 'X',
        message: 'nội bộ',
        at: new Date(),
      },
    });
    const query = `{ tasks { edges { node { candidateGroups assignee { name } variables
        document { id instance { id } status { handlingAgency { code } } }
        instance { variables activeElements businessKey incidents { id } tasks { id }
          events { totalCount edges { node { sequence } } }
          definition { bpmn resources { name } versions { version } startForm instances { active } } } } } } }`;

    const outside = await bench.as('doanhnghiep')(query);
    const inside = await bench.as('chuyenvien')(query);

    expect(outside.errors).toBeUndefined();
    const task = outside.data.tasks.edges[0].node;
    expect(task).toMatchObject({
      candidateGroups: ['member@0199990011'],
      assignee: null,
      variables: { subject: 'Đề nghị' },
      document: { id: document.id, instance: null, status: { handlingAgency: { code: 'H26.01' } } },
      instance: { variables: {}, activeElements: [], incidents: [], events: { totalCount: 0, edges: [] } },
    });
    expect(task.instance.definition).toEqual({
      bpmn: '',
      resources: [],
      versions: [],
      startForm: null,
      instances: { active: 0 },
    });
    expect(JSON.stringify(outside.data)).not.toContain('nội bộ');
    const seen = inside.data.tasks.edges.find(
      ({ node }: { node: { document: { id: string } } }) => node.document.id === document.id,
    ).node;
    expect(seen).toMatchObject({ assignee: { name: clerk.name }, variables: { secret: 'nội bộ' } });
    expect(seen.instance).toMatchObject({
      variables: { secret: 'nội bộ' },
      incidents: [{ id: `${instanceId}:9` }],
    });
  });

  it('should not be the drafts among the files of its document', async () => {
    const document = await submit(bench, 'doanhnghiep');
    const draft = (await bench.upload('chuyenvien', 'du-thao.pdf', '%PDF-1.7 draft')).data.uploadFile;
    await bench.db.documentFile.create({
      data: { documentId: document.id, fileId: draft.id, role: 'DRAFT', position: 9 },
    });
    const query = 'query ($id: ID!) { document(id: $id) { files { name } } }';
    const names = async (person: string) =>
      (await bench.as(person)(query, document)).data.document.files.map(({ name }: { name: string }) => name);
    const read = async (person: string) =>
      (await bench.api.fetch(bench.request(person, `/files/${draft.id}`))).status;

    expect(await names('doanhnghiep')).toEqual(['van-ban.pdf']);
    expect(await names('chuyenvien')).toEqual(['van-ban.pdf', 'du-thao.pdf']);
    expect([await read('doanhnghiep'), await read('lanhdao'), await read('lanhdao2')]).toEqual([
      404, 200, 404,
    ]);
  });
});

describe('visibility of instances', () => {
  it('should end at the agency', async () => {
    const { instanceId } = await aTask(bench.db, { agencyCode: 'H26.01' });
    const query = 'query ($id: ID!) { processInstance(id: $id) { id variables } }';

    const own = await bench.as('vanthu')(query, { id: instanceId });
    const other = await bench.as('vanthu2')(query, { id: instanceId });

    expect(own.data.processInstance).toMatchObject({ id: instanceId, variables: { secret: 'nội bộ' } });
    expect(other.data.processInstance).toBeNull();
  });

  it('should not let a manager reach into another agency by a message', async () => {
    const document = await submit(bench, 'doanhnghiep2', { receiver: 'H26.02' });
    const publish = `mutation ($key: String!) {
      publishMessage(input: { name: "document.supplement", correlationKey: $key, timeToLive: "P1D" }) { matched } }`;

    const answer = await bench.as('quantri')(publish, { key: document.id });

    expect(answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await bench.db.publishedMessage.count({ where: { correlationKey: document.id } })).toBe(0);
  });
});
