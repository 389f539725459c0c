/**
 * Names of FEEL may hold spaces and the signs `. / - ' + *` (DMN 1.5, rules 27 to 30), so a text cannot be split into names
 * without knowing which names there are.
 */

const start =
  '?A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C\\u200D\\u2070-\\u218F\\u2C00-\\u2FEF\\u3001-\\uDFFF\\uF900-\\uFDCF\\uFDF0-\\uFFFD';
const part = `${start}0-9\\u00B7\\u0300-\\u036F\\u203F\\u2040`;

// Sticky expressions have a state, so none leaves this file: what a module exports is frozen where workflows run.
const identifier = new RegExp(`[${start}][${part}]*`, 'y');
const laterPart = new RegExp(`[${part}]+|\\*\\*|[./\\-'+*]`, 'y');

const nameAndColon = new RegExp(`[${start}][${part}\\s./\\-'+*]*:`, 'y');

const plain = new RegExp(`^[${start}][${part}]*$`);
const tokens = new RegExp(`[${part}]+|\\*\\*|[./\\-'+*]|\\S`, 'g');

/** Whether the name can be told in any text without knowing it. */
export function isPlainName(name: string): boolean {
  return plain.test(name);
}

export function partsOf(name: string): string[] {
  return name.match(tokens) ?? [];
}

/** `a-b` and `a  -  b` are one name (rule 28). */
export function normalName(name: string): string {
  return partsOf(name).join(' ');
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

/** The part of a name that stands there and can begin one, '' for none. */
export function identifierAt(text: string, at: number): string {
  return matchAt(identifier, text, at);
}

/** A later part of a name, which may begin with a digit or be a sign. */
export function laterPartAt(text: string, at: number): string {
  return matchAt(laterPart, text, at);
}

/** Whether a name, of whatever parts, stands there with a colon behind it. */
export function isNamedAt(text: string, at: number): boolean {
  return matchAt(nameAndColon, text, at) !== '';
}
