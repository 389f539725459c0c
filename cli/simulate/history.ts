/**
 * What real instances did, as a source of durations, decisions and arrivals. JSON Lines, in any order:
 *
 * - `{"element": "Task_Process", "startedAt": "…", "completedAt": "…"}`, with `claimedAt` where it is known when somebody began;
 * - `{"element": "incoming-document", "startedAt": "…"}` for an instance of the process itself;
 * - `{"flow": "Flow_1"}` for a sequence flow that was taken, with `count` for more than one.
 */
import { z } from 'zod';
import type { ExecutableGraph, FlowElement } from '../../engine/index.ts';
import type { Arrivals, Distribution, StepScenario, WorkingTime } from '../../engine/simulation/index.ts';

const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const lineSchema = z.union([
  z.object({ flow: z.string(), count: z.number().positive().default(1) }),
  z.object({
    element: z.string(),
    startedAt: moment,
    claimedAt: moment.nullish(),
    completedAt: moment.nullish(),
  }),
]);

export type HistoryLine = z.output<typeof lineSchema>;

export interface History {
  arrivals: Arrivals | null;
  elements: Record<string, StepScenario>;
  flows: Record<string, number>;
}

/** @throws {Error} that names the line which is none */
export function parseHistory(text: string): HistoryLine[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [lineSchema.parse(JSON.parse(line))];
    } catch {
      throw new Error(`line ${index + 1} is neither an element with its times nor a flow`);
    }
  });
}

/** `time`: the working time in which people's work is measured. */
export function learn(
  lines: readonly HistoryLine[],
  graph: ExecutableGraph,
  processId: string,
  time: WorkingTime,
): History {
  const durations = new Map<string, number[]>();
  const starts: number[] = [];
  const counts = new Map<string, number>();
  const ends = new Map<string, number>();
  for (const line of lines) {
    if ('flow' in line) {
      counts.set(line.flow, (counts.get(line.flow) ?? 0) + line.count);
      continue;
    }
    const { element: id, startedAt, claimedAt, completedAt } = line;
    if (id === processId) starts.push(startedAt);
    const element = elementOf(graph, id);
    if (!element || completedAt === undefined || completedAt === null) continue;
    ends.set(id, (ends.get(id) ?? 0) + 1);
    const from = claimedAt ?? startedAt;
    const duration = isWork(element) ? workedBetween(time, from, completedAt) : completedAt - from;
    const known = durations.get(id);
    if (known) known.push(duration);
    else durations.set(id, [duration]);
  }
  const elements: Record<string, StepScenario> = {};
  for (const [id, values] of durations) {
    const element = elementOf(graph, id);
    if (element && isWork(element)) elements[id] = { duration: empirical(values) };
    else if (element?.event?.definition === 'message' || element?.event?.definition === 'signal')
      elements[id] = { after: empirical(values) };
  }
  return { arrivals: arrivalsOf(starts, time), elements, flows: shares(graph, counts, ends) };
}

// helpers ////////////////////////////////////////////////////////////

const valuesAtMost = 10_000;

const isWork = (element: FlowElement): boolean => element.userTask !== undefined || element.job !== undefined;

function elementOf(graph: ExecutableGraph, id: string): FlowElement | undefined {
  for (const process of Object.values(graph.processes)) {
    const element = process.elements[id];
    if (element) return element;
  }
  return undefined;
}

function workedBetween(time: WorkingTime, from: number, to: number): number {
  return Math.max(0, time.at(to) - time.at(from));
}

function empirical(values: number[]): Distribution {
  if (values.length <= valuesAtMost) return { kind: 'empirical', values };
  const sorted = values.toSorted((a, b) => a - b);
  const step = sorted.length / valuesAtMost;
  return {
    kind: 'empirical',
    values: Array.from({ length: valuesAtMost }, (_, i) => sorted[Math.floor(i * step)] ?? 0),
  };
}

function arrivalsOf(starts: number[], time: WorkingTime): Arrivals | null {
  if (starts.length < 3) return null;
  const sorted = starts.toSorted((a, b) => a - b).map((at) => time.at(at));
  const gaps = sorted.slice(1).map((at, i) => at - (sorted[i] ?? 0));
  return { kind: 'intervals', distribution: empirical(gaps), calendar: 'office' };
}

/** Of the flows out of a gateway that decides: the share of its tokens that took each. */
function shares(
  graph: ExecutableGraph,
  counts: ReadonlyMap<string, number>,
  ends: ReadonlyMap<string, number>,
): Record<string, number> {
  const result: Record<string, number> = {};
  for (const process of Object.values(graph.processes)) {
    for (const gateway of Object.values(process.elements)) {
      const flows = gateway.outgoing ?? [];
      const taken = flows.reduce((sum, id) => sum + (counts.get(id) ?? 0), 0);
      const decides = gateway.type === 'exclusiveGateway' || gateway.type === 'inclusiveGateway';
      if (!decides || flows.length < 2 || taken === 0) continue;
      const tokens = gateway.type === 'exclusiveGateway' ? taken : (ends.get(gateway.id) ?? taken);
      for (const id of flows) result[id] = Math.min(1, (counts.get(id) ?? 0) / tokens);
    }
  }
  return result;
}
