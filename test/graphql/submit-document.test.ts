import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyChain } from '../../activities/audit/chain.ts';
import { readChain } from '../../activities/audit/read.ts';
import { type ApiBench, apiBench, aTask, deployNothing, submit, submitMutation } from './support.ts';

let bench: ApiBench;
beforeAll(async () => {
  bench = await apiBench();
  await deployNothing(bench.db);
});
afterAll(() => bench[Symbol.asyncDispose]());

async function anInput(username = 'doanhnghiep', more: Record<string, unknown> = {}) {
  const file = await bench.upload(username, 'Đơn đề nghị.pdf', `%PDF-1.7 ${Math.random()}`);
  return {
    idempotencyKey: crypto.randomUUID(),
    receiver: 'H26.01',
    subject: 'Đề nghị cấp giấy phép',
    kind: 'CV',
    fileIds: [file.data.uploadFile.id as string],
    ...more,
  };
}

const problems = (answer: { errors?: { extensions: { code: string; path?: string } }[] }) =>
  answer.errors?.map(({ extensions }) => [extensions.code, extensions.path]);

describe('submitDocument', () => {
  it('should keep document, files, status, audit and instance together', async () => {
    const input = await anInput();

    const answer = await bench.as('doanhnghiep')(submitMutation, { input });

    const { document } = answer.data.submitDocument;
    expect(document).toMatchObject({ subject: input.subject, status: { code: '01' } });
    expect(document.trackingCode).toMatch(/^H26\.01-\d{2}-[0-9A-HJKMNP-TV-Z]{8}$/);
    const stored = await bench.db.document.findUniqueOrThrow({
      where: { id: document.id },
      include: { files: true, statusChanges: true, audit: true },
    });
    expect(stored).toMatchObject({ taxCode: '0199990011', agencyCode: 'H26.01', direction: 'INCOMING' });
    expect(stored.files).toMatchObject([{ fileId: input.fileIds[0], role: 'MAIN' }]);
    expect(stored.statusChanges).toMatchObject([{ code: '01' }]);
    expect(verifyChain(await readChain(bench.db, document.id))).toEqual({ valid: true });
    const instance = await bench.db.processInstance.findUniqueOrThrow({
      where: { id: stored.instanceId ?? '' },
    });
    expect(instance).toMatchObject({ documentId: document.id, agencyCode: 'H26.01', taxCode: '0199990011' });
    expect(instance.input).toMatchObject({
      documentId: document.id,
      trackingCode: document.trackingCode,
      agency: 'H26.01',
      taxCode: '0199990011',
      subject: input.subject,
      kind: 'CV',
      urgency: 'NORMAL',
      fileIds: input.fileIds,
      senderName: 'Công ty Cổ phần Thiết bị điện Thăng Long',
    });
  });

  it('should accept the document while Temporal is down, and leave the start to the dispatcher', async () => {
    const document = await submit(bench, 'doanhnghiep');

    const [instance] = await bench.db.processInstance.findMany({ where: { documentId: document.id } });

    expect(instance).toMatchObject({ dispatchedAt: null, state: 'ACTIVE' });
  });

  it('should return the same document when it is repeated, more at once than there are connections', async () => {
    const input = await anInput();

    const answers = await Promise.all(
      Array.from({ length: 25 }, () => bench.as('doanhnghiep')(submitMutation, { input })),
    );

    expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([]);
    const ids = new Set(answers.map(({ data }) => data.submitDocument.document.id));
    expect(ids.size).toBe(1);
    const { idempotencyKey } = input;
    expect(await bench.db.document.count({ where: { idempotencyKey } })).toBe(1);
    expect(await bench.db.processInstance.count({ where: { documentId: [...ids][0] } })).toBe(1);
  });

  it('should keep the keys of two enterprises apart', async () => {
    const first = await anInput('doanhnghiep');
    const second = await anInput('doanhnghiep2', { idempotencyKey: first.idempotencyKey });

    const one = await bench.as('doanhnghiep')(submitMutation, { input: first });
    const other = await bench.as('doanhnghiep2')(submitMutation, { input: second });

    expect(one.data.submitDocument.document.id).not.toBe(other.data.submitDocument.document.id);
  });

  it('should tell every fault with the path of its field', async () => {
    const foreign = await bench.upload('doanhnghiep2', 'a.pdf', '%PDF-1.7 foreign');
    const input = await anInput('doanhnghiep', {
      receiver: 'H99.99',
      subject: '  ',
      kind: 'XX',
      issuedOn: '22/11/2026',
    });
    input.fileIds.push(foreign.data.uploadFile.id, 'not-an-id');

    const answer = await bench.as('doanhnghiep')(submitMutation, { input });

    expect(problems(answer)?.map(([code]) => code)).toEqual(Array(6).fill('BAD_USER_INPUT'));
    expect(
      problems(answer)
        ?.map(([, path]) => path)
        .sort(),
    ).toEqual([
      'input.fileIds.1',
      'input.fileIds.2',
      'input.issuedOn',
      'input.kind',
      'input.receiver',
      'input.subject',
    ]);
    expect(answer.errors?.every(({ message }) => !/[|]/.test(message))).toBe(true);
  });

  it('should refuse a document without files', async () => {
    const input = { ...(await anInput()), fileIds: [] };
    expect(problems(await bench.as('doanhnghiep')(submitMutation, { input }))).toEqual([
      ['BAD_USER_INPUT', 'input.fileIds'],
    ]);
  });

  it('should let a portal send for an enterprise, and for registered ones alone', async () => {
    const refused = await bench.as('portal')(submitMutation, { input: await anInput('portal') });
    const input = await anInput('portal', { metadata: { onBehalfOf: '0199990029' } });

    const accepted = await bench.as('portal')(submitMutation, { input });

    expect(problems(refused)).toEqual([['BAD_USER_INPUT', 'input.metadata.onBehalfOf']]);
    const { id } = accepted.data.submitDocument.document;
    expect(await bench.db.document.findUnique({ where: { id } })).toMatchObject({ taxCode: '0199990029' });
    const seen = await bench.as('doanhnghiep2')(
      'query ($id: ID!) { document(id: $id) { id files { id } } }',
      { id },
    );
    expect(seen.data.document).toMatchObject({ id, files: [{ id: input.fileIds[0] }] });
    const again = await anInput('portal', { fileIds: input.fileIds, metadata: { onBehalfOf: '0199990011' } });
    expect(
      problems(await bench.as('portal')(submitMutation, { input: { ...again, fileIds: input.fileIds } })),
    ).toEqual([['BAD_USER_INPUT', 'input.fileIds.0']]);
  });

  it('should take the answer to a paused document as its supplement, once', async () => {
    const document = await submit(bench, 'doanhnghiep');
    await bench.db.document.update({ where: { id: document.id }, data: { pausedAt: new Date() } });
    const input = await anInput('doanhnghiep', { inReplyTo: document.id, subject: 'Bổ sung bản vẽ' });

    const first = await bench.as('doanhnghiep')(submitMutation, { input });
    const repeated = await bench.as('doanhnghiep')(submitMutation, { input });

    expect(first.data.submitDocument.document.id).toBe(document.id);
    expect(repeated.data.submitDocument.document.id).toBe(document.id);
    const files = await bench.db.documentFile.findMany({
      where: { documentId: document.id, role: 'SUPPLEMENT' },
    });
    expect(files).toMatchObject([{ fileId: input.fileIds[0] }]);
    const messages = await bench.db.publishedMessage.findMany({ where: { correlationKey: document.id } });
    expect(messages).toMatchObject([
      {
        name: 'document.supplement',
        variables: { supplementFileIds: input.fileIds, supplementNote: 'Bổ sung bản vẽ' },
      },
    ]);
  });

  it('should not answer a document that is not the sender’s', async () => {
    const document = await submit(bench, 'doanhnghiep2');
    const input = await anInput('doanhnghiep', { inReplyTo: document.id });
    expect(problems(await bench.as('doanhnghiep')(submitMutation, { input }))).toEqual([
      ['BAD_USER_INPUT', 'input.inReplyTo'],
    ]);
  });
});

