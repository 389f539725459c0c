/**
 * The field that a refused variable is about, "input.fileIds.0", out of the words of the reference implementation:
 * `Variable "$input" got invalid value … at "input.fileIds[0]"; …` and `… Field "subject" of required type …`.
 */
export function inputPath(message: string): string | null {
  const variable = /^Variable "\$(\w+)"/.exec(message)?.[1];
  if (!variable) return /^Argument "(\w+)"/.exec(message)?.[1] ?? null;
  const at = / at "([^"]+)"/.exec(message)?.[1] ?? variable;
  const missing = /Field "(\w+)" of required type/.exec(message)?.[1];
  const path = at.replaceAll(/\[(\d+)\]/g, '.$1');
  return missing ? `${path}.${missing}` : path;
}
