/**
 * The data provider of react-admin. Lists come as cursor connections and are asked for by page: the cursors passed on the way are
 * kept, so that the next page costs one request.
 */
import type { DataProvider, GetListParams, RaRecord } from 'ra-core';
import { language } from '../i18n/provider.ts';
import { ApiError, request } from './client.ts';
import {
  type DocumentFilter,
  getDefinition,
  getDocument,
  getInstance,
  getTask,
  type InstanceFilter,
  listContracts,
  listDefinitions,
  listDocuments,
  listInspections,
  listInstances,
  listNotifications,
  listRegister,
  listTasks,
  type TaskFilter,
} from './operations.ts';
import type { Connection, RegisterKind } from './types.ts';

type Page = { first: number; after: string | null };
type Filter = Record<string, unknown>;
type Reader = (page: Page, filter: Filter) => Promise<Connection<Record<string, unknown>>>;

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** The start (or end) of a day in Viet Nam, as the instant that the API compares with. */
function dayEdge(day: unknown, time: string): string | undefined {
  const date = text(day);
  return date === null ? undefined : new Date(`${date}T${time}+07:00`).toISOString();
}

function documentFilter(filter: Filter): DocumentFilter {
  const codes = Array.isArray(filter.statusCodes) ? filter.statusCodes.map(String) : [];
  const kind = text(filter.kind);
  const side = text(filter.side);
  const receivedFrom = dayEdge(filter.receivedFrom, '00:00:00');
  const receivedTo = dayEdge(filter.receivedTo, '23:59:59.999');
  return {
    ...(codes.length > 0 ? { statusCodes: codes } : {}),
    ...(kind === null ? {} : { kind }),
    ...(side === null ? {} : { side }),
    ...(filter.overdue === true ? { overdue: true } : {}),
    ...(receivedFrom === undefined ? {} : { receivedFrom }),
    ...(receivedTo === undefined ? {} : { receivedTo }),
  };
}

const lists: Record<string, Reader> = {
  documents: async (page, filter) =>
    (
      await request(listDocuments, {
        ...page,
        language: language(),
        filter: documentFilter(filter),
        search: text(filter.q),
      })
    ).documents,
  contracts: async (page) => (await request(listContracts, { ...page, language: language() })).contracts,
  inspections: async (page) =>
    (await request(listInspections, { ...page, language: language() })).inspections,
  tasks: async (page, filter) => (await request(listTasks, { ...page, filter: filter as TaskFilter })).tasks,
  register: async (page, filter) => {
    const answer = await request(listRegister, {
      ...page,
      language: language(),
      kind: (filter.kind ?? 'INCOMING') as RegisterKind,
      year: typeof filter.year === 'number' ? filter.year : null,
      search: text(filter.q),
    });
    const edges = answer.register.edges.map(({ node }) => ({
      node: { ...node, id: `${node.year}-${node.number}` },
    }));
    return { ...answer.register, edges };
  },
  processes: async (page) => {
    const { processDefinitions } = await request(listDefinitions, page);
    return {
      ...processDefinitions,
      edges: processDefinitions.edges.map(({ node }) => ({ node: { ...node, id: node.key } })),
    };
  },
  instances: async (page, filter) =>
    (await request(listInstances, { ...page, filter: filter as InstanceFilter })).processInstances,
  notifications: async (page) =>
    (await request(listNotifications, { ...page, language: language() })).notifications,
};

const records: Record<string, (id: string) => Promise<unknown>> = {
  documents: async (id) => (await request(getDocument, { id, language: language() })).document,
  contracts: async (id) => (await request(getDocument, { id, language: language() })).document,
  inspections: async (id) => (await request(getDocument, { id, language: language() })).document,
  tasks: async (id) => (await request(getTask, { id, language: language() })).task,
  instances: async (id) => (await request(getInstance, { id })).processInstance,
  processes: async (id) => {
    const { processDefinition } = await request(getDefinition, { key: id, version: null });
    return processDefinition === null ? null : { ...processDefinition, id };
  },
};

// ── Pages over cursors ─────────────────────────────────────────────────────────────────────────

/** For each list asked for: the cursor after page n at index n (index 0 is the beginning). */
const trails = new Map<string, (string | null)[]>();

async function readPage(resource: string, params: GetListParams) {
  const read = lists[resource];
  if (read === undefined) throw new ApiError('NOT_FOUND', resource);
  const { page = 1, perPage = 25 } = params.pagination ?? {};
  const filter = (params.filter ?? {}) as Filter;
  const key = JSON.stringify([resource, filter, perPage, language()]);
  const trail = trails.get(key) ?? [null];
  trails.set(key, trail);
  for (let known = Math.min(trail.length, page); ; known += 1) {
    const connection = await read({ first: perPage, after: trail[known - 1] ?? null }, filter);
    trail[known] = connection.pageInfo.endCursor;
    const isLast = known >= page || !connection.pageInfo.hasNextPage;
    if (isLast) {
      const data = known < page ? [] : connection.edges.map((edge) => edge.node);
      const { totalCount: total, totalCountExceeded, pageInfo } = connection;
      return { data, total, pageInfo, meta: { totalCountExceeded } };
    }
  }
}

async function readOne(resource: string, id: string) {
  const record = await records[resource]?.(id);
  if (record === null || record === undefined) throw new ApiError('NOT_FOUND', id);
  return record as RaRecord;
}

function unsupported(): never {
  throw new Error('Expected a mutation of its own, but a generic write was asked for');
}

/** Reads only: every write is a mutation with a name of its own (operations.ts). */
export const dataProvider = {
  getList: (resource: string, params: GetListParams) => readPage(resource, params),
  getOne: async (resource: string, { id }: { id: unknown }) => ({
    data: await readOne(resource, String(id)),
  }),
  getMany: async (resource: string, { ids }: { ids: unknown[] }) => ({
    data: await Promise.all(ids.map((id) => readOne(resource, String(id)))),
  }),
  getManyReference: unsupported,
  create: unsupported,
  update: unsupported,
  updateMany: unsupported,
  delete: unsupported,
  deleteMany: unsupported,
} as unknown as DataProvider;
