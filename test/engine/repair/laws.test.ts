/**
 * Laws of repair, for any graph of nodes and flows: an instance that was modified rests on nothing but what it waits for, a refused
 * modification leaves no trace, and one that was suspended and resumed at once is as if it never had been. The same of one element.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyCommand,
  type Command,
  type EngineEvent,
  type ExecutableGraph,
  type FlowElement,
  type InstanceState,
  lifecycle,
  type ModifyInstruction,
  nextDueAt,
  openIncidents,
  openJobs,
  openUserTasks,
  startInstance,
} from '../../../engine/index.ts';
import { noon } from '../a-run.ts';
import { elementsOf, expectInclusiveJoinsToWait, expectRest, waitingAt } from '../at-rest.ts';
import { compileGraph, nodes } from '../random-graph.ts';

const choices = fc.array(fc.nat(50), { minLength: 1, maxLength: 20 });
const options = { limits: { hops: 300, work: 3_000 } };
const begin = (graph: ExecutableGraph): InstanceState =>
  startInstance(graph, { processId: 'process', variables: {} }, noon, options).state;

const pick = <T>(from: T[], choice: number): T | undefined => from[choice % Math.max(1, from.length)];

/** One of those that are at hand; null where nothing is. */
function nextCommand(state: InstanceState, choice: number): Command | null {
  const commands: Command[] = [
    ...openUserTasks(state).map(
      ({ key }): Command => ({ kind: 'completeUserTask', key, variables: {}, actor: null }),
    ),
    ...openJobs(state).map(({ key }): Command => ({ kind: 'completeJob', key, variables: {} })),
    ...(nextDueAt(state) === null ? [] : [{ kind: 'fireTimers' } as const]),
  ];
  return pick(commands, choice) ?? null;
}

function instructions(graph: ExecutableGraph, state: InstanceState, numbers: number[]): ModifyInstruction[] {
  return numbers.flatMap((number, index): ModifyInstruction[] => {
    const element = pick(reachable(graph), number)?.id ?? '';
    const join = pick(waited(graph, state), number);
    const key = pick(
      Object.keys(state.instances).filter((it) => it !== state.rootKey),
      number,
    );
    switch ((number + index) % 4) {
      case 0:
        return key === undefined ? [] : [{ kind: 'cancel', key }];
      case 1:
        return join ? [{ kind: 'dropTokens', elementId: join.id }] : [];
      default:
        return [{ kind: 'activate', elementId: element }];
    }
  });
}

const unreached = new Set<string>(['sequenceFlow', 'startEvent', 'boundaryEvent']);
const reachable = (graph: ExecutableGraph): FlowElement[] =>
  elementsOf(graph).filter(({ type }) => !unreached.has(type));
const suspendable = (graph: ExecutableGraph): FlowElement[] =>
  elementsOf(graph).filter(({ type }) => type !== 'sequenceFlow' && type !== 'startEvent');
const waited = (graph: ExecutableGraph, state: InstanceState): FlowElement[] =>
  elementsOf(graph).filter(({ incoming = [] }) => incoming.some((flow) => waitingAt(state, flow) > 0));

const goesOn = (state: InstanceState): boolean =>
  lifecycle(state) === 'active' && openIncidents(state).length === 0;

/** Where a path leads, as JSON, with commands that leave nothing but marks before each step. */
function follow(
  graph: ExecutableGraph,
  path: number[],
  before: (choice: number) => Command[] = () => [],
): string {
  let state = begin(graph);
  let now = noon;
  for (const choice of path) {
    if (!goesOn(state)) break;
    const command = nextCommand(state, choice);
    if (command?.kind === 'fireTimers') now = Math.max(now, nextDueAt(state) ?? now);
    for (const it of command ? [...before(choice), command] : before(choice)) {
      const result = applyCommand(graph, state, it, now, options);
      if ('rejection' in result) throw new Error(result.rejection.message);
      state = result.state;
    }
  }
  return JSON.stringify({ ...state, sequence: 0 });
}

