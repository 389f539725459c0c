/**
 * Answers in place of data that a simulation does not have. What the scenario gives is real data, and FEEL is evaluated with it; where
 * that comes to nothing something harmless is assumed, and the reader of the report is told.
 */
import type { FlowElement, Template } from '../elements/element.ts';
import { evaluate } from '../feel/index.ts';
import type { Bilingual, ExecutableGraph } from '../graph.ts';
import type { Expected, Oracle } from '../oracle.ts';
import type { Variables } from '../state/instance-state.ts';

/** The moment at which every step of every simulated instance is computed: what is due later is moved along. */
export const canonicalNow = Date.UTC(2000, 0, 3, 1);

/** Picks one of several ways (its index), or of independent ones those that are taken (bit by bit). */
export interface Choice {
  element: string;
  kind: 'outcome' | 'one' | 'any';
  /** Cumulative and up to 1; of independent ways each one's own probability. */
  weights: readonly number[];
}

export type Chooser = (choice: Choice) => number;

export class AssumedData {
  /** What was assumed so far, each once, by key. */
  readonly assumptions = new Map<string, Bilingual>();
  readonly #flowWeights: Readonly<Record<string, number>>;
  readonly #timers = new Map<Template, string>();
  readonly #optional = new Set<Template>();

  constructor(graph: ExecutableGraph, flowWeights: Readonly<Record<string, number>>) {
    this.#flowWeights = flowWeights;
    for (const process of Object.values(graph.processes)) {
      for (const element of [process.root, ...Object.values(process.elements)]) {
        this.#noteTimers(element.event);
        for (const template of Object.values(element.userTask ?? {}))
          if (template !== null) this.#optional.add(template);
      }
    }
  }

  oracle(choose: Chooser): Oracle {
    return {
      chooseFlows: (element, flows, rule, visible) =>
        this.#chooseFlows(element, flows, rule, visible, choose),
      evaluate: (template, expected, visible) => this.#evaluate(template, expected, visible),
    };
  }

  assume(key: string, text: Bilingual): void {
    this.assumptions.set(key, text);
  }

  // flows ////////////////////////////////////////////////////////////

  #chooseFlows(
    element: FlowElement,
    flows: FlowElement[],
    rule: 'one' | 'any',
    visible: () => Variables,
    choose: Chooser,
  ): FlowElement[] | null {
    const given = flows.map((flow) => this.#flowWeights[flow.id]);
    const isGiven = given.some((weight) => weight !== undefined);
    const isConditional = flows.some((flow) => flow.condition !== undefined);
    if (!isGiven) {
      if (rule === 'any' && !isConditional) return null;
      if (isConditional && this.#conditionsDecide(element, flows, visible())) return null;
      this.assume(`flows ${element.id}`, {
        vi: `Tại «${element.name || element.id}» không có dữ liệu để chọn hướng: các hướng được chia đều.`,
        en: `At '${element.name || element.id}' no data decides where to go: each way is as likely as the next.`,
      });
    }
    return rule === 'one'
      ? chooseOne(element, flows, given, choose)
      : chooseAny(element, flows, given, choose);
  }

  /** Whether there is data to evaluate conditions with, and they lead somewhere. */
  #conditionsDecide(element: FlowElement, flows: FlowElement[], visible: Variables): boolean {
    const conditions = flows.flatMap((flow) => (flow.condition === undefined ? [] : [flow.condition]));
    const names = conditions.flatMap(namesIn);
    const hasData = names.length === 0 || names.some((name) => (visible[name] ?? null) !== null);
    if (!hasData) return false;
    if (element.defaultFlow !== undefined || flows.length > conditions.length) return true;
    return conditions.some((condition) => this.#evaluate(condition, 'boolean', visible) === true);
  }

  // expressions //////////////////////////////////////////////////////

  #evaluate(template: Template, expected: Expected, visible: Variables): unknown {
    const result = evaluate(template.slice(1), visible, canonicalNow);
    const value = result.ok ? result.value : null;
    const timer = expected === 'string' ? this.#timers.get(template) : undefined;
    if (timer !== undefined) {
      if (typeof value === 'string') return value;
      this.#assumeNothing(template, 'không bao giờ đến', 'never comes');
      return timer;
    }
    switch (expected) {
      case 'string':
        if (typeof value === 'string' || typeof value === 'number') return value;
        return this.#optional.has(template) ? null : 'simulated';
      case 'boolean':
        return typeof value === 'boolean' ? value : false;
      case 'integer':
        if (Number.isInteger(value)) return value;
        this.#assumeNothing(template, '1', '1');
        return 1;
      case 'list':
        if (Array.isArray(value)) return value;
        this.#assumeNothing(template, 'một phần tử', 'one item');
        return [null];
      default:
        return value;
    }
  }

  #assumeNothing(template: Template, vi: string, en: string): void {
    this.assume(`value ${template}`, {
      vi: `Không có dữ liệu cho «${template}»: coi là ${vi}.`,
      en: `No data for '${template}': taken as ${en}.`,
    });
  }

  /** What each timer's expression is worth where nothing is known: never. */
  #noteTimers(event: unknown): void {
    if (typeof event !== 'object' || event === null) return;
    const { definition, kind, value } = event as { definition?: unknown; kind?: unknown; value?: unknown };
    if (definition === 'timer' && typeof value === 'string') {
      const never = { date: '9000-01-01T00:00:00Z', duration: 'P7000Y', cycle: 'R/P7000Y' };
      if (kind === 'date' || kind === 'duration' || kind === 'cycle') this.#timers.set(value, never[kind]);
    }
    for (const part of Object.values(event)) this.#noteTimers(part);
  }
}

