import { z } from 'zod';
import { Role } from '../../prisma/client/enums.ts';
import { builder } from '../builder.ts';
import { maximumPageSize } from '../connection.ts';
import { viewerOf } from '../context.ts';
import { badInput } from '../errors.ts';
import { AgencyType, EnterpriseType, ViewerType } from './viewer.type.ts';

builder.queryFields((t) => ({
  me: t.field({
    type: ViewerType,
    nullable: true,
    resolve: (_, __, { viewer, load }) => (viewer ? load.person(viewer.id) : null),
  }),
  agencies: t.field({
    type: [AgencyType],
    resolve: (_, __, { db }) => db.agency.findMany({ orderBy: { code: 'asc' } }),
  }),
  enterprises: t.field({
    type: [EnterpriseType],
    args: { search: t.arg.string(), first: t.arg.int({ defaultValue: 20 }) },
    resolve: (_, { search, first }, { db }) =>
      db.enterprise.findMany({
        where: search
          ? { OR: [{ taxCode: { startsWith: search } }, { name: { contains: search, mode: 'insensitive' } }] }
          : {},
        orderBy: [{ name: 'asc' }, { taxCode: 'asc' }],
        take: Math.min(Math.max(first ?? 20, 0), maximumPageSize),
      }),
  }),
  people: t.field({
    description: "People of the viewer's agency, for assignment.",
    type: [ViewerType],
    args: { role: t.arg.string() },
    resolve: (_, { role }, context) =>
      context.db.person.findMany({
        where: {
          agencyCode: viewerOf(context).agencyCode,
          active: true,
          ...(role ? { roles: { has: asRole(role) } } : {}),
        },
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
      }),
  }),
}));

/** "CLERK" as in the schema, or "clerk" as models write it. */
function asRole(text: string): Role {
  const role = z.enum(Role).safeParse(text.toUpperCase().replaceAll('-', '_'));
  if (role.success) return role.data;
  throw badInput('role', { vi: `Không có vai trò “${text}”.`, en: `There is no role "${text}".` });
}
