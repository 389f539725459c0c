/** The GraphQL side of connections: PageInfo, and a pair of types for each kind of node. */
import type { ObjectRef } from '@pothos/core';
import { builder } from './builder.ts';
import { type Connection, mostCounted, type PageInfo } from './connection.ts';

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T> ? T : never;

/** `first` and `after`, for fields that answer with a connection. */
export function pageArguments() {
  return builder.args((t) => ({
    first: t.int({ description: 'Rows of the page: 20 unless said, 100 at most.' }),
    after: t.string({ description: '`endCursor` of the page before.' }),
  }));
}

const PageInfoType = builder.objectRef<PageInfo>('PageInfo').implement({
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage'),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage'),
    startCursor: t.exposeString('startCursor', { nullable: true }),
    endCursor: t.exposeString('endCursor', { nullable: true }),
  }),
});

const english = (count: number): string => count.toLocaleString('en');

/** `NameConnection` and `NameEdge` over the type of the node. */
export function connectionType<Node, Shape extends Connection<Node> = Connection<Node>>(
  name: string,
  node: ObjectRef<Types, Node>,
) {
  const edge = builder.objectRef<{ cursor: string; node: Node }>(`${name}Edge`).implement({
    fields: (t) => ({
      cursor: t.exposeString('cursor'),
      // Pothos asks of an open type parameter whether it is a list; a node is none.
      node: t.field({ type: node, resolve: (row) => row.node as never }),
    }),
  });
  return builder.objectRef<Shape>(`${name}Connection`).implement({
    fields: (t) => ({
      edges: t.field({ type: [edge], resolve: ({ edges }) => edges }),
      pageInfo: t.field({ type: PageInfoType, resolve: ({ pageInfo }) => pageInfo }),
      totalCount: t.int({
        description: `Rows of the whole list, all its pages: exact up to ${english(mostCounted.usually)} (tasks: ${english(mostCounted.ofTasks)}), where it stops.`,
        resolve: async ({ total }) => (await total()).count,
      }),
      totalCountExceeded: t.boolean({
        description: 'There are more than `totalCount`.',
        resolve: async ({ total }) => (await total()).isExceeded,
      }),
    }),
  });
}
