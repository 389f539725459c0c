/**
 * Histories as files: recorded/<name>.json.gz, each with the definitions that its instance has gone by, which lie once each in
 * recorded/graphs/: a graph is what the compiler of its time made of the sources, so it is known by its own content.
 */
import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import proto from '@temporalio/proto';

// The SDK's own JSON form of histories cannot be written with the protobufjs that it comes with.
const { History } = proto.temporal.api.history.v1;
type History = ReturnType<typeof History.decode>;

export interface StoredHistory {
  instanceId: string;
  /** Graphs by the hash of their sources. The one that the instance goes by now is the first. */
  graphs: Map<string, StoredGraph>;
  /** The same for histories with the same graphs. */
  definitions: string;
  history: History;
}

export interface StoredGraph {
  processes: Record<string, { elements: Record<string, { boundaryEvents?: string[] }> }>;
}

const folder = new URL('recorded/', import.meta.url);
const graphFolder = new URL('graphs/', folder);
const ending = '.json.gz';

export async function storedHistories(): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
}

export async function readHistory(name: string): Promise<StoredHistory> {
  const { instanceId, graphs, history } = (await read(new URL(name + ending, folder))) as Written;
  const entries = Object.entries(graphs).map(
    async ([hash, file]) => [hash, await read(new URL(file + ending, graphFolder))] as const,
  );
  return {
    instanceId,
    graphs: new Map((await Promise.all(entries)) as [string, StoredGraph][]),
    definitions: Object.values(graphs).join(),
    history: History.decode(Buffer.from(history, 'base64')),
  };
}

export async function writeHistory(
  name: string,
  stored: {
    instanceId: string;
    graphs: Map<string, unknown>;
    history: Parameters<typeof History.encode>[0];
  },
): Promise<void> {
  await mkdir(graphFolder, { recursive: true });
  const graphs: Written['graphs'] = {};
  for (const [hash, graph] of stored.graphs) {
    const file = createHash('sha256').update(JSON.stringify(graph)).digest('hex').slice(0, 16);
    graphs[hash] = file;
    await write(new URL(file + ending, graphFolder), graph);
  }
  const history = Buffer.from(History.encode(stored.history).finish()).toString('base64');
  await write(new URL(name + ending, folder), { instanceId: stored.instanceId, graphs, history });
}

// helpers ////////////////////////////////////////////////////////////

interface Written {
  instanceId: string;
  /** Hash of the sources → name in graphs/. */
  graphs: Record<string, string>;
  /** In base64, which another layer of compression makes little of: encrypted ones stay as they are. */
  history: string;
}

async function read(file: URL): Promise<unknown> {
  return JSON.parse((await promisify(gunzip)(await readFile(file))).toString());
}

/** What is there already stays: compressed again it would be another file. */
async function write(file: URL, content: unknown): Promise<void> {
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (isThere && JSON.stringify(await read(file)) === JSON.stringify(content)) return;
  await writeFile(file, await promisify(gzip)(JSON.stringify(content), { level: 9 }));
}
