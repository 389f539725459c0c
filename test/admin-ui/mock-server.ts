/**
 * A server to look at the interface without the real one: the API's own schema over sample data in memory, and the built pages.
 * `/as/USER` signs in. By hand: `node test/admin-ui/mock-server.ts 8090`.
 */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PDFDocument, StandardFonts } from '@cantoo/pdf-lib';
import { GraphQLError } from 'graphql/index.js';
import { createSchema, createYoga } from 'graphql-yoga';
import * as sample from './sample-data.ts';

type Context = { request: Request };
type Row = Record<string, unknown>;

const repository = new URL('../../', import.meta.url);
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

function viewerOf({ request }: Context) {
  const name = /congvan_as=(\w+)/.exec(request.headers.get('cookie') ?? '')?.[1] ?? '';
  return name in sample.people ? sample.people[name as sample.UserName] : null;
}

function connection(rows: readonly unknown[], first = 20, after?: string | null) {
  const from = after ? Number(after) : 0;
  const page = rows.slice(from, from + first);
  return {
    edges: page.map((node, index) => ({ node, cursor: String(from + index + 1) })),
    pageInfo: {
      hasNextPage: from + first < rows.length,
      hasPreviousPage: from > 0,
      startCursor: String(from),
      endCursor: String(from + page.length),
    },
    totalCount: rows.length,
    totalCountExceeded: false,
  };
}

type Page = { first?: number; after?: string | null };
const labels: Record<string, [string, string]> = {
  '01': ['Đã đến', 'Arrived'],
  '02': ['Từ chối nhận', 'Refused'],
  '03': ['Đã tiếp nhận', 'Received'],
  '04': ['Đã phân công', 'Assigned'],
  '05': ['Đang xử lý', 'In process'],
  '06': ['Hoàn thành', 'Done'],
  '13': ['Xin lấy lại', 'Recall asked'],
};

function visibleDocuments(context: Context) {
  const viewer = viewerOf(context);
  return sample.documents.filter(
    (document) =>
      viewer?.side !== 'ENTERPRISE' ||
      (document.sender as { taxCode?: string }).taxCode === viewer.enterprise?.taxCode,
  );
}

const rolesOfGroups: Record<string, string> = {
  clerk: 'CLERK',
  'records-officer': 'RECORDS_OFFICER',
  leader: 'LEADER',
  member: 'MEMBER',
};

function visibleTasks(
  context: Context,
  filter: { state?: string; mine?: boolean; overdue?: boolean; process?: string } = {},
) {
  const viewer = viewerOf(context);
  const isMember = viewer?.side === 'ENTERPRISE';
  return sample.tasks
    .filter((task) => task.state === (filter.state ?? 'OPEN'))
    .filter(
      (task) =>
        task.assignee?.id === viewer?.id ||
        task.candidateGroups.some((group) =>
          isMember
            ? group.startsWith('member@')
            : !group.startsWith('member@') && rolesOfGroups[group.split('@')[0] ?? ''] !== undefined,
        ),
    )
    .filter((task) => filter.mine !== true || task.assignee?.id === viewer?.id)
    .filter((task) => filter.overdue !== true || task.overdue)
    .filter((task) => !filter.process || task.instance.definition.key === filter.process)
    .sort((a, b) => Number(b.overdue) - Number(a.overdue) || (a.dueAt ?? '9').localeCompare(b.dueAt ?? '9'));
}

function openTask(id: string) {
  const task = sample.tasks.find((each) => each.id === id);
  if (task === undefined)
    throw new GraphQLError('Không tìm thấy công việc.', { extensions: { code: 'NOT_FOUND' } });
  if (task.state !== 'OPEN')
    throw new GraphQLError('Công việc không còn mở.', { extensions: { code: 'TASK_NOT_OPEN' } });
  return task;
}

const everyVersion = (key: string) =>
  sample.processes
    .filter((each) => each.key === key)
    .flatMap((each) => Array.from({ length: each.version }, (_, index) => ({ ...each, version: index + 1 })));

