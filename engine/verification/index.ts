/**
 * Soundness: can every instance of a process end, is nothing in it dead, does nothing multiply? Decided by trying everything that may
 * happen, with data left open: a gateway may go every way, a task may throw every error that is caught. What is found can happen as
 * far as the flow of tokens goes; conditions that depend on each other are not known to.
 */
import type { FlowElement } from '../elements/element.ts';
import type { Bilingual, ExecutableGraph } from '../graph.ts';
import { abstractGraph } from './abstract-graph.ts';
import { type Exploration, explore, type Found, pathTo } from './explore.ts';
import type { ScriptStep } from './moves.ts';

export { abstractGraph } from './abstract-graph.ts';
export { asWritten, type Choice } from './choices.ts';
export { conditionTrue, type ScriptStep, selection, timerDueNow } from './moves.ts';

export type ProblemKind =
  /** Nothing can happen any more, and the instance has not ended. */
  | 'deadlock'
  /** The same, with tokens in front of a join that wait for others which never come. */
  | 'starving-join'
  /** Things go on happening, but none of them leads to the end. */
  | 'livelock'
  /** A fault that somebody has to put right. */
  | 'incident'
  /** Tokens multiply without end. */
  | 'unbounded'
  /** No way leads here. */
  | 'dead-element';

export interface Problem {
  kind: ProblemKind;
  /** Where it shows. */
  elementIds: string[];
  message: Bilingual;
  /** A shortest way there, for `congvan run --script`; null for what cannot be shown by a way. */
  script: ScriptStep[] | null;
}

export interface Verdict {
  verdict: 'sound' | 'not sound' | 'not decided';
  /** How many states were looked at, and how many at most. */
  states: number;
  bound: number;
  problems: Problem[];
}

/**
 * Verifies one process of a graph. `bound` is the number of states after which it is given up.
 *
 * @example
 * const { verdict, problems } = verify(graph, 'incoming-document', { bound: 20_000 });
 */
export function verify(graph: ExecutableGraph, processId: string, { bound }: { bound: number }): Verdict {
  const abstracted = abstractGraph(graph);
  const reduced = explore(abstracted, processId, { bound, reduced: true });
  const problems = problemsOf(abstracted, processId, reduced);
  const states = reduced.found.length;
  if (problems.length === 0) {
    return { verdict: reduced.isCut ? 'not decided' : 'sound', states, bound, problems };
  }
  // the same is found again, if it can be, by the shortest way
  const whole = explore(abstracted, processId, { bound, reduced: false });
  const shortest = problemsOf(abstracted, processId, whole);
  const isAllFound = !whole.isCut || shortest.length >= problems.length;
  return {
    verdict: 'not sound',
    states,
    bound,
    problems: isAllFound && shortest.length > 0 ? shortest : problems,
  };
}

function problemsOf(graph: ExecutableGraph, processId: string, exploration: Exploration): Problem[] {
  const sawAll = !exploration.isCut && exploration.growing.length === 0;
  return [
    ...stuckProblems(graph, exploration),
    ...growthProblems(exploration),
    ...(sawAll ? livelocks(exploration) : []),
    ...(sawAll ? deadElements(graph, processId, exploration) : []),
  ];
}

// by kind of problem /////////////////////////////////////////////////

/** For each place the first state, which is the one with the shortest way. */
function stuckProblems(graph: ExecutableGraph, { found }: Exploration): Problem[] {
  const problems = new Map<string, Problem>();
  for (const here of found) {
    if (here.state.lifecycle !== 'active') continue;
    const problem = heldUp(here) ?? (here.isStuck ? stuck(graph, here) : null);
    if (!problem) continue;
    const place = `${problem.kind} ${problem.elementIds.join()}`;
    if (!problems.has(place)) problems.set(place, problem);
  }
  return [...problems.values()];
}

function heldUp(here: Found): Problem | null {
  const [incident] = Object.values(here.state.incidents);
  if (!incident) return null;
  return {
    kind: 'incident',
    elementIds: [incident.elementId],
    message: {
      vi: `Hồ sơ dừng vì sự cố ${incident.code} tại «${incident.elementId}».`,
      en: `The instance is held up by the incident ${incident.code} at "${incident.elementId}".`,
    },
    script: pathTo(here),
  };
}

