/**
 * A server to try the designer on without the real system: the standard processes with their real files, the real element templates
 * and checks, deployments kept in memory. By hand: `node test/admin-ui/designer-server.ts 8091 [folder of the built interface]`.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createSchema, createYoga } from 'graphql-yoga';
import { elementTemplates } from '../../activities/element-templates.ts';
import { jobTypes } from '../../activities/index.ts';
import { compile, type Resource } from '../../engine/deployment.ts';

const repository = new URL('../../', import.meta.url);
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export type Deployment = { bpmn: string; resources: Resource[]; dryRun: boolean };
type Definition = {
  key: string;
  version: number;
  hash: string;
  name: string;
  deployedAt: string;
  resources: Resource[];
  instances: { active: number; completed: number; incident: number };
};

const manager = {
  id: 'p5',
  name: 'Vũ Hồng Nhung',
  side: 'AGENCY',
  roles: ['PROCESS_MANAGER'],
  agency: { code: 'H26.01', name: 'Sở Kế hoạch và Đầu tư' },
  enterprise: null,
};

async function readProcess(name: string): Promise<Resource[]> {
  const folder = fileURLToPath(new URL(`process-definitions/${name}/`, repository));
  const paths = await readdir(folder, { recursive: true });
  const wanted = paths.filter((path) => /\.(bpmn|dmn|form)$/.test(path));
  return Promise.all(
    wanted.map(async (path) => ({
      name: basename(path),
      content: await readFile(join(folder, path), 'utf8'),
    })),
  );
}

/** @param dist the built interface */
export async function startDesignerServer(dist: string, port = 0) {
  const deployments: Deployment[] = [];
  const definitions: Definition[] = [];

  async function deploy({ bpmn, resources, dryRun }: Deployment) {
    const all = [{ name: 'process.bpmn', content: bpmn }, ...resources].sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
    const hash = createHash('sha256').update(JSON.stringify(all)).digest('hex');
    const { graph, findings } = await compile(all, { hash, jobTypes: jobTypes() });
    if (graph === null || dryRun) return { definitions: [], findings };
    const made = Object.values(graph.processes).map(({ id: key, name }) => {
      const known = versionsOf(key);
      const last = known[0];
      if (last?.hash === hash) return last;
      const definition: Definition = {
        key,
        version: (last?.version ?? 0) + 1,
        hash,
        name: name || key,
        deployedAt: new Date().toISOString(),
        resources: all,
        instances: { active: 0, completed: 0, incident: 0 },
      };
      definitions.push(definition);
      return definition;
    });
    return { definitions: made, findings };
  }
  /** The newest first. */
  function versionsOf(key: string): Definition[] {
    return definitions.filter((each) => each.key === key).sort((a, b) => b.version - a.version);
  }
  const bpmnOf = ({ resources, key }: Definition) =>
    resources.find(({ name, content }) => name.endsWith('.bpmn') && content.includes(`id="${key}"`))
      ?.content ?? '';

  for (const name of ['incoming-document', 'outgoing-document', 'e-contract', 'e-inspection']) {
    const resources = await readProcess(name);
    const main = resources.find((each) => each.name === 'process.bpmn');
    await deploy({
      bpmn: main?.content ?? '',
      resources: resources.filter((each) => each !== main),
      dryRun: false,
    });
  }
  for (const definition of definitions) definition.instances = { active: 14, completed: 131, incident: 0 };

  const resolvers = {
    Viewer: { roles: (viewer: typeof manager) => viewer.roles },
    Query: {
      me: () => manager,
      elementTemplates: (_: unknown, { language }: { language: 'vi' | 'en' }) => elementTemplates(language),
      agencies: () => [manager.agency],
      people: () => [manager],
      processDefinitions: () => {
        const newest = [...new Set(definitions.map(({ key }) => key))].flatMap(
          (key) => versionsOf(key)[0] ?? [],
        );
        return {
          edges: newest.map((node) => ({ node, cursor: node.key })),
          pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
          totalCount: newest.length,
          totalCountExceeded: false,
        };
      },
      processDefinition: (_: unknown, { key, version }: { key: string; version?: number | null }) =>
        versionsOf(key).find((each) => !version || each.version === version) ?? null,
      notifications: () => ({
        edges: [],
        pageInfo: { hasNextPage: false, hasPreviousPage: false },
        totalCount: 0,
        totalCountExceeded: false,
        unread: 0,
      }),
      tasks: () => ({
        edges: [],
        pageInfo: { hasNextPage: false, hasPreviousPage: false },
        totalCount: 0,
        totalCountExceeded: false,
      }),
    },
    ProcessDefinition: { bpmn: bpmnOf, versions: ({ key }: Definition) => versionsOf(key) },
    Mutation: {
      deployProcess: async (
        _: unknown,
        { input }: { input: Deployment },
        { request }: { request: Request },
      ) => {
        const given = { bpmn: input.bpmn, resources: input.resources ?? [], dryRun: input.dryRun };
        deployments.push(given);
        const { definitions: made, findings } = await deploy(given);
        const spoken = request.headers.get('accept-language')?.startsWith('en') ? 'en' : 'vi';
        return {
          definitions: made,
          findings: findings.map(({ severity, message, ...rest }) => ({
            ...rest,
            severity: severity.toUpperCase(),
            message: message[spoken],
          })),
        };
      },
    },
    Subscription: Object.fromEntries(
      ['tasks', 'notifications', 'documentStatus', 'processInstance'].map((name) => [
        name,
        { subscribe: silence },
      ]),
    ),
  };
  const yoga = createYoga({
    schema: createSchema({
      typeDefs: readFileSync(new URL('graphql/schema.graphql', repository), 'utf8'),
      resolvers: resolvers as never,
    }),
    logging: false,
    maskedErrors: false,
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/graphql') return void (await yoga(request, response));
    const path = extname(pathname) === '' ? '/index.html' : pathname;
    const body = await readFile(join(dist, path)).catch(() => null);
    if (body === null) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(body);
  }
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** What was sent to `deployProcess`, the oldest first. */
    deployments,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A stream that stays open and says nothing. */
async function* silence(): AsyncGenerator<never> {
  await new Promise(() => undefined);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const dist = process.argv[3] ?? fileURLToPath(new URL('admin-ui/dist', repository));
  console.log((await startDesignerServer(dist, Number(process.argv[2] ?? 8091))).url);
}
