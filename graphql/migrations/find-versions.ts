import {
  type ExecutableGraph,
  type MigrationMapping,
  type MigrationPlan,
  mappingOf,
} from '../../engine/index.ts';
import { proposeMigration } from '../../workflows/client/index.ts';
import type { Context } from '../context.ts';
import { badInput, names, notFound } from '../errors.ts';
import type { DefinitionRow } from '../processes/definition-content.ts';
import { findDefinition } from '../processes/find-definition.ts';

/** A correction of what is proposed; `to` null or absent: it becomes nothing. */
export interface MappingStep {
  process?: string | null | undefined;
  from: string;
  to?: string | null | undefined;
}

export interface Versions {
  from: DefinitionRow;
  to: DefinitionRow;
}

/** @throws NOT_FOUND also for one that the viewer may not see */
export async function findVersions(
  context: Context,
  { key, from, to }: { key: string; from: number; to: number },
): Promise<Versions> {
  const [source, target] = await Promise.all([
    findDefinition(context, { key, version: from }),
    findDefinition(context, { key, version: to }),
  ]);
  if (!source || !target) throw notFound(names.definition);
  if (source.id === target.id)
    throw badInput('toVersion', { vi: 'Cần một phiên bản khác.', en: 'Another version is needed.' });
  return { from: source, to: target };
}

export async function propose(context: Context, { from, to }: Versions): Promise<MigrationPlan> {
  return await proposeMigration(context, from, to);
}

/** What is proposed, with the corrections. @throws BAD_USER_INPUT naming an element that there is not */
export async function mappingFor(
  context: Context,
  versions: Versions,
  steps: readonly MappingStep[],
): Promise<MigrationMapping> {
  const mapping = mappingOf(await propose(context, versions));
  if (steps.length === 0) return mapping;
  const [source, target] = await Promise.all([
    graphOf(context, versions.from),
    graphOf(context, versions.to),
  ]);
  for (const [index, { process = null, from, to = null }] of steps.entries()) {
    const id = process ?? versions.from.key;
    const own = mapping[id] ?? { elements: {} };
    if (!source.processes[id]?.elements[from])
      throw badInput(`mapping.${index}.from`, {
        vi: `Phiên bản hiện tại không có phần tử “${from}”.`,
        en: `The version that is left has no element '${from}'.`,
      });
    if (to !== null && !target.processes[own.process ?? id]?.elements[to])
      throw badInput(`mapping.${index}.to`, {
        vi: `Phiên bản mới không có phần tử “${to}”.`,
        en: `The new version has no element '${to}'.`,
      });
    mapping[id] = { ...own, elements: { ...own.elements, [from]: to } };
  }
  return mapping;
}

/** The compiled definition. */
export async function graphOf(
  { db }: Context,
  { hash }: Pick<DefinitionRow, 'hash'>,
): Promise<ExecutableGraph> {
  const { graph } = await db.definitionContent.findUniqueOrThrow({
    where: { hash },
    select: { graph: true },
  });
  return graph as unknown as ExecutableGraph;
}
