/** The fields of a declared schema, as people read them. */
import { z } from 'zod';
import type { Bilingual } from './job.ts';

export type FieldType = 'text' | 'number' | 'yes-no' | 'list' | 'object' | 'any';

export interface Field {
  name: string;
  label: Bilingual;
  type: FieldType;
  required: boolean;
}

/** As much of JSON Schema as zod writes for the fields of the catalogue. */
interface JsonSchema {
  type?: string;
  description?: string;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

const types: Record<string, FieldType> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'yes-no',
  array: 'list',
  object: 'object',
};

/** Of a field that may be null, or of several types: the first that says something. */
function alternatives(schema: JsonSchema): JsonSchema[] {
  return schema.anyOf ? schema.anyOf.flatMap(alternatives).filter(({ type }) => type !== 'null') : [schema];
}

function labelOf(name: string, schema: JsonSchema): Bilingual {
  const text = [schema, ...alternatives(schema)].find(({ description }) => description)?.description ?? name;
  const [vi = name, en = vi] = text.split(' | ');
  return { vi, en };
}

/** @param direction what is given to the job, or what it answers */
export function describeFields(schema: z.ZodType, direction: 'input' | 'output'): Field[] {
  const json = z.toJSONSchema(schema, { io: direction, unrepresentable: 'any' }) as JsonSchema;
  return Object.entries(json.properties ?? {}).map(([name, field]) => {
    const found = alternatives(field);
    return {
      name,
      label: labelOf(name, field),
      type: (found.length === 1 && types[found[0]?.type ?? '']) || 'any',
      required: json.required?.includes(name) ?? false,
    };
  });
}
