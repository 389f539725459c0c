import { createHash } from 'node:crypto';
import { jobTypes } from '../../activities/index.ts';
import { compile } from '../../engine/deployment.ts';
import type { ExecutableGraph, Finding, JobExecution, Resource } from '../../engine/index.ts';
import { soundnessFindings } from '../../engine/verification/findings.ts';
import type { Prisma, PrismaClient, ProcessDefinition } from '../../prisma/client/client.ts';
import { laneGroups } from './lane-groups.ts';
import { openStarts } from './open-starts.ts';
import { startFindings } from './start-findings.ts';

export interface DeployOptions {
  /** .bpmn, .dmn and .form files that belong together. */
  resources: Resource[];
  actorId: string | null;
  /** Null for the city's standard processes. */
  agencyCode?: string | null;
  /** Validate only. */
  dryRun?: boolean;
  /** Default: the catalogue of activities. */
  jobTypes?: Record<string, { execution: JobExecution; retries: number }>;
}

/**
 * Deploys a set of files: every executable process in it gets a new version, unless what is in force for that agency is of the same content.
 * Running instances stay on theirs. Nothing is deployed when a finding is an error.
 */
export async function deploy(
  db: PrismaClient,
  options: DeployOptions,
): Promise<{ definitions: ProcessDefinition[]; findings: Finding[] }> {
  const resources = canonical(options.resources);
  const hash = hashOf(resources);
  const { graph, findings } = await compile(resources, {
    hash,
    jobTypes: options.jobTypes ?? jobTypes(),
    laneGroups,
    timeZone: 'Asia/Ho_Chi_Minh',
  });
  if (graph === null) return { definitions: [], findings };
  findings.push(...startFindings(graph, options.agencyCode ?? null, Date.now()));
  // what is deployed already was verified then
  const isKnown = (await db.definitionContent.count({ where: { hash } })) > 0;
  if (options.dryRun || !isKnown) findings.push(...soundnessFindings(graph));
  if (options.dryRun) return { definitions: [], findings };
  return { definitions: await store(db, resources, graph, options), findings };
}

async function store(
  db: PrismaClient,
  resources: Resource[],
  graph: ExecutableGraph,
  { actorId, agencyCode = null }: DeployOptions,
): Promise<ProcessDefinition[]> {
  const { hash } = graph;
  const processes = Object.values(graph.processes)
    .filter(({ isExecutable }) => isExecutable)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return await db.$transaction(
    async (tx) => {
      await tx.definitionContent.createMany({
        data: [{ hash, resources: json(resources), graph: json(graph) }],
        skipDuplicates: true,
      });
      const definitions: ProcessDefinition[] = [];
      for (const { id: key, name } of processes) {
        // Two who deploy at once get one version each, one after the other; the order of the keys is the same for all.
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`deploy ${key}`}, 0))`;
        const newestFirst = { orderBy: { version: 'desc' } } as const;
        const latest = await tx.processDefinition.findFirst({ where: { key }, ...newestFirst });
        // What an agency has made of a standard process is not the city's, and does not make it new.
        const inForce = await tx.processDefinition.findFirst({
          where: { key, OR: [{ agencyCode: null }, { agencyCode }] },
          ...newestFirst,
        });
        const isDeployed = inForce?.hash === hash && inForce.agencyCode === agencyCode;
        const deployedAt = new Date();
        const definition = isDeployed
          ? inForce
          : await tx.processDefinition.create({
              data: {
                ...{ key, version: (latest?.version ?? 0) + 1, name: name || key },
                ...{ hash, agencyCode, deployedAt, deployedById: actorId },
              },
            });
        await openStarts(tx, definition, graph, deployedAt.getTime());
        definitions.push(definition);
      }

      return definitions;
    },
    { maxWait: 10_000, timeout: 30_000 },
  );
}

/** The same files in the same form, in whatever order and with whatever line ends they came. */
function canonical(resources: Resource[]): Resource[] {
  return resources
    .map(({ name, content }) => ({ name, content: content.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** SHA-256 in hex. */
function hashOf(resources: Resource[]): string {
  const text = JSON.stringify(resources.map(({ name, content }) => [name, content]));
  return createHash('sha256').update(text).digest('hex');
}

function json(value: unknown): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue;
}
