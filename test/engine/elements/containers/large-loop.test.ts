import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyCommand,
  type ExecutableGraph,
  firstUserTasks,
  hasItemsToBegin,
  type InstanceState,
  type Limits,
  openUserTasks,
  processVariables,
  startInstance,
} from '../../../../engine/index.ts';
import { aProcess, forEach } from '../../a-process.ts';
import { compileOrThrow } from '../../a-run.ts';

const model = aProcess()
  .startEvent()
  .userTask('ask', {
    children: forEach({ items: '=units', as: 'unit', collect: ['opinions', '=opinion'] }),
  })
  .userTask('after')
  .endEvent();

const graphOf = (): Promise<ExecutableGraph> => compileOrThrow([model.resource()]);

const unitsOf = (count: number) => Array.from({ length: count }, (_, index) => `unit ${index + 1}`);

describe('a multi-instance activity over many items', () => {
  it('should come to the same when not all items begin at once, whatever is done in between', async () => {
    const graph = await graphOf();
    const plan = fc.record({
      count: fc.integer({ min: 1, max: 150 }),
      items: fc.integer({ min: 1, max: 40 }),
      moves: fc.array(fc.nat(), { maxLength: 200 }),
    });
    fc.assert(
      fc.property(plan, ({ count, items, moves }) => {
        const units = unitsOf(count);
        const limits: Limits = { hops: 1_000, work: 10_000, items };
        let { state } = startInstance(graph, { processId: model.id, variables: { units } }, 0, { limits });
        const give = (command: Parameters<typeof applyCommand>[2]): void => {
          const result = applyCommand(graph, state, command, 0, { limits });
          if ('rejection' in result) throw new Error(result.rejection.message);
          state = JSON.parse(JSON.stringify(result.state)) as InstanceState;
        };
        const complete = (at: number): void => {
          const open = openUserTasks(state).filter(({ elementId }) => elementId === 'ask');
          const task = open[at % open.length];
          if (task)
            give({
              kind: 'completeUserTask',
              key: task.key,
              actor: null,
              variables: { opinion: task.variables.unit },
            });
        };
        for (const move of moves)
          if (move % 3 === 0 && hasItemsToBegin(state)) give({ kind: 'beginItems' });
          else complete(move);
        while (hasItemsToBegin(state)) give({ kind: 'beginItems' });
        while (firstUserTasks(state, 1)[0]?.elementId === 'ask') complete(0);
        expect(firstUserTasks(state, 2).map(({ elementId }) => elementId)).toEqual(['after']);
        expect(processVariables(state).opinions).toEqual(units);
      }),
      { numRuns: 40, seed: 11 },
    );
  });

  it('should hand out neither what it loops over nor what it collects, and tell of the results once', async () => {
    const graph = await graphOf();
    const variables = { units: unitsOf(120), subject: 'x' };
    const { state, events } = startInstance(graph, { processId: model.id, variables }, 0);
    const [task] = openUserTasks(state);
    expect(task?.variables).toEqual({ subject: 'x', unit: 'unit 1', loopCounter: 1, opinion: null });
    expect(events.filter((event) => event.event === 'variable' && event.name === 'opinions')).toHaveLength(1);
  });

  it('should go on as it began where that was before', async () => {
    const graph = await graphOf();
    const variables = { units: unitsOf(120) };
    const limits: Limits = { hops: 1_000, work: 10_000, items: 10 };
    const { state } = startInstance(graph, { processId: model.id, variables, flags: [] }, 0, { limits });
    expect(openUserTasks(state)).toHaveLength(120);
    expect(openUserTasks(state)[0]?.variables.units).toEqual(variables.units);
  });
});