const resolvers = {
  Party: { __resolveType: (party: { __typename: string }) => party.__typename },
  Viewer: { side: (person: Row) => person.side ?? 'AGENCY', roles: (person: Row) => person.roles ?? [] },
  Query: {
    me: (_: unknown, __: unknown, context: Context) => viewerOf(context),
    agencies: () => sample.agencies,
    enterprises: () => sample.enterprises,
    people: (_: unknown, { role }: { role?: string }) =>
      Object.values(sample.people).filter(
        (each) =>
          each.side === 'AGENCY' && (!role || each.roles.includes(role.toUpperCase().replaceAll('-', '_'))),
      ),
    documentKinds: () => sample.kinds,
    contractTemplates: () => [{ id: 'dich-vu', name: 'Hợp đồng dịch vụ', fields: [], body: '' }],
    elementTemplates: () => [],
    documents: (
      _: unknown,
      {
        filter,
        search,
        first,
        after,
      }: Page & { filter?: { statusCodes?: string[]; overdue?: boolean; kind?: string }; search?: string },
      context: Context,
    ) =>
      connection(
        visibleDocuments(context)
          .filter((each) => !filter?.statusCodes?.length || filter.statusCodes.includes(each.status.code))
          .filter((each) => !filter?.overdue || each.status.overdue)
          .filter((each) => !filter?.kind || each.kind === filter.kind)
          .filter(
            (each) =>
              !search || `${each.subject} ${each.trackingCode}`.toLowerCase().includes(search.toLowerCase()),
          ),
        first,
        after,
      ),
    document: (_: unknown, { id }: { id: string }) =>
      sample.everyDocument().find((each) => each.id === id) ?? null,
    documentStatus: (_: unknown, { trackingCode }: { trackingCode: string }) =>
      sample.documents.find((each) => each.trackingCode === trackingCode)?.status ?? null,
    contracts: (_: unknown, page: Page) => connection(sample.contracts, page.first, page.after),
    inspections: (_: unknown, page: Page) => connection(sample.inspections, page.first, page.after),
    register: (
      _: unknown,
      {
        kind,
        year,
        search,
        first,
        after,
      }: Page & { kind: 'INCOMING' | 'OUTGOING'; year?: number; search?: string },
    ) =>
      connection(
        sample.register[kind].filter(
          (each) =>
            (!year || each.year === year) &&
            (!search || each.document.subject.toLowerCase().includes(search.toLowerCase())),
        ),
        first,
        after,
      ),
    tasks: (_: unknown, { filter, first, after }: Page & { filter?: { mine?: boolean } }, context: Context) =>
      connection(visibleTasks(context, filter), first, after),
    task: (_: unknown, { id }: { id: string }) => sample.tasks.find((each) => each.id === id) ?? null,
    processDefinitions: (_: unknown, page: Page) => connection(sample.processes, page.first, page.after),
    processDefinition: (_: unknown, { key, version }: { key: string; version?: number }) =>
      everyVersion(key)
        .filter((each) => !version || each.version === version)
        .at(-1) ?? null,
    processInstances: (
      _: unknown,
      { filter, first, after }: Page & { filter?: { state?: string; hasIncident?: boolean; key?: string } },
    ) =>
      connection(
        sample.instances.filter(
          (each) =>
            (!filter?.state || each.state === filter.state) &&
            (!filter?.hasIncident || each.incidents.length > 0) &&
            (!filter?.key || each.definition.key === filter.key),
        ),
        first,
        after,
      ),
    processInstance: (_: unknown, { id }: { id: string }) =>
      sample.instances.find((each) => each.id === id) ?? null,
    startableProcesses: () => sample.processes.filter((each) => each.key in sample.startForms),
    notifications: (_: unknown, page: Page) => ({
      ...connection(sample.notifications, page.first, page.after),
      unread: sample.notifications.filter((each) => each.readAt === null).length,
    }),
  },
  DocumentKind: {
    name: (kind: { name: string; nameEn: string }, { language }: { language?: string }) =>
      language === 'en' ? kind.nameEn : kind.name,
  },
  DocumentStatus: {
    label: ({ code }: { code: string }, { language }: { language?: string }) =>
      labels[code]?.[language === 'en' ? 1 : 0] ?? code,
  },
  Notification: {
    title: (notice: { title: string; titleEn: string }, { language }: { language?: string }) =>
      language === 'en' ? notice.titleEn : notice.title,
  },
  Document: {
    tasks: (document: { tasks: { state: string }[] }, _: unknown, context: Context) =>
      visibleTasks(context).filter((task) => (document.tasks as unknown[]).includes(task)),
  },
  ProcessDefinition: {
    versions: ({ key }: { key: string }) => everyVersion(key),
    startForm: ({ key }: { key: string }) => sample.startForms[key] ?? null,
    resources: () => [],
  },
  ProcessInstance: {
    events: (instance: { events: unknown[] }, page: Page) =>
      connection(instance.events, page.first, page.after),
  },
  Mutation: {
    uploadFile: async (_: unknown, { file }: { file: File }) => {
      if (file.name.includes('virus'))
        throw new GraphQLError('Tệp bị nhiễm vi-rút (Eicar-Test-Signature).', {
          extensions: { code: 'BAD_USER_INPUT', path: 'file' },
        });
      return sample.file(crypto.randomUUID(), file.name, file.size, file.type);
    },
    submitDocument: (_: unknown, { input }: { input: Parameters<typeof sample.addDocument>[0] }) => ({
      document: sample.addDocument(input),
    }),
    claimTask: (_: unknown, { id }: { id: string }, context: Context) =>
      Object.assign(openTask(id), { assignee: viewerOf(context) }),
    unclaimTask: (_: unknown, { id }: { id: string }) => Object.assign(openTask(id), { assignee: null }),
    completeTask: (_: unknown, { input }: { input: { id: string } }) => {
      const task = Object.assign(openTask(input.id), { state: 'COMPLETED' });
      return { task, instance: task.instance };
    },
    recallDocument: (_: unknown, { id }: { id: string }) => sample.documents.find((each) => each.id === id),
    markNotificationsRead: (_: unknown, { ids }: { ids: string[] }) => {
      for (const notice of sample.notifications) if (ids.includes(notice.id)) notice.readAt = sample.at(0);
      return ids.length;
    },
    resolveIncident: (_: unknown, { id }: { id: string }) => {
      const instance = sample.instances.find((each) => each.incidents.some((incident) => incident.id === id));
      for (const incident of instance?.incidents ?? []) incident.resolvedAt = sample.at(0);
      return instance;
    },
    cancelInstance: (_: unknown, { id }: { id: string }) =>
      Object.assign(sample.instances.find((each) => each.id === id) ?? {}, {
        state: 'TERMINATED',
        activeElements: [],
      }),
    startProcess: () => sample.instances[0],
  },
  Subscription: Object.fromEntries(
    ['tasks', 'notifications', 'documentStatus', 'processInstance'].map((name) => [
      name,
      { subscribe: silence },
    ]),
  ),
};

