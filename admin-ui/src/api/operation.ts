/** A query, mutation or subscription whose result and variables the compiler knows. */
export type Operation<Result, Variables> = { readonly text: string; readonly types?: [Result, Variables] };

export function operation<Result, Variables = Record<string, never>>(
  text: string,
): Operation<Result, Variables> {
  return { text };
}
