/** The one schema builder. Types register themselves with it; schema.ts lists them all. */
import './authorisation/plugin.ts';
import SchemaBuilder from '@pothos/core';
import type { Context } from './context.ts';

export const builder = new SchemaBuilder<{
  Context: Context;
  DefaultFieldNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    JSON: { Input: unknown; Output: unknown };
    File: { Input: File; Output: never };
  };
}>({ plugins: ['authorisation'], defaultFieldNullability: false });

builder.queryType();
builder.mutationType();
builder.subscriptionType();
