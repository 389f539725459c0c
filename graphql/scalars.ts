import { GraphQLError, Kind, valueFromASTUntyped } from 'graphql/index.js';
import { builder } from './builder.ts';

builder.scalarType('DateTime', {
  description: 'A moment in ISO 8601 with its offset from UTC, e.g. "2026-11-22T09:30:00+07:00".',
  serialize: (value) => value.toISOString(),
  parseValue: parseDateTime,
  parseLiteral: (node) => parseDateTime(node.kind === Kind.STRING ? node.value : null),
});

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

builder.scalarType('File', {
  description: 'A file of a GraphQL multipart request.',
  serialize: () => {
    throw new GraphQLError('A File is input only.');
  },
  parseValue: (value) => {
    if (value instanceof Blob && 'name' in value) return value as File;
    throw new GraphQLError('Expected a file of a GraphQL multipart request.');
  },
});

const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

function parseDateTime(value: unknown): Date {
  const date = typeof value === 'string' && dateTime.test(value) ? new Date(value) : null;
  if (date && !Number.isNaN(date.getTime())) return date;
  throw new GraphQLError('Expected a moment in ISO 8601 with its offset, like "2026-11-22T09:30:00+07:00".');
}
