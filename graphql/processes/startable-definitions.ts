import type { Context } from '../context.ts';
import type { DefinitionRow } from './definition-content.ts';
import { newestDefinitions } from './find-definition.ts';
import { readStart } from './start-form.ts';
import { suspendedDefinitions } from './suspend-definition.ts';

/** Started by `submitDocument` alone: it begins with a document that has arrived. */
export const submissionProcess = 'incoming-document';

/** Processes with a none start event, of which new instances are taken: what waits for a message or a timer starts by itself, what others call is theirs. */
export async function startableDefinitions(context: Context): Promise<DefinitionRow[]> {
  const suspended = await suspendedDefinitions(context);
  const definitions = (await newestDefinitions(context)).filter(({ id }) => !suspended.has(id));
  const starts = await Promise.all(definitions.map((definition) => readStart(context, definition)));
  return definitions.filter(({ key }, index) => {
    const start = starts[index];
    return start && key !== submissionProcess && (start.formId !== null || !start.isCalled);
  });
}
