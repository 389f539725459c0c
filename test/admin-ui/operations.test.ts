import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql/index.js';
import { describe, expect, it } from 'vitest';
import type { Operation } from '../../admin-ui/src/api/operation.ts';
import * as operations from '../../admin-ui/src/api/operations.ts';

const schema = buildSchema(readFileSync(new URL('../../graphql/schema.graphql', import.meta.url), 'utf8'));
const all = Object.entries(operations) as unknown as [string, Operation<unknown, unknown>][];

describe('the operations of the interface', () => {
  it.each(all)('should be ones that the API understands: %s', (_, { text }) => {
    expect(validate(schema, parse(text)).map((error) => error.message)).toEqual([]);
  });
});
