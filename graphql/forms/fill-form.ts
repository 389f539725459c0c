import { z } from 'zod';
import type { FormSchema, Variables } from '../../engine/index.ts';
import type { Context } from '../context.ts';
import { badInput, refuseAll } from '../errors.ts';
import { isOfSource } from './form-sources.ts';
import { validateForm } from './validate-form.ts';

const object = z.record(z.string(), z.unknown());

/**
 * The variables that go into the process. Without a form agency staff may set what they like, and nobody else anything.
 * @throws BAD_USER_INPUT for each field that the form refuses, with paths from "input.variables"
 */
export async function fillForm(
  context: Context,
  form: FormSchema | null,
  shown: Variables,
  submitted: unknown,
): Promise<Variables> {
  const parsed = object.safeParse(submitted ?? {});
  if (!parsed.success)
    throw badInput('input.variables', { vi: 'Phải là một đối tượng.', en: 'An object is needed.' });
  if (!form) return context.viewer?.side === 'AGENCY' ? parsed.data : {};
  const { variables, problems } = await validateForm({
    form,
    shown,
    submitted: parsed.data,
    now: context.now.getTime(),
    knows: (source, value) => isOfSource(context, source, value),
  });
  refuseAll(problems.map(({ path, text }) => badInput(`input.variables.${path}`, text)));
  return variables;
}
