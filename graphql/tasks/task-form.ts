/** The form of a task, as deployed with the definition that its instance pins. */
import type { FormSchema } from '../../engine/index.ts';
import type { Task } from '../../prisma/client/client.ts';
import type { Context } from '../context.ts';

export async function readTaskForm(
  { load }: Pick<Context, 'load'>,
  task: Pick<Task, 'formId' | 'instanceId'>,
): Promise<FormSchema | null> {
  if (!task.formId) return null;
  const instance = await load.instance(task.instanceId);
  const definition = instance && (await load.definition(instance.definitionId));
  return (definition && (await load.forms(definition.hash))[task.formId]) ?? null;
}