function stuck(graph: ExecutableGraph, here: Found): Problem {
  const gateways = starvingJoins(graph, here);
  if (gateways.length > 0) {
    const names = gateways.join(', ');
    return {
      kind: 'starving-join',
      elementIds: gateways,
      message: {
        vi: `Cổng hợp nhất «${names}» có thể chờ mãi một nhánh không bao giờ tới.`,
        en: `The joining gateway "${names}" can wait for ever for a branch that never comes.`,
      },
      script: pathTo(here),
    };
  }
  const elementIds = Object.values(here.state.instances).flatMap((it) =>
    it.scope === null ? [] : [it.elementId],
  );
  return {
    kind: 'deadlock',
    elementIds,
    message: {
      vi: `Hồ sơ có thể đứng yên tại «${elementIds.join(', ')}»: không còn việc gì xảy ra được mà quy trình chưa kết thúc.`,
      en: `The instance can come to a standstill at "${elementIds.join(', ')}": nothing can happen any more, and it has not ended.`,
    },
    script: pathTo(here),
  };
}

function growthProblems({ growing }: Exploration): Problem[] {
  const [first] = growing;
  if (!first) return [];
  const elementIds = [
    ...new Set(
      Object.values(first.state.instances).flatMap((it) => (it.scope === null ? [] : [it.elementId])),
    ),
  ];
  return [
    {
      kind: 'unbounded',
      elementIds,
      message: {
        vi: `Số nhánh chạy song song tăng không giới hạn (tại «${elementIds.join(', ')}»).`,
        en: `Tokens multiply without end (at "${elementIds.join(', ')}").`,
      },
      script: pathTo(first),
    },
  ];
}

/** States from which no way leads to an end, though things go on: the first of them. */
function livelocks({ found }: Exploration): Problem[] {
  const canEnd = statesThatCanEnd(found);
  const leadsToStandstill = statesBefore(found, (here) => here.isStuck === true);
  const here = found.find(({ index }) => !canEnd.has(index) && !leadsToStandstill.has(index));
  if (!here) return [];
  const elementIds = Object.values(here.state.instances).flatMap((it) =>
    it.scope === null ? [] : [it.elementId],
  );
  return [
    {
      kind: 'livelock',
      elementIds,
      message: {
        vi: `Từ «${elementIds.join(', ')}» quy trình có thể chạy mãi mà không có đường nào tới kết thúc.`,
        en: `From "${elementIds.join(', ')}" the process can go on, but no way leads to its end.`,
      },
      script: pathTo(here),
    },
  ];
}

function deadElements(graph: ExecutableGraph, processId: string, { reached }: Exploration): Problem[] {
  const dead = Object.values(graph.processes[processId]?.elements ?? {}).filter(
    (element) => element.type !== 'sequenceFlow' && !reached.has(element.id) && !isHandler(element),
  );
  return dead.map(({ id, name }) => ({
    kind: 'dead-element',
    elementIds: [id],
    message: {
      vi: `«${name || id}» không bao giờ được thực hiện: không có đường nào dẫn tới.`,
      en: `"${name || id}" can never be carried out: no way leads there.`,
    },
    script: null,
  }));
}

// helpers ////////////////////////////////////////////////////////////

/** Gateways with a token in front of them. */
function starvingJoins(graph: ExecutableGraph, { state }: Found): string[] {
  const gateways = new Set<string>();
  for (const instance of Object.values(state.instances)) {
    for (const flow in instance.waitingTokens) {
      const target = graph.processes[instance.processId]?.elements[flow]?.target;
      if (target !== undefined) gateways.add(target);
    }
  }
  return [...gateways];
}

/** What only compensation begins is not on any way of tokens. */
const isHandler = (element: FlowElement): boolean => element.isForCompensation === true;

const statesThatCanEnd = (found: Found[]): Set<number> =>
  statesBefore(found, (here) => here.state.lifecycle !== 'active');

/** Those with the property, and all from which a way leads to one. */
function statesBefore(found: Found[], has: (here: Found) => boolean): Set<number> {
  const before = new Map<number, number[]>();
  for (const { index, next } of found) {
    for (const target of next) {
      const sources = before.get(target);
      if (sources) sources.push(index);
      else before.set(target, [index]);
    }
  }
  const open = found.filter(has).map((here) => here.index);
  const reached = new Set(open);
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    for (const source of before.get(index) ?? []) {
      if (reached.has(source)) continue;
      reached.add(source);
      open.push(source);
    }
  }
  return reached;
}
