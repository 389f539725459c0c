/** The whole way of a document through the API, by the people of both sides, with the real process and the real jobs. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PDFDocument } from '@cantoo/pdf-lib';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jobs } from '../../activities/index.ts';
import { fileStorage } from '../../activities/storage/file-storage.ts';
import { createWorker } from '../../cli/create-worker.ts';
import { timeSkippingServer } from '../../cli/temporal/test-environments.ts';
import { buildBundle } from '../../workflows/bundle.ts';
import { deploy, taskQueue, temporalClient } from '../../workflows/client/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { eventually } from '../workflows/support.ts';
import { type ApiBench, apiBench, submitMutation } from './support.ts';

let server: TestWorkflowEnvironment;
let database: TestDatabase;
let api: ApiBench;
let folder: string;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  [server, database, folder] = await Promise.all([
    timeSkippingServer(),
    testDatabase(),
    mkdtemp(join(tmpdir(), 'congvan-document-')),
  ]);
  const storage = fileStorage(join(folder, 'files'));
  const environment = { storage, pkiFolder: join(folder, 'pki') };
  const worker = await createWorker({
    connection: server.nativeConnection,
    taskQueue,
    db: database.db,
    jobs,
    environment,
    bundlePath: await buildBundle(),
    settings: { maxCachedWorkflows: 20, shutdownGraceTime: 0 },
  });
  const running = worker.run();
  stopWorker = async () => {
    worker.shutdown();
    await running;
  };
  api = await apiBench({
    database,
    temporal: temporalClient({ connection: server.connection, db: database.db }),
    storage,
  });
  const { findings, definitions } = await deploy(database.db, {
    resources: await readProcess('incoming-document'),
    actorId: null,
  });
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(definitions.length).toBeGreaterThan(0);
});
afterAll(async () => {
  await stopWorker();
  await api[Symbol.asyncDispose]();
  await server.teardown();
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function readProcess(name: string) {
  const root = fileURLToPath(new URL(`../../process-definitions/${name}/`, import.meta.url));
  const files = await readdir(root, { recursive: true });
  const models = files.filter((file) => /\.(bpmn|dmn|form)$/.test(file));
  return Promise.all(
    models.map(async (file) => ({
      name: file.split('/').at(-1) ?? file,
      content: await readFile(join(root, file), 'utf8'),
    })),
  );
}

async function uploadPdf(person: string, name: string): Promise<string> {
  const pdf = await PDFDocument.create();
  pdf.addPage([595, 842]).drawText(`Document ${name} ${Math.random()}`);
  const answer = await api.upload(person, name, new Uint8Array(await pdf.save()));
  return answer.data.uploadFile.id;
}

interface OpenTask {
  id: string;
  elementId: string;
  form: { components: { key?: string }[] } | null;
}

/** Waits for the person's next task on the document: jobs between two tasks run by themselves. */
function nextTask(person: string, document: string, elementId: string): Promise<OpenTask> {
  const query = `query ($document: ID!) { tasks(filter: { document: $document }) { edges { node { id elementId form } } } }`;
  return eventually(async () => {
    const answer = await api.as(person)(query, { document });
    const tasks: OpenTask[] = answer.data.tasks.edges.map(({ node }: { node: OpenTask }) => node);
    return tasks.find((task) => task.elementId === elementId);
  }, `the task ${elementId} of ${person}`);
}

async function complete(
  person: string,
  document: string,
  elementId: string,
  variables: Record<string, unknown>,
) {
  const { id } = await nextTask(person, document, elementId);
  const mutation = `mutation ($input: CompleteTaskInput!) { completeTask(input: $input) { task { state } } }`;
  const answer = await api.as(person)(mutation, { input: { id, variables } });
  expect(answer.errors, elementId).toBeUndefined();
}

/** Whoever had the task takes its completion back. */
async function undo(id: string) {
  const mutation = `mutation ($id: ID!) { undoTask(id: $id, reason: "Nhầm dự thảo") {
    task { state } instance { activeElements } } }`;
  const answer = await api.as('chuyenvien')(mutation, { id });
  expect(answer.errors).toBeUndefined();
  return answer.data.undoTask;
}

async function status(trackingCode: string) {
  const query = `query ($code: String!) { documentStatus(trackingCode: $code) {
    code incomingNumber workingDaysLeft receipt { id mediaType } history { code }
    replies { id outgoingNumber subject files { id name } signatures { level subject } } } }`;
  return (await api.as('doanhnghiep')(query, { code: trackingCode })).data.documentStatus;
}

it('should travel from an enterprise to its signed reply', async () => {
  const input = {
    idempotencyKey: 'one',
    receiver: 'H26.01',
    subject: 'Đề nghị hướng dẫn thủ tục đầu tư',
    kind: 'CV',
    fileIds: [await uploadPdf('doanhnghiep', 'Công văn số 5.pdf')],
  };
  const submitted = await api.as('doanhnghiep')(submitMutation, { input });
  expect(submitted.errors).toBeUndefined();
  const { id, trackingCode } = submitted.data.submitDocument.document;
  const person = async (username: string) =>
    (await api.db.person.findUniqueOrThrow({ where: { username } })).id;

  await complete('vanthu', id, 'Task_Receive', { decision: 'accept' });
  await complete('lanhdao', id, 'Task_Assign', {
    instruction: 'Giải quyết theo quy định',
    clerkId: await person('chuyenvien'),
    workingDays: 5,
  });
  const assigned = await status(trackingCode);
  const process = await nextTask('chuyenvien', id, 'Task_Process');
  await complete('chuyenvien', id, 'Task_Process', {
    decision: 'draft',
    replySubject: 'Trả lời nhầm',
    replyFiles: [await uploadPdf('chuyenvien', 'Nhầm.pdf')],
  });
  const drafted = await status(trackingCode);
  await nextTask('lanhdao', id, 'Task_Approve');
  const undone = await undo(process.id);
  await complete('chuyenvien', id, 'Task_Process', {
    decision: 'draft',
    replySubject: 'Trả lời về thủ tục đầu tư',
    replyFiles: [await uploadPdf('chuyenvien', 'Trả lời.pdf')],
  });
  await complete('lanhdao', id, 'Task_Approve', { decision: 'approve' });
  const issue = await nextTask('vanthu', id, 'Task_Issue');
  await complete('vanthu', id, issue.elementId, { checked: true });
  const confirm = await nextTask('doanhnghiep', id, 'Task_ConfirmReceipt');
  const replied = await status(trackingCode);

  // those that handle it may have been told already
  expect(['04', '05']).toContain(assigned.code);
  expect(assigned).toMatchObject({ incomingNumber: expect.any(String) });
  expect(assigned.workingDaysLeft).toBeGreaterThan(2);
  expect(drafted.replies).toEqual([]);
  expect(undone).toEqual({ task: { state: 'OPEN' }, instance: { activeElements: expect.any(Array) } });
  expect(undone.instance.activeElements).toContain('Task_Process');
  expect(undone.instance.activeElements).not.toContain('Task_Approve');
  expect(replied).toMatchObject({ code: '06', receipt: { mediaType: 'application/pdf' } });
  expect(replied.replies).toMatchObject([{ subject: 'Trả lời về thủ tục đầu tư' }]);
  expect(replied.replies[0].signatures.length).toBeGreaterThan(1);
  const [file] = replied.replies[0].files;
  const read = async (username: string) =>
    (await api.api.fetch(api.request(username, `/files/${file.id}`))).status;
  expect([await read('doanhnghiep'), await read('doanhnghiep2')]).toEqual([200, 404]);
  expect(confirm.form?.components.length).toBeGreaterThan(0);
});
