import { readFileSync } from 'node:fs';
import {
  buildASTSchema,
  buildSchema,
  concatAST,
  extendSchema,
  findBreakingChanges,
  type GraphQLSchema,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  lexicographicSortSchema,
  parse,
  printSchema,
} from 'graphql/index.js';
import { describe, expect, it } from 'vitest';
import { operations, permissions } from '../../graphql/authorisation/permissions.ts';
import { printedSchema, schema } from '../../graphql/schema.ts';

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
/** What portals and other systems rely on. */
const contract = parse(read('contract.graphql'));
/** What our own interface relies on beyond it. */
const extension = parse(read('interface.graphql'));

describe('schema', () => {
  it('should be the one that is committed', () => {
    const committed = buildSchema(read('../../graphql/schema.graphql'));
    const printed = `${printSchema(lexicographicSortSchema(committed))}\n`;
    expect(printedSchema(), 'run: node graphql/print-schema.ts').toBe(printed);
  });

  it('should contain the contract name for name', () => {
    const expected = buildASTSchema(contract);

    expect(findBreakingChanges(expected, schema)).toEqual([]);
    expect(differences(expected, schema)).toEqual([]);
  });

  it('should contain what the interface relies on', () => {
    const expected = extendSchema(buildASTSchema(concatAST([contract])), extension);

    expect(findBreakingChanges(expected, schema)).toEqual([]);
    expect(differences(expected, schema)).toEqual([]);
  });

  it('should find a contract broken when a field is missing', () => {
    const more = buildASTSchema(parse(`${read('contract.graphql')}\nextend type Agency { motto: String! }`));

    expect(findBreakingChanges(more, schema)).not.toEqual([]);
  });

  it('should have a rule for every operation and no others', () => {
    const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap(
      (type) => Object.keys(type?.getFields() ?? {}).map((field) => `${type?.name}.${field}`),
    );

    expect(Object.keys(operations).sort()).toEqual(fields.sort());
    expect(permissions.length).toBeGreaterThan(fields.length);
  });
});

/** Nullability both ways, arguments and defaults: what findBreakingChanges lets pass as harmless is a difference here. */
function differences(expected: GraphQLSchema, actual: GraphQLSchema): string[] {
  return Object.values(expected.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__')) return [];
    const found = actual.getType(type.name);
    if (isObjectType(type) || isInterfaceType(type)) {
      if (!isObjectType(found)) return [type.name];
      return Object.values(type.getFields()).flatMap((field) => {
        const other = found.getFields()[field.name];
        const place = `${type.name}.${field.name}`;
        if (String(other?.type) !== String(field.type))
          return [`${place}: ${other?.type} is not ${field.type}`];
        return field.args.flatMap((argument) => {
          const same = other?.args.find(({ name }) => name === argument.name);
          const fits =
            String(same?.type) === String(argument.type) && same?.defaultValue === argument.defaultValue;
          return fits ? [] : [`${place}(${argument.name})`];
        });
      });
    }
    if (!isInputObjectType(type)) return [];
    if (!isInputObjectType(found)) return [type.name];
    return Object.values(type.getFields()).flatMap((field) => {
      const other = found.getFields()[field.name];
      const fits = String(other?.type) === String(field.type) && other?.defaultValue === field.defaultValue;
      return fits ? [] : [`${type.name}.${field.name}`];
    });
  });
}
