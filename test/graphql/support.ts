/** An API on a database of the test's own, asked over the Fetch standard or over HTTP. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { pino } from 'pino';
import { openScanner } from '../../activities/antivirus/scanner.ts';
import { fileStorage } from '../../activities/storage/file-storage.ts';
import { type Api, type ApiOptions, createApi } from '../../graphql/server.ts';
import type { Document, PrismaClient } from '../../prisma/client/client.ts';
import { WorkError } from '../../workflows/client/index.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape
  data: any;
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; path?: string } }[];
}

export type Ask = (
  query: string,
  variables?: Record<string, unknown>,
  headers?: Record<string, string>,
) => Promise<Answer>;

export interface ApiBench extends AsyncDisposable {
  api: Api;
  db: PrismaClient;
  database: TestDatabase;
  /** Lines of the log, as JSON. */
  logged: string[];
  /** Asks as the person with this user name; null for nobody. */
  as(username: string | null): Ask;
  upload(username: string, name: string, content: string | Uint8Array<ArrayBuffer>): Promise<Answer>;
  /** A request with somebody's credentials. */
  request(username: string | null, path: string, init?: RequestInit): Request;
  /** The address of an HTTP server with this API in it. */
  listen(): Promise<string>;
}

export interface ApiBenchOptions extends Partial<ApiOptions> {
  database?: TestDatabase;
}

export async function apiBench(options: ApiBenchOptions = {}): Promise<ApiBench> {
  const database = options.database ?? (await testDatabase());
  const { db, url } = database;
  const folder = await mkdtemp(join(tmpdir(), 'congvan-api-'));
  const logged: string[] = [];
  const api = createApi({
    db,
    databaseUrl: url,
    temporal: unreachableTemporal(),
    storage: fileStorage(folder),
    scan: openScanner(),
    publicUrl: origin,
    log: pino({ level: 'debug' }, { write: (line) => logged.push(line) }),
    authenticate: async (request) => {
      const username = request.headers.get('x-test-user');
      if (username === 'portal') return { clientId: 'portal' };
      const person = username ? await db.person.findUnique({ where: { username } }) : null;
      return person && { personId: person.id };
    },
    ...options,
  });
  const closing: (() => Promise<void>)[] = [];

  const request = (username: string | null, path: string, init: RequestInit = {}): Request => {
    const headers = new Headers(init.headers);
    if (username) headers.set('x-test-user', username);
    return new Request(new URL(path, origin), { ...init, headers });
  };
  const as =
    (username: string | null): Ask =>
    async (query, variables = {}, headers = {}) => {
      const body = JSON.stringify({ query, variables });
      const sent = { 'content-type': 'application/json', ...headers };
      const response = await api.fetch(
        request(username, '/graphql', { method: 'POST', body, headers: sent }),
      );
      return (await response.json()) as Answer;
    };

  return {
    api,
    db,
    database,
    logged,
    as,
    request,
    async upload(username, name, content) {
      const body = multipart(name, content);
      const response = await api.fetch(request(username, '/graphql', { method: 'POST', body }));
      return (await response.json()) as Answer;
    },
    async listen() {
      const server = createServer((incoming, outgoing) => void api.handle(incoming, outgoing));
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      closing.push(async () => {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
      });
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    async [Symbol.asyncDispose]() {
      await api.close();
      for (const close of closing) await close();
      if (!options.database) await database[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const origin = 'http://congvan.test';

/** https://github.com/jaydenseric/graphql-multipart-request-spec */
export function multipart(name: string, content: string | Uint8Array<ArrayBuffer>): FormData {
  const form = new FormData();
  const query = 'mutation ($file: File!) { uploadFile(file: $file) { id name mediaType size sha256 url } }';
  form.set('operations', JSON.stringify({ query, variables: { file: null } }));
  form.set('map', JSON.stringify({ 0: ['variables.file'] }));
  form.set('0', new File([content], name));
  return form;
}

/** What is needed of a client that cannot reach its server. */
export function unreachableTemporal(): Client {
  const refuse = () => Promise.reject(new WorkError('UNAVAILABLE', 'Temporal cannot be reached at present.'));
  return {
    withDeadline: (_: number, run: () => unknown) => run(),
    workflow: { executeUpdateWithStart: refuse, getHandle: () => ({ executeUpdate: refuse }) },
  } as unknown as Client;
}

/** A deployed process without a start form, so that documents can be handed in without any worker. */
export async function deployNothing(db: PrismaClient, key = 'incoming-document'): Promise<void> {
  const bpmn = `<bpmn:definitions><bpmn:process id="${key}"/></bpmn:definitions>`;
  await db.definitionContent.create({
    data: { hash: key, resources: [{ name: 'process.bpmn', content: bpmn }], graph: { forms: {} } },
  });
  await db.processDefinition.create({
    data: { key, version: 1, name: key, hash: key, deployedAt: new Date() },
  });
}

export const submitMutation = `mutation ($input: SubmitDocumentInput!) {
  submitDocument(input: $input) { document { id trackingCode subject status { code } } }
}`;

/** A file of one's own, handed in. */
export async function submit(
  bench: ApiBench,
  username: string,
  input: Record<string, unknown> = {},
): Promise<Pick<Document, 'id' | 'trackingCode'>> {
  const file = await bench.upload(username, 'van-ban.pdf', `%PDF-1.7 ${Math.random()}`);
  const answer = await bench.as(username)(submitMutation, {
    input: {
      idempotencyKey: crypto.randomUUID(),
      receiver: 'H26.01',
      subject: 'Đề nghị hướng dẫn thủ tục đầu tư',
      kind: 'CV',
      fileIds: [file.data.uploadFile.id],
      ...input,
    },
  });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data.submitDocument.document;
}

/** A running instance with one open task, as the projection would leave it. */
export async function aTask(
  db: PrismaClient,
  values: {
    id?: string;
    groups?: string[];
    agencyCode?: string;
    documentId?: string | null;
    dueAt?: Date | null;
    priority?: number;
    assigneeId?: string | null;
    variables?: Record<string, string | string[]>;
    key?: string;
  } = {},
): Promise<{ instanceId: string; taskId: string }> {
  const {
    id = crypto.randomUUID(),
    groups = ['clerk@H26.01'],
    agencyCode = 'H26.01',
    key = 'incoming-document',
  } = values;
  const definition = await db.processDefinition.findFirstOrThrow({ where: { key } });
  await db.processInstance.create({
    data: {
      id,
      definitionId: definition.id,
      startedAt: new Date(),
      activeElements: ['work'],
      agencyCode,
      documentId: values.documentId ?? null,
      variables: { secret: 'nội bộ' },
      dispatchedAt: new Date(),
    },
  });
  const taskId = `${id}:1`;
  await db.task.create({
    data: {
      id: taskId,
      instanceId: id,
      key: '1',
      elementId: 'work',
      name: 'Xử lý',
      candidateGroups: groups,
      createdAt: new Date(),
      dueAt: values.dueAt ?? null,
      priority: values.priority ?? 50,
      assigneeId: values.assigneeId ?? null,
      variables: values.variables ?? {},
      documentId: values.documentId ?? null,
      agencyCode,
    },
  });
  return { instanceId: id, taskId };
}

/** Operations of a subscription over Server-Sent Events, one answer after another. */
export async function* events(response: Response): AsyncGenerator<Answer> {
  if (!response.body) throw new Error('Expected a stream.');
  let text = '';
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const event = text.slice(0, end);
      text = text.slice(end + 2);
      const data = /^data: (.+)$/m.exec(event)?.[1];
      if (data) yield JSON.parse(data) as Answer;
    }
  }
}
