/** What a process asks of whoever starts it: the form of its none start event (zeebe:formDefinition). */
import type { FormSchema } from '../../engine/index.ts';
import { childrenOf, extensionOf, type ModdleElement, readBpmn, textOf } from '../../engine/parse/moddle.ts';
import type { Context } from '../context.ts';
import { type DefinitionRow, findBpmn } from './definition-content.ts';

/** A process without a none start event is not started by hand: messages and timers start it. */
interface Start {
  formId: string | null;
  /** By a call activity in the files that it was deployed with. */
  isCalled: boolean;
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
  const resources = await load.resources(hash);
  const bpmn = await readBpmn(findBpmn(resources, key));
  const formId = bpmn.ok ? findStartForm(bpmn.definitions, key) : undefined;
  const isCalled = resources.some(({ content }) => content.includes(`processId="${key}"`));
  const start = formId === undefined ? null : { formId, isCalled };
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

/** Undefined without a none start event. */
function findStartForm(definitions: ModdleElement, key: string): string | null | undefined {
  const process = childrenOf(definitions, 'rootElements').find(({ id }) => id === key) ?? null;
  const start = childrenOf(process, 'flowElements').find(
    (element) => element.$type === 'bpmn:StartEvent' && childrenOf(element, 'eventDefinitions').length === 0,
  );
  return start && textOf(extensionOf(start, 'zeebe:FormDefinition'), 'formId');
}
