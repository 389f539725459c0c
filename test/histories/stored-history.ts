/** Histories as files: recorded/<name>.json, each with the graph that its instance ran. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import proto from '@temporalio/proto';

// The SDK's own JSON form of histories cannot be written with the protobufjs that it comes with.
const { History } = proto.temporal.api.history.v1;
type History = ReturnType<typeof History.decode>;

export interface StoredHistory {
  instanceId: string;
  graph: { processes: Record<string, { elements: Record<string, { boundaryEvents?: string[] }> }> };
  history: History;
}

const folder = new URL('recorded/', import.meta.url);

export async function storedHistories(): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
}

export async function readHistory(name: string): Promise<StoredHistory> {
  const { instanceId, graph, history } = JSON.parse(await readFile(new URL(`${name}.json`, folder), 'utf8'));
  return { instanceId, graph, history: History.decode(Buffer.from(history, 'base64')) };
}

export async function writeHistory(
  name: string,
  stored: { instanceId: string; graph: unknown; history: Parameters<typeof History.encode>[0] },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const history = Buffer.from(History.encode(stored.history).finish()).toString('base64');
  await writeFile(new URL(`${name}.json`, folder), `${JSON.stringify({ ...stored, history })}\n`);
}