/** A stream that stays open and says nothing. */
async function* silence(): AsyncGenerator<never> {
  await new Promise(() => undefined);
}

const yoga = createYoga<Context>({
  schema: createSchema<Context>({
    typeDefs: readFileSync(new URL('graphql/schema.graphql', repository), 'utf8'),
    resolvers: resolvers as never,
  }),
  logging: false,
  maskedErrors: false,
});

async function samplePdf(name: string): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.TimesRoman);
  const page = pdf.addPage([595, 842]);
  page.drawText('CONG HOA XA HOI CHU NGHIA VIET NAM', { x: 250, y: 780, size: 12, font });
  page.drawText(name.normalize('NFD').replaceAll(/[^\x20-\x7e]/g, ''), { x: 85, y: 700, size: 14, font });
  return pdf.save();
}

/** One grey pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkaGj4DwAChAGAqMNwFQAAAABJRU5ErkJggg==',
  'base64',
);

async function serveFile(id: string, response: ServerResponse): Promise<void> {
  const stored = sample.files.get(id);
  if (stored === undefined) return void response.writeHead(404).end();
  const body = stored.mediaType.startsWith('image/') ? pixel : await samplePdf(stored.name);
  response
    .writeHead(200, {
      'content-type': stored.mediaType.startsWith('image/') ? 'image/png' : 'application/pdf',
    })
    .end(body);
}

/** @param dist the built interface */
export async function startMockServer(
  dist: string,
  port = 0,
): Promise<{ url: string; close: () => Promise<void> }> {
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/graphql') return void (await yoga(request, response));
    if (pathname.startsWith('/files/')) return serveFile(pathname.slice(7), response);
    if (pathname.startsWith('/as/')) {
      return void response
        .writeHead(302, { location: '/', 'set-cookie': `congvan_as=${pathname.slice(4)}; Path=/` })
        .end();
    }
    if (pathname.startsWith('/auth/')) return void response.writeHead(302, { location: '/login' }).end();
    const path = extname(pathname) === '' ? '/index.html' : pathname;
    const body = await readFile(join(dist, path)).catch(() => null);
    if (body === null) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(body);
  }
  const server: Server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { url } = await startMockServer(
    fileURLToPath(new URL('admin-ui/dist', repository)),
    Number(process.argv[2] ?? 8090),
  );
  console.log(url);
}