describe('recallDocument', () => {
  const recall = 'mutation ($id: ID!) { recallDocument(id: $id, reason: "Gửi nhầm") { id } }';

  it('should be too late when nothing waits for it', async () => {
    const { id } = await submit(bench, 'doanhnghiep');
    expect(problems(await bench.as('doanhnghiep')(recall, { id }))).toEqual([['CONFLICT', undefined]]);
  });

  it('should reach the process of the document, and only for its sender', async () => {
    const { id } = await submit(bench, 'doanhnghiep');
    const { instanceId } = await aTask(bench.db, { documentId: id });
    const subscription = {
      instanceId,
      key: '7',
      elementId: 'recall',
      name: 'document.recall',
      correlationKey: id,
      processId: 'incoming-document',
    };
    await bench.db.messageSubscription.create({ data: subscription });

    const foreign = await bench.as('doanhnghiep2')(recall, { id });
    const own = await bench.as('doanhnghiep')(recall, { id });

    expect(problems(foreign)).toEqual([['NOT_FOUND', undefined]]);
    // Temporal is down in this test: the message is stored for the instance, and the sender is told to come again.
    expect(problems(own)).toEqual([['UNAVAILABLE', undefined]]);
    const messages = await bench.db.publishedMessage.findMany({
      where: { correlationKey: id },
      include: { deliveries: true },
    });
    expect(messages).toMatchObject([
      { deliveries: [{ instanceId, subscriptionKey: '7' }], variables: { reason: 'Gửi nhầm' } },
    ]);
  });

  it('should ask once when it is repeated with the same key, also after the process has taken it up', async () => {
    const { id } = await submit(bench, 'doanhnghiep');
    const { instanceId } = await aTask(bench.db, { documentId: id });
    const place = {
      ...{ elementId: 'recall', name: 'document.recall', correlationKey: id },
      processId: 'incoming-document',
    };
    await bench.db.messageSubscription.create({ data: { instanceId, key: '8', ...place } });
    const keyed =
      'mutation ($id: ID!, $key: String) { recallDocument(id: $id, reason: "Gửi nhầm", idempotencyKey: $key) { id } }';

    await bench.as('doanhnghiep')(keyed, { id, key: 'k-1' });
    await bench.as('doanhnghiep')(keyed, { id, key: 'k-1' });
    const found = { correlationKey: id };
    expect(await bench.db.publishedMessage.count({ where: found })).toBe(1);
    await bench.db.messageDelivery.updateMany({
      where: { message: found },
      data: { deliveredAt: new Date() },
    });
    await bench.db.document.update({ where: { id }, data: { statusCode: '13' } });

    const repeated = await bench.as('doanhnghiep')(keyed, { id, key: 'k-1' });
    const another = await bench.as('doanhnghiep')(keyed, { id, key: 'k-2' });
    expect(repeated).toEqual({ data: { recallDocument: { id } } });
    expect(problems(another)).toEqual([['CONFLICT', undefined]]);
  });
});
