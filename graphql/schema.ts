/**
 * The schema: everything that registers itself with the builder. A new subject is a folder and its lines here.
 *
 * `graphql` is imported by its file everywhere: the package has two builds, bundlers and Node prefer different ones, and objects
 * of one are refused by the other.
 */
import './scalars.ts';
import './viewer/viewer.query.ts';
import './files/upload-file.mutation.ts';
import './documents/document.query.ts';
import './documents/document-kind.query.ts';
import './documents/document-status.subscription.ts';
import './documents/recall-document.mutation.ts';
import './documents/submit-document.mutation.ts';
import './tasks/task.mutation.ts';
import './tasks/task.query.ts';
import './tasks/task.subscription.ts';
import './processes/process.mutation.ts';
import './processes/process.query.ts';
import './processes/process-instance.subscription.ts';
import './processes/repair.mutation.ts';
import './processes/ad-hoc.mutation.ts';
import './processes/occurrence.mutation.ts';
import './migrations/migration.mutation.ts';
import './processes/suspend-definition.mutation.ts';
import './processes/instance-batch.mutation.ts';
import './migrations/migration.query.ts';
import './registers/register.query.ts';
import './contracts/contract.query.ts';
import './inspections/inspection.query.ts';
import './notifications/mark-notifications-read.mutation.ts';
import './notifications/notification.query.ts';
import './notifications/notification.subscription.ts';
import { lexicographicSortSchema, printSchema } from 'graphql/index.js';
import { builder } from './builder.ts';

export const schema = builder.toSchema();

/** As committed in schema.graphql. */
export function printedSchema(): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
