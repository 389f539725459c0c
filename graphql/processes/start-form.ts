/** What a process asks of whoever starts it: the form of its none start event (zeebe:formDefinition). */
import type { FormSchema } from '../../engine/index.ts';
import { childrenOf, extensionOf, type ModdleElement, readBpmn, textOf } from '../../engine/parse/moddle.ts';
import type { Context } from '../context.ts';
import { type DefinitionRow, findBpmn } from './definition-content.ts';

/** A process without a none start event is not started by hand: messages and timers start it. */
interface Start {
  formId: string | null;
}

/** By hash and key; definitions are immutable. */
const capacity = 500;
const known = new Map<string, Start | null>();

/** Null for a process that cannot be started by hand. */
export async function readStart(
  { load }: Pick<Context, 'load'>,
  definition: DefinitionRow,
): Promise<Start | null> {
  const { hash, key } = definition;
  const id = `${hash}/${key}`;
  const earlier = known.get(id);
  if (earlier !== undefined) return earlier;
  const bpmn = await readBpmn(findBpmn(await load.resources(hash), key));
  const start = bpmn.ok ? findStart(bpmn.definitions, key) : null;
  if (known.size >= capacity) known.clear();
  known.set(id, start);
  return start;
}

export async function readStartForm(
  context: Pick<Context, 'load'>,
  definition: DefinitionRow,
): Promise<FormSchema | null> {
  const start = await readStart(context, definition);
  return (start?.formId && (await context.load.forms(definition.hash))[start.formId]) || null;
}

function findStart(definitions: ModdleElement, key: string): Start | null {
  const process = childrenOf(definitions, 'rootElements').find(({ id }) => id === key) ?? null;
  const start = childrenOf(process, 'flowElements').find(
    (element) => element.$type === 'bpmn:StartEvent' && childrenOf(element, 'eventDefinitions').length === 0,
  );
  return start ? { formId: textOf(extensionOf(start, 'zeebe:FormDefinition'), 'formId') } : null;
}
