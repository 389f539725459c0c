import { badInput } from './errors.ts';

/** Why something is done that is kept for good, without blanks around it. @throws BAD_USER_INPUT where none is given */
export function expectReason(text: string): string {
  const reason = text.trim();
  if (reason === '') throw badInput('reason', { vi: 'Cần nêu lý do.', en: 'A reason is needed.' });
  return reason;
}
