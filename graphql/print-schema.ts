/** Writes schema.graphql anew: `node graphql/print-schema.ts`, after every change of the schema. */
import { writeFileSync } from 'node:fs';
import { printedSchema } from './schema.ts';

writeFileSync(new URL('schema.graphql', import.meta.url), printedSchema());
