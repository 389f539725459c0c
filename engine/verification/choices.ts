/** Decisions that data would make, taken one way after the other. */
import type { FlowElement, Template } from '../elements/element.ts';
import type { Expected, Oracle } from '../oracle.ts';

/** One decision: the flows that a token took, or what an expression was taken to be worth. */
export type Choice =
  | { element: string; flows: string[] }
  | { expression: Template; value: boolean | number | unknown[] };

/** Answers with one of so many options, by its index. `describe` says what each would mean. */
export type Pick = (options: number, describe: (index: number) => Choice) => number;

/** An oracle without data: every decision is asked of `pick`. */
export function anOracle(pick: Pick): Oracle {
  return {
    chooseFlows(element, flows, rule) {
      const options = rule === 'one' ? flows.map((flow) => [flow]) : subsets(element, flows);
      if (options.length < 2) return options[0] ?? null;
      const ids = (index: number): string[] => (options[index] ?? []).map((flow) => flow.id);
      return options[pick(options.length, (index) => ({ element: element.id, flows: ids(index) }))] ?? null;
    },
    evaluate(template, expected) {
      if (isOfTheEngine(template)) return undefined;
      const options = valuesOf(expected);
      if (options.length === 1) return options[0];
      const valueAt = (index: number) => options[index] as boolean | number | unknown[];
      return options[pick(options.length, (index) => ({ expression: template, value: valueAt(index) }))];
    },
  };
}

/**
 * Goes through all that `perform` can come to, one decision after the other. `perform` is called once for each way, with the same
 * beginning every time.
 */
export function* everyWay<T>(perform: (oracle: Oracle) => T): Iterable<{ result: T; choices: Choice[] }> {
  let beginning: number[] = [];
  for (;;) {
    const picked: { index: number; options: number; choice: Choice }[] = [];
    const result = perform(
      anOracle((options, describe) => {
        const index = beginning[picked.length] ?? 0;
        picked.push({ index, options, choice: describe(index) });
        return index;
      }),
    );
    yield { result, choices: picked.map((it) => it.choice) };
    const last = picked.findLastIndex((it) => it.index + 1 < it.options);
    if (last < 0) return;
    beginning = [...picked.slice(0, last).map((it) => it.index), (picked[last]?.index ?? 0) + 1];
  }
}

/** Takes the decisions as they were written down; where none was, the first option. */
export function asWritten(written: Choice[]): Oracle {
  return anOracle((options, describe) => {
    const [next] = written;
    if (!next) return 0;
    const wanted = JSON.stringify(next);
    for (let index = 0; index < options; index++) {
      if (JSON.stringify(describe(index)) !== wanted) continue;
      written.shift();
      return index;
    }
    return 0;
  });
}

// helpers ////////////////////////////////////////////////////////////

/** Flows without a condition are always taken; of the others any that are not none, or else the default. */
function subsets(element: FlowElement, flows: FlowElement[]): FlowElement[][] {
  const always = flows.filter((flow) => flow.condition === undefined && flow.id !== element.defaultFlow);
  const conditional = flows.filter((flow) => flow.condition !== undefined);
  const byDefault = flows.filter((flow) => flow.id === element.defaultFlow);
  const options: FlowElement[][] = [];
  for (let mask = 1; mask < 2 ** conditional.length; mask++) {
    options.push([...always, ...conditional.filter((_, index) => (mask >> index) & 1)]);
  }
  if (byDefault.length > 0) options.push([...always, ...byDefault]);
  else if (always.length > 0) options.push(always);
  return options;
}

function valuesOf(expected: Expected): unknown[] {
  switch (expected) {
    case 'boolean':
      return [false, true];
    case 'integer':
      return [0, 1, 2];
    case 'list':
      return [[], [1], [1, 2]];
    case 'names':
      return [[]];
    case 'string':
      return ['any'];
    case 'value':
      return [null];
  }
}

/** What the engine itself counts is no data: such conditions are evaluated. */
const counted =
  /^(loopCounter|activationCount|waitingForStart|numberOf\w+Instances|true|false|and|or|not|if|then|else|modulo|[a-z]\w*Count)$/;

function isOfTheEngine(template: Template): boolean {
  const names = template.slice(1).match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
  return !template.includes('"') && names.every((name) => counted.test(name));
}
