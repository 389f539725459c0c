/** Text of a form with expressions in it: "=…" as a whole, or {{…}} inside (feelers, as form-js has it). */
import { computed, type Values } from './values.ts';

function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function fillText(text: string, context: Values, now: number): string {
  if (text.startsWith('=')) return shown(computed(text, context, now));
  return text.replaceAll(/\{\{([^}]*)\}\}/g, (_, expression: string) =>
    shown(computed(expression.trim(), context, now)),
  );
}
