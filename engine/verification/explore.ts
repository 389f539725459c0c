/**
 * Every state that a process can come to, its data left open: breadth first, so that the way to each is a shortest one. The engine
 * itself makes the steps, so that what is found is what would happen.
 */
import { applyCommand } from '../apply-command.ts';
import type { ExecutableGraph } from '../graph.ts';
import { startInstance, type Transition } from '../start-instance.ts';
import { startSubscriptions } from '../start-subscriptions.ts';
import type { InstanceState } from '../state/instance-state.ts';
import { canonical, copyOf, marking } from './canonical.ts';
import { type Choice, everyWay } from './choices.ts';
import { independentSteps } from './independence.ts';
import { type Move, movesOf, type ScriptStep } from './moves.ts';

/** A state, and how it was come to first. */
export interface Found {
  index: number;
  state: InstanceState;
  from: Found | null;
  /** What led from there to here. */
  steps: ScriptStep[];
  /** Tokens at each element and on each flow. */
  marking: Map<string, number>;
  /** Indexes of the states that are one step further. */
  next: Set<number>;
  /** Once looked at: nothing can happen. */
  isStuck?: boolean;
}

/** One way that something may go. */
interface Step {
  transition: Transition;
  steps: ScriptStep[];
}

/** All ways, or as many as were tried. */
interface Tried {
  outcomes: Step[];
  cut: boolean;
}

export interface Exploration {
  found: Found[];
  /** Ids of the elements that were activated and the flows that were taken anywhere. */
  reached: Set<string>;
  /** States on the way to which tokens multiplied again and again. */
  growing: Found[];
  /** Whether the bound was met before everything was seen. */
  isCut: boolean;
}

/** Time stands still: a timer fires when it is its turn to be tried. */
const standstill = 0;
/** Many ways may lead to few states. */
const triesPerState = 20;
const limits = { hops: 200, work: 500 };

/**
 * `reduced` leaves out orders of independent steps, which keeps every standstill, end and reached element, but not the shortest
 * ways.
 */
export function explore(
  graph: ExecutableGraph,
  processId: string,
  { bound, reduced }: { bound: number; reduced: boolean },
): Exploration {
  const found: Found[] = [];
  const byText = new Map<string, Found>();
  const exploration: Exploration = { found, reached: new Set(), growing: [], isCut: false };

  const add = ({ transition, steps }: Step, from: Found | null): void => {
    for (const event of transition.events) {
      if (event.event === 'activated' || event.event === 'taken' || event.event === 'incident')
        exploration.reached.add(event.element);
    }
    const text = canonical(transition.state);
    const known = byText.get(text);
    if (known) {
      from?.next.add(known.index);
      return;
    }
    if (found.length >= bound) {
      exploration.isCut = true;
      return;
    }
    const { state } = transition;
    const here: Found = { index: found.length, state, from, steps, marking: marking(state), next: new Set() };
    from?.next.add(here.index);
    byText.set(text, here);
    found.push(here);
    if (growsWithoutEnd(here)) exploration.growing.push(here);
  };

  let tries = 0;
  const first = firstSteps(graph, processId);
  exploration.isCut = first.cut;
  for (const step of first.outcomes) add(step, null);
  for (let index = 0; index < found.length && !exploration.isCut; index++) {
    const here = found[index];
    // what multiplies would do so for ever
    if (here?.state.lifecycle !== 'active' || exploration.growing.includes(here)) continue;
    const steps = movesOf(graph, here.state).map((move) => ({ move, ...tryMove(graph, here.state, move) }));
    tries += steps.reduce((sum, { outcomes }) => sum + outcomes.length, 0);
    if (tries > triesPerState * bound) exploration.isCut = true;
    here.isStuck = steps.every(({ outcomes }) => outcomes.length === 0);
    const isNew = ({ transition }: Step): boolean => !byText.has(canonical(transition.state));
    const chosen = (reduced ? independentSteps(graph, here.state, steps, isNew) : null) ?? steps;
    for (const { outcomes, cut } of chosen) {
      for (const step of outcomes) add(step, here);
      exploration.isCut ||= cut;
    }
  }
  return exploration;
}

/** The steps from the start to a state. */
export function pathTo(found: Found): ScriptStep[] {
  const path: ScriptStep[][] = [];
  for (let at: Found | null = found; at; at = at.from) path.unshift(at.steps);
  return path.flat();
}

// helpers ////////////////////////////////////////////////////////////

function firstSteps(graph: ExecutableGraph, processId: string): Tried {
  const tried = startsOf(graph, processId).map(({ option, step }) => {
    const { ways, cut } = everyWay((oracle) =>
      startInstance(graph, { processId, variables: {}, ...option }, standstill, { oracle, limits }),
    );
    const outcomes = ways.map(({ result, choices }) => ({
      transition: result,
      steps: withChoices(choices, step),
    }));
    return { outcomes, cut };
  });
  return { outcomes: tried.flatMap((it) => it.outcomes), cut: tried.some((it) => it.cut) };
}

function tryMove(graph: ExecutableGraph, before: InstanceState, move: Move): Tried {
  const { ways, cut } = everyWay((oracle) => {
    const state = copyOf(before);
    return applyCommand(graph, state, move.command(state), standstill, { oracle, limits });
  });
  const outcomes = ways.flatMap(({ result, choices }) =>
    'rejection' in result ? [] : [{ transition: result, steps: withChoices(choices, move.step) }],
  );
  return { outcomes, cut };
}

interface Start {
  option: { startElementId?: string };
  step: ScriptStep | null;
}

/** By itself if it can, else by each of the events it waits for. */
function startsOf(graph: ExecutableGraph, processId: string): Start[] {
  const subscriptions = startSubscriptions(graph, processId, standstill);
  if (subscriptions.some((it) => it.kind === 'none')) return [{ option: {}, step: null }];
  return subscriptions.flatMap((it): Start[] => {
    if (it.kind === 'message')
      return [{ option: { startElementId: it.elementId }, step: { message: { name: it.name, key: '' } } }];
    if (it.kind === 'signal')
      return [{ option: { startElementId: it.elementId }, step: { signal: { name: it.name } } }];
    if (it.kind === 'timer')
      return [{ option: { startElementId: it.elementId }, step: { fire: it.elementId } }];
    return [];
  });
}

const withChoices = (choices: Choice[], step: ScriptStep | null): ScriptStep[] => [
  ...choices.map((choice): ScriptStep => ({ choose: choice })),
  ...(step ? [step] : []),
];

/** On the way here there were two states such that from each to the next the same tokens were added and none taken away. */
function growsWithoutEnd(here: Found): boolean {
  for (let first = here.from; first; first = first.from) {
    const added = growth(first.marking, here.marking);
    if (!added) continue;
    for (let second = first.from; second; second = second.from) {
      if (growth(second.marking, first.marking) === added) return true;
    }
  }
  return false;
}

/** What was added, as a text; null where anything was taken away or nothing added. */
function growth(before: Map<string, number>, after: Map<string, number>): string | null {
  const added: string[] = [];
  for (const [id, count] of before) if ((after.get(id) ?? 0) < count) return null;
  for (const [id, count] of after) {
    const difference = count - (before.get(id) ?? 0);
    if (difference > 0) added.push(`${id}+${difference}`);
  }
  return added.length > 0 ? added.sort().join() : null;
}
