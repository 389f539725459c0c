import type { Finding, Resource } from '../../engine/index.ts';
import { deploy } from '../../workflows/client/index.ts';
import { type Context, viewerOf } from '../context.ts';
import { type ApiError, badInput, refuseAll } from '../errors.ts';
import type { DefinitionRow } from './definition-content.ts';

export interface DeploymentInput {
  bpmn: string;
  resources?: Resource[] | null | undefined;
  dryRun?: boolean | null | undefined;
}

/** The standard processes name their main file so: deployed again unchanged it is the same content. */
const mainFile = 'process.bpmn';

/** A version that a manager deploys is their agency's own: other agencies stay on theirs. */
export async function deployProcess(
  context: Context,
  { bpmn, resources, dryRun }: DeploymentInput,
): Promise<{ definitions: DefinitionRow[]; findings: Finding[] }> {
  const others = (resources ?? []).map(({ name, content }) => ({ name, content }));
  refuseAll(others.flatMap(({ name }, index) => checkName(name, `input.resources.${index}.name`, others)));
  const { id, agencyCode } = viewerOf(context);
  return deploy(context.db, {
    resources: [{ name: mainFile, content: bpmn }, ...others],
    actorId: id,
    agencyCode,
    dryRun: dryRun ?? false,
  });
}

function checkName(name: string, path: string, all: readonly Resource[]): ApiError[] {
  const isUnique = name !== mainFile && all.filter((other) => other.name === name).length === 1;
  if (!isUnique)
    return [badInput(path, { vi: `Có hai tệp cùng tên “${name}”.`, en: `Two files are named "${name}".` })];
  // In folders, as the standard processes have their forms and decisions; never out of their own.
  const isInside = name.split('/').every((part) => !['', '.', '..'].includes(part));
  if (isInside && /^[^\\]+\.(bpmn|dmn|form)$/.test(name)) return [];
  return [
    badInput(path, {
      vi: 'Tên tệp phải kết thúc bằng .bpmn, .dmn hoặc .form, và không ra ngoài thư mục của quy trình.',
      en: 'A file name ends in .bpmn, .dmn or .form, and does not lead out of the folder of the process.',
    }),
  ];
}