export function cumulative(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return total > 0 ? sum / total : 1;
  });
}

// helpers ////////////////////////////////////////////////////////////

function chooseOne(
  element: FlowElement,
  flows: FlowElement[],
  given: (number | undefined)[],
  choose: Chooser,
): FlowElement[] {
  const known = given.filter((weight) => weight !== undefined);
  const rest = Math.max(0, 1 - known.reduce((sum, weight) => sum + weight, 0));
  const share = known.length === flows.length ? 0 : rest / (flows.length - known.length);
  const weights = cumulative(given.map((weight) => weight ?? share));
  const flow = flows[choose({ element: element.id, kind: 'one', weights })];
  return flow ? [flow] : flows.slice(0, 1);
}

/** Each by its own chance; where none is taken the default flow, else the likeliest. */
function chooseAny(
  element: FlowElement,
  flows: FlowElement[],
  given: (number | undefined)[],
  choose: Chooser,
): FlowElement[] {
  const weights = flows.map((flow, i) => {
    if (flow.id === element.defaultFlow) return 0;
    return given[i] ?? (flow.condition === undefined ? 1 : 0.5);
  });
  const bits = choose({ element: element.id, kind: 'any', weights });
  const taken = flows.filter((_, i) => (bits & (1 << i)) !== 0);
  if (taken.length > 0) return taken;
  const byDefault = flows.find((flow) => flow.id === element.defaultFlow);
  const likeliest = flows[weights.indexOf(Math.max(...weights))];
  return byDefault ? [byDefault] : likeliest ? [likeliest] : flows;
}

const keywords = new Set(
  'and or not null true false in if then else for return some every satisfies between instance of function external'.split(
    ' ',
  ),
);

/** Variables that an expression begins from: no properties, no functions, no text. */
function namesIn(template: Template): string[] {
  const text = template.slice(1).replaceAll(/"(?:\\.|[^"\\])*"/gu, '""');
  const names =
    text.match(/(?<![\p{L}\p{M}\p{N}_.])[\p{L}_][\p{L}\p{M}\p{N}_]*(?![\p{L}\p{M}\p{N}_]|\s*\()/gu) ?? [];
  return names.filter((name) => !keywords.has(name));
}
