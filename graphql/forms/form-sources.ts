/** The lists that a form's choices may come from (`properties.source`), and the viewer's files. */
import { z } from 'zod';
import { Role } from '../../prisma/client/enums.ts';
import { documentKind } from '../../prisma/reference-data/index.ts';
import { type Context, viewerOf } from '../context.ts';
import { findReadableFile, isUuid } from '../files/file-access.ts';

type Membership = (context: Context, value: string, detail: string) => Promise<boolean>;

const sources: Readonly<Record<string, Membership>> = {
  agencies: isAgency,
  units: isAgency,
  enterprises: async ({ load }, value) => (await load.enterprise(value)) !== null,
  people: isColleague,
  'document-kinds': async (_, value) => documentKind(value) !== undefined,
  'contract-templates': async ({ db }, value) =>
    (await db.contractTemplate.count({ where: { id: value } })) > 0,
  files: async (context, value) => (await findReadableFile(context, value)) !== null,
};

/** A source that is not known has no values: the form asks for what nobody can give. */
export function isOfSource(context: Context, source: string, value: string): Promise<boolean> {
  const [name = '', detail = ''] = source.split(':');
  return sources[name]?.(context, value, detail) ?? Promise.resolve(false);
}

async function isAgency({ load }: Context, value: string): Promise<boolean> {
  return (await load.agency(value)) !== null;
}

/** "people:clerk": the id of somebody in the viewer's agency who has the role. */
async function isColleague(context: Context, value: string, detail: string): Promise<boolean> {
  const role = z.enum(Role).safeParse(detail.toUpperCase().replaceAll('-', '_'));
  const person = isUuid(value) ? await context.load.person(value) : null;
  if (!person?.active || person.agencyCode !== viewerOf(context).agencyCode) return false;
  return !role.success || person.roles.includes(role.data);
}
