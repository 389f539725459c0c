import type { Context } from '../context.ts';
import type { DefinitionRow } from './definition-content.ts';
import { newestDefinitions } from './find-definition.ts';
import { readStart } from './start-form.ts';

/** Started by `submitDocument` alone: it begins with a document that has arrived. */
export const submissionProcess = 'incoming-document';

/** Processes with a none start event: what waits for a message or a timer starts by itself. */
export async function startableDefinitions(context: Context): Promise<DefinitionRow[]> {
  const definitions = await newestDefinitions(context);
  const starts = await Promise.all(definitions.map((definition) => readStart(context, definition)));
  return definitions.filter(({ key }, index) => starts[index] && key !== submissionProcess);
}
