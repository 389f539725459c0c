/**
 * Parallel multiple start events: "all of the types of triggers that are listed MUST be triggered before the Process is instantiated"
 * (BPMN 2.0, 10.5.2). They are brought together before there is an instance, by whoever starts instances.
 */
import type { Variables } from './state/instance-state.ts';

export interface StartPart {
  /** Which of the triggers of a parallel multiple start event, of how many. Absent: it starts an instance alone. */
  part?: { index: number; of: number };
}

/** One trigger that has occurred and waits for the others. Plain JSON. */
export interface MetTrigger {
  elementId: string;
  index: number;
  /** Of a message: messages that start one instance have the same key. Null: it goes with any. */
  key: string | null;
  variables: Variables;
}

/**
 * Takes in that a start has occurred. `begins` is what all its triggers have brought, once they are complete; those are no longer in
 * `met` then. A start without parts begins at once.
 *
 * @example
 * const { met, begins } = meetStart(before, start, message.key, message.variables);
 * if (begins) startInstance(graph, { processId, startElementId: start.elementId, variables: begins }, now);
 */
export function meetStart(
  met: MetTrigger[],
  { elementId, part }: StartPart & { elementId: string },
  key: string | null,
  variables: Variables,
): { met: MetTrigger[]; begins: Variables | null } {
  if (!part) return { met, begins: variables };
  const known = [...met, { elementId, index: part.index, key, variables }];
  const keys = key === null ? new Set(known.map((it) => it.key)) : [key];
  for (const common of keys) {
    const complete = Array.from({ length: part.of }, (_, index) =>
      known.find(
        (it) => it.elementId === elementId && it.index === index && (it.key === null || it.key === common),
      ),
    );
    const together = complete.filter((it) => it !== undefined);
    if (together.length < part.of) continue;
    const begins = Object.assign({}, ...together.map((it) => it.variables)) as Variables;
    return { met: known.filter((it) => !together.includes(it)), begins };
  }
  return { met: known, begins: null };
}
