/** Holds every field to the permissions table, and refuses to build a schema in which an operation has no line there. */
import SchemaBuilder, { BasePlugin, type PothosOutputFieldConfig, type SchemaTypes } from '@pothos/core';
import type { GraphQLFieldResolver, GraphQLSchema } from 'graphql/index.js';
import { forbidden, unauthenticated } from '../errors.ts';
import type { Identity } from './identity.ts';
import { operations, redactions, types } from './permissions.ts';
import type { Rule } from './rules.ts';

declare global {
  export namespace PothosSchemaTypes {
    export interface Plugins<Types extends SchemaTypes> {
      authorisation: AuthorisationPlugin<Types>;
    }
  }
}

type Resolver<Types extends SchemaTypes> = GraphQLFieldResolver<unknown, Types['Context'], object>;

export class AuthorisationPlugin<Types extends SchemaTypes> extends BasePlugin<Types> {
  override onOutputFieldConfig(field: PothosOutputFieldConfig<Types>): PothosOutputFieldConfig<Types> {
    if (isOperation(field) && !operations[coordinate(field)])
      throw new Error(`Expected a rule for ${coordinate(field)} in permissions.ts, but there is none.`);
    return field;
  }

  override wrapResolve(resolve: Resolver<Types>, field: PothosOutputFieldConfig<Types>): Resolver<Types> {
    // A subscription is held to its rule when it begins, and row by row after that.
    const rule = field.parentType === 'Subscription' ? undefined : ruleOf(field);
    const redaction = redactions[coordinate(field)];
    if (rule) return guard(resolve, rule);
    if (!redaction) return resolve;
    return (parent, args, context, info) =>
      redaction.rule.allows(viewerOf(context)) ? resolve(parent, args, context, info) : redaction.instead;
  }

  override wrapSubscribe(
    subscribe: Resolver<Types> | undefined,
    field: PothosOutputFieldConfig<Types>,
  ): Resolver<Types> | undefined {
    const rule = ruleOf(field);
    return subscribe && rule ? guard(subscribe, rule) : subscribe;
  }

  override afterBuild(schema: GraphQLSchema): GraphQLSchema {
    for (const target of [...Object.keys(operations), ...Object.keys(types), ...Object.keys(redactions)]) {
      const [typeName = '', fieldName] = target.split('.');
      const type = schema.getType(typeName);
      const exists = type && (!fieldName || ('getFields' in type && type.getFields()[fieldName]));
      if (!exists) throw new Error(`Expected ${target} of permissions.ts in the schema, but there is none.`);
    }
    return schema;
  }
}

SchemaBuilder.registerPlugin('authorisation', AuthorisationPlugin);

// ── Helpers ────────────────────────────────────────────────────────────────────────────────────

function coordinate(field: { parentType: string; name: string }): string {
  return `${field.parentType}.${field.name}`;
}

function isOperation(field: { parentType: string }): boolean {
  return ['Query', 'Mutation', 'Subscription'].includes(field.parentType);
}

function ruleOf(field: { parentType: string; name: string }): Rule | undefined {
  return operations[coordinate(field)] ?? types[field.parentType];
}

function viewerOf(context: object): Identity | null {
  return (context as { viewer: Identity | null }).viewer;
}

function guard<Types extends SchemaTypes>(resolve: Resolver<Types>, rule: Rule): Resolver<Types> {
  return (parent, args, context, info) => {
    const viewer = viewerOf(context);
    if (rule.allows(viewer)) return resolve(parent, args, context, info);
    throw viewer ? forbidden() : unauthenticated();
  };
}
