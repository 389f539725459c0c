/** Decisions that data would make, taken one way after the other. */
import type { FlowElement, Template } from '../elements/element.ts';
import type { Expected, Oracle } from '../oracle.ts';
import type { Variables } from '../state/instance-state.ts';

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
    evaluate(template, expected, visible) {
      if (isOfTheEngine(template, visible)) return undefined;
      const options = valuesOf(expected);
      if (options.length === 1) return options[0];
      const valueAt = (index: number) => options[index] as boolean | number | unknown[];
      return options[pick(options.length, (index) => ({ expression: template, value: valueAt(index) }))];
    },
  };
}

/** Where a decision comes up again in one go, because the way there led in a circle, so often it is tried both ways. */
const triedAgain = 2;

/** More ways than this in one go are given up. */
const mostWays = 100;

/**
 * Goes through all that `perform` can come to, one decision after the other. `perform` is called once for each way, with the same
 * beginning every time. `cut`: there were too many ways, and the rest is left out.
 */
export function everyWay<T>(perform: (oracle: Oracle) => T): {
  ways: { result: T; choices: Choice[] }[];
  cut: boolean;
} {
  const ways: { result: T; choices: Choice[] }[] = [];
  let beginning: number[] = [];
  for (;;) {
    const picked: { index: number; options: number; choice: Choice }[] = [];
    const asked = new Map<string, number>();
    const pick: Pick = (options, describe) => {
      const first = describe(0);
      const place = 'element' in first ? first.element : first.expression;
      const times = asked.get(place) ?? 0;
      asked.set(place, times + 1);
      const isCircle = times >= triedAgain;
      const index = isCircle ? times % options : (beginning[picked.length] ?? 0);
      picked.push({ index, options: isCircle ? 1 : options, choice: describe(index) });
      return index;
    };
    ways.push({ result: perform(anOracle(pick)), choices: picked.map((it) => it.choice) });
    const last = picked.findLastIndex((it) => it.index + 1 < it.options);
    if (last < 0) return { ways, cut: false };
    if (ways.length >= mostWays) return { ways, cut: true };
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
  /^(loopCounter|activationCount|waitingForStart|numberOf\w+Instances|true|false|and|or|not|if|then|else|modulo)$/;

function isOfTheEngine(template: Template, visible: Variables): boolean {
  const names = template.slice(1).match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
  // a complex gateway counts the tokens of each flow, by its id
  const isOfGateway = Object.hasOwn(visible, 'activationCount');
  return names.every((name) => counted.test(name) || (isOfGateway && Object.hasOwn(visible, name)));
}
