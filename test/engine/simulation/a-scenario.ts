/** Scenarios for tests: everybody works day and night, nobody waits but for what the test says. */
import type { ExecutableGraph, Resource } from '../../../engine/index.ts';
import {
  atOnce,
  type Distribution,
  parseDistribution,
  type Report,
  reportOf,
  type Scenario,
  Simulation,
} from '../../../engine/simulation/index.ts';
import type { ProcessBuilder } from '../a-process.ts';
import { compileOrThrow } from '../a-run.ts';

export function taking(text: string): Distribution {
  const distribution = parseDistribution(text);
  if (!distribution) throw new Error(`Expected a distribution, but was ${text}`);
  return distribution;
}

export function aScenario(processId: string, changes: Partial<Scenario> = {}): Scenario {
  return {
    processId,
    start: Date.parse('2026-01-05T01:00:00Z'),
    seed: 1,
    documents: 1000,
    until: null,
    warmUp: 0.1,
    arrivals: { kind: 'intervals', distribution: taking('exponential:PT10M'), calendar: null },
    kinds: [],
    calendars: { always: null },
    roles: {},
    elements: {},
    jobs: {},
    flows: {},
    deadline: { granted: null, until: null },
    defaults: { userTask: taking('PT5M'), job: atOnce, message: taking('exponential:PT1H') },
    handlers: {},
    ...changes,
  };
}

export async function graphOf(...models: (ProcessBuilder | Resource)[]): Promise<ExecutableGraph> {
  return compileOrThrow(models.map((model) => ('content' in model ? model : model.resource())));
}

export function simulate(graph: ExecutableGraph, scenario: Scenario, remembers = true): Simulation {
  const simulation = new Simulation(graph, scenario, remembers);
  while (simulation.advance(10_000));
  return simulation;
}

export const reportFor = (graph: ExecutableGraph, scenario: Scenario, remembers = true): Report =>
  reportOf([simulate(graph, scenario, remembers)]);
