/** Writes schema.graphql anew: `node graphql/print-schema.ts && npx biome format --write graphql/schema.graphql`, after every change of it. */
import { writeFileSync } from 'node:fs';
import { printedSchema } from './schema.ts';

writeFileSync(new URL('schema.graphql', import.meta.url), printedSchema());
