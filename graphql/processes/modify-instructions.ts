import { z } from 'zod';
import type { ModifyInstruction } from '../../engine/index.ts';
import { badInput } from '../errors.ts';

const variables = z.record(z.string(), z.unknown());
const id = z.string().min(1);

/** As the engine has them: `engine/repair/repair-command.ts`. */
const instructions = z
  .array(
    z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('cancel'), key: id }),
      z.strictObject({ kind: z.literal('cancelAll'), elementId: id }),
      z.strictObject({ kind: z.literal('dropTokens'), elementId: id, scope: id.optional() }),
      z.strictObject({
        kind: z.literal('activate'),
        elementId: id,
        scope: id.optional(),
        variables: z.record(z.string(), variables).optional(),
        item: z.unknown().optional(),
      }),
    ]),
  )
  .min(1)
  .max(1000);

/** @throws BAD_USER_INPUT with the path of what is wrong */
export function parseInstructions(value: unknown): ModifyInstruction[] {
  const parsed = instructions.safeParse(value);
  if (parsed.success) return parsed.data as ModifyInstruction[];
  const [issue] = parsed.error.issues;
  const path = ['instructions', ...(issue?.path ?? [])].join('.');
  throw badInput(path, { vi: 'Chỉ thị không hợp lệ.', en: issue?.message ?? 'This is no instruction.' });
}

/** @throws BAD_USER_INPUT */
export function parseVariables(value: unknown): Record<string, unknown> {
  const parsed = variables.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  throw badInput('variables', { vi: 'Phải là một đối tượng.', en: 'An object is needed.' });
}

export const mostRetries = 100;

/** @throws BAD_USER_INPUT */
export function parseRetries(value: number | null | undefined): number {
  const retries = value ?? 3;
  if (retries >= 1 && retries <= mostRetries) return retries;
  throw badInput('retries', {
    vi: `Cần một số từ 1 đến ${mostRetries}.`,
    en: `A number from 1 to ${mostRetries} is needed.`,
  });
}
