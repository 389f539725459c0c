/**
 * Laws of migration, for any graph of nodes and flows: going to a copy with other ids changes nothing but the ids, however often and
 * wherever it is done; and going to any other graph is refused without a trace, or leaves an instance that rests on what it waits for.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyCommand,
  checkMigration,
  type ExecutableGraph,
  type InstanceState,
  lifecycle,
  type MigrationMapping,
  mappingOf,
  nextDueAt,
  openIncidents,
  planMigration,
  startInstance,
  toTrace,
} from '../../../engine/index.ts';
import { noon } from '../a-run.ts';
import { expectInclusiveJoinsToWait, expectRest } from '../at-rest.ts';
import { compileGraph, nodes } from '../random-graph.ts';
import { choices, nextCommand, written } from '../random-path.ts';

const limits = { hops: 300, work: 3_000 };
const goesOn = (state: InstanceState): boolean =>
  lifecycle(state) === 'active' && openIncidents(state).length === 0;

const ids = /"([nbfegh]\d+|start)"/g;
const renamed = (graph: ExecutableGraph): ExecutableGraph => ({
  ...JSON.parse(JSON.stringify(graph).replaceAll(ids, '"x$1"')),
  hash: 'renamed',
});
const withOldIds = (text: string): string => text.replaceAll(/"x([nbfegh]\d+|start)"/g, '"$1"');

function toRenamed(graph: ExecutableGraph): MigrationMapping {
  const elements = Object.keys(graph.processes.process?.elements ?? {});
  return { process: { elements: Object.fromEntries(elements.map((id) => [id, `x${id}`])) } };
}

const migration = (from: ExecutableGraph, to: ExecutableGraph, mapping: MigrationMapping) =>
  ({
    kind: 'migrate',
    from: from.hash,
    to: to.hash,
    mapping,
    timers: 'keep',
    actor: null,
    reason: 'law',
  }) as const;

function migrated(
  from: ExecutableGraph,
  state: InstanceState,
  to: ExecutableGraph,
  mapping: MigrationMapping,
  now: number,
) {
  const command = migration(from, to, mapping);
  return applyCommand(from, written(state), command, now, { limits, graphs: () => to });
}

describe('migration of any instance', { timeout: 60_000 }, () => {
  it('should change nothing but the ids when it goes to a copy, and back again', async () => {
    let done = 0;
    await fc.assert(
      fc.asyncProperty(nodes, choices, async (drawn, path) => {
        const graph = { ...(await compileGraph(drawn)), hash: 'one' };
        const copy = renamed(graph);
        const there = toRenamed(graph);
        const back: MigrationMapping = {
          process: {
            elements: Object.fromEntries(
              Object.entries(there.process?.elements ?? {}).map(([from, to]) => [to ?? '', from]),
            ),
          },
        };
        const follow = (migrates: boolean): { trace: string[]; state: string } => {
          let current: ExecutableGraph = graph;
          const begun = startInstance(graph, { processId: 'process', variables: {} }, noon, { limits });
          let { state } = begun;
          const events = [...begun.events];
          let now = noon;
          for (const choice of path) {
            if (!goesOn(state)) break;
            if (migrates) {
              const [to, mapping] = current === graph ? [copy, there] : [graph, back];
              const result = migrated(current, state, to, mapping, now);
              if ('rejection' in result) throw new Error(result.rejection.message);
              state = result.state;
              current = to;
              done++;
            }
            const next = nextCommand(state, choice);
            if (!next) break;
            // what a job brings there is the id of its element
            const command = next.kind === 'completeJob' ? { ...next, variables: {} } : next;
            if (command.kind === 'fireTimers') now = Math.max(now, nextDueAt(state) ?? now);
            const result = applyCommand(current, state, command, now, { limits });
            if ('rejection' in result) throw new Error(result.rejection.message);
            state = result.state;
            events.push(...result.events);
          }
          const trace = events.flatMap((event) => {
            const line = toTrace(event);
            return line ? [withOldIds(JSON.stringify({ ...line, n: 0 }))] : [];
          });
          return { trace, state: withOldIds(JSON.stringify(sorted({ ...state, sequence: 0 }))) };
        };
        const [moved, stayed] = [follow(true), follow(false)];
        expect(moved.trace).toEqual(stayed.trace);
        expect(JSON.parse(moved.state.replaceAll(/"x([fegh]\d+)":/g, '"$1":'))).toEqual(
          JSON.parse(stayed.state),
        );
      }),
      { numRuns: 100 },
    );
    // else the law would say nothing
    expect(done).toBeGreaterThan(100);
  });

  it('should change nothing where it goes to the same', async () => {
    await fc.assert(
      fc.asyncProperty(nodes, choices, async (drawn, path) => {
        const graph = { ...(await compileGraph(drawn)), hash: 'one' };
        let { state } = startInstance(graph, { processId: 'process', variables: {} }, noon, { limits });
        let now = noon;
        for (const choice of path) {
          if (!goesOn(state)) return;
          const result = migrated(graph, state, { ...graph, hash: 'same' }, {}, now);
          if ('rejection' in result) throw new Error(result.rejection.message);
          expect(result.events.map(({ event }) => event)).toEqual(['migrated']);
          expect({ ...result.state, sequence: 0 }).toEqual({ ...written(state), sequence: 0 });
          const command = nextCommand(state, choice);
          if (!command) return;
          if (command.kind === 'fireTimers') now = Math.max(now, nextDueAt(state) ?? now);
          const next = applyCommand(graph, state, command, now, { limits });
          if ('rejection' in next) throw new Error(next.rejection.message);
          state = next.state;
        }
      }),
      { numRuns: 100 },
    );
  });

  it('should be refused without a trace, or leave an instance that rests on what it waits for', async () => {
    let done = 0;
    await fc.assert(
      fc.asyncProperty(nodes, nodes, choices, async (drawn, other, path) => {
        const graph = { ...(await compileGraph(drawn)), hash: 'one' };
        const target = { ...(await compileGraph(other)), hash: 'other' };
        const mapping = mappingOf(planMigration(graph, target));
        let { state } = startInstance(graph, { processId: 'process', variables: {} }, noon, { limits });
        let now = noon;
        for (const choice of path) {
          if (!goesOn(state)) return;
          const before = JSON.stringify(state);
          const result = migrated(graph, state, target, mapping, now);
          expect(JSON.stringify(state)).toBe(before);
          if ('rejection' in result) {
            expect(result.rejection.problems).not.toEqual([]);
            expect(checkMigration(graph, state, target, mapping)).toEqual(result.rejection.problems);
          } else {
            done++;
            if (goesOn(result.state)) {
              expectRest(target, result.state);
              expectInclusiveJoinsToWait(target, result.state);
            }
          }
          const command = nextCommand(state, choice);
          if (!command) return;
          if (command.kind === 'fireTimers') now = Math.max(now, nextDueAt(state) ?? now);
          const next = applyCommand(graph, state, command, now, { limits });
          if ('rejection' in next) throw new Error(next.rejection.message);
          state = next.state;
        }
      }),
      { numRuns: 150 },
    );
    // else the law would say nothing
    expect(done).toBeGreaterThan(20);
  });
});

// helpers ////////////////////////////////////////////////////////////

/** By name: the order in which fields came to be there says nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