describe('repair of any instance', { timeout: 60_000 }, () => {
  it('should leave an instance that rests on what it waits for, or as it was', async () => {
    let done = 0;
    await fc.assert(
      fc.asyncProperty(nodes, choices, choices, async (drawn, path, numbers) => {
        const graph = await compileGraph(drawn);
        let state = begin(graph);
        let now = noon;
        for (const [step, choice] of path.entries()) {
          if (!goesOn(state)) return;
          const given = instructions(graph, state, numbers.slice(step, step + 3));
          const command: Command | null =
            step % 2 === 0 && given.length > 0
              ? { kind: 'modify', instructions: given, actor: null, reason: 'law' }
              : nextCommand(state, choice);
          if (!command) continue;
          if (command.kind === 'fireTimers') now = Math.max(now, nextDueAt(state) ?? now);
          const before = JSON.stringify(state);
          const result = applyCommand(graph, state, command, now, options);
          if ('rejection' in result) {
            expect(command.kind).toBe('modify');
            expect(JSON.stringify(state)).toBe(before);
            continue;
          }
          state = result.state;
          if (command.kind === 'modify') done++;
          if (!goesOn(state)) return;
          expectRest(graph, state);
          expectInclusiveJoinsToWait(graph, state);
        }
      }),
      { numRuns: 300 },
    );
    // else the law would say nothing
    expect(done).toBeGreaterThan(100);
  });

  const who = { actor: null, reason: 'law' };

  it('should find an instance that was suspended and resumed at once as it had been', async () => {
    await fc.assert(
      fc.asyncProperty(nodes, choices, fc.constantFrom('stop', 'run'), async (drawn, path, timers) => {
        const graph = await compileGraph(drawn);
        const pause: Command[] = [
          { kind: 'suspend', timers, ...who },
          { kind: 'resume', ...who },
        ];
        expect(follow(graph, path, () => pause)).toBe(follow(graph, path));
      }),
      { numRuns: 100 },
    );
  });

  it('should find an instance of which an element was suspended and resumed at once as it had been', async () => {
    await fc.assert(
      fc.asyncProperty(nodes, choices, fc.constantFrom('stop', 'run'), async (drawn, path, timers) => {
        const graph = await compileGraph(drawn);
        const pause = (choice: number): Command[] => {
          const elementId = pick(suspendable(graph), choice)?.id ?? '';
          return [
            { kind: 'suspendElement', elementId, timers, ...who },
            { kind: 'resumeElement', elementId, ...who },
          ];
        };
        expect(follow(graph, path, pause)).toBe(follow(graph, path));
      }),
      { numRuns: 100 },
    );
  });

  it('should let nothing go on at a suspended element, and everything once it is resumed', async () => {
    let held = 0;
    await fc.assert(
      fc.asyncProperty(nodes, choices, fc.nat(50), async (drawn, path, which) => {
        const graph = await compileGraph(drawn);
        let state = begin(graph);
        let now = noon;
        const elementId = pick(suspendable(graph), which)?.id ?? '';
        const give = (command: Command): EngineEvent[] => {
          if (command.kind === 'fireTimers') now = Math.max(now, nextDueAt(state) ?? now);
          const result = applyCommand(graph, state, command, now, options);
          if (!('rejection' in result)) state = result.state;
          else expect(result.rejection.code).toBe('SUSPENDED');
          return 'rejection' in result ? [] : result.events;
        };
        if (!goesOn(state)) return;
        give({ kind: 'suspendElement', elementId, timers: 'run', ...who });
        for (const choice of path) {
          if (!goesOn(state)) return;
          const command = nextCommand(state, choice);
          for (const event of command ? give(command) : [])
            if (event.event === 'activated' || event.event === 'completed')
              expect(event.element).not.toBe(elementId);
        }
        if (!goesOn(state)) return;
        if (state.halted?.entering.length || state.halted?.kept.length) held++;
        give({ kind: 'resumeElement', elementId, ...who });
        expect(state.halted).toBeUndefined();
        if (!goesOn(state)) return;
        expectRest(graph, state);
        expectInclusiveJoinsToWait(graph, state);
      }),
      { numRuns: 300 },
    );
    expect(held).toBeGreaterThan(20);
  });
});
