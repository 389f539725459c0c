/** What lies in a definition's content, which is immutable: kept by hash for the life of the process. */
import type { FormSchema, Resource } from '../../engine/index.ts';
import type { PrismaClient, ProcessDefinition } from '../../prisma/client/client.ts';

export type DefinitionRow = ProcessDefinition;
/** form-js schemas by form id. */
export type StoredForms = Record<string, FormSchema>;

/** Most forms a process keeps in memory; the oldest go first. */
const capacity = 500;
const known = new Map<string, StoredForms>();

export async function readDefinitionForms(
  db: PrismaClient,
  hashes: readonly string[],
): Promise<Map<string, StoredForms>> {
  const missing = hashes.filter((hash) => !known.has(hash));
  const rows = missing.length === 0 ? [] : await readForms(db, missing);
  for (const { hash, forms } of rows) remember(hash, forms ?? {});
  return new Map(hashes.map((hash) => [hash, known.get(hash) ?? {}]));
}

/** The files as their author wrote them, by hash. */
export async function readResources(db: PrismaClient, hashes: string[]): Promise<Map<string, Resource[]>> {
  const rows = await db.definitionContent.findMany({
    where: { hash: { in: hashes } },
    select: { hash: true, resources: true },
  });
  return new Map(rows.map(({ hash, resources }) => [hash, resources as unknown as Resource[]]));
}

/** The file that holds the process `key`; several processes may lie in several files. */
export function findBpmn(resources: readonly Resource[], key: string): string {
  const models = resources.filter(({ name }) => name.endsWith('.bpmn'));
  return (models.find(({ content }) => content.includes(`id="${key}"`)) ?? models[0])?.content ?? '';
}

/** The graph is large: the database hands out only its forms. */
function readForms(
  db: PrismaClient,
  hashes: string[],
): Promise<{ hash: string; forms: StoredForms | null }[]> {
  return db.$queryRaw`SELECT hash, graph -> 'forms' AS forms FROM "DefinitionContent" WHERE hash = ANY(${hashes})`;
}

function remember(hash: string, forms: StoredForms): void {
  known.set(hash, forms);
  for (const oldest of known.keys()) {
    if (known.size <= capacity) return;
    known.delete(oldest);
  }
}
