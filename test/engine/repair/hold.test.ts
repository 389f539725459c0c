/** An instance that met a bug of ours: its driver has undone the command, and holds it. */
import { describe, expect, it } from 'vitest';
import { applyCommand, isSuspended, openIncidents, startInstance } from '../../../engine/index.ts';
import { aProcess, timer } from '../a-process.ts';
import { aRun } from '../a-run.ts';

const waiting = () =>
  aProcess()
    .startEvent()
    .parallelGateway('fork')
    .userTask('task')
    .endEvent('endTask')
    .from('fork')
    .serviceTask('work')
    .endEvent('endWork')
    .from('fork')
    .catchEvent('wait', timer('timeDuration', 'PT1H'))
    .endEvent('endWait');

const message = 'Expected something else';

describe('an instance that is held', () => {
  it('should show an incident and do nothing until that is resolved', async () => {
    const run = await aRun(waiting(), {});
    expect(run.command({ kind: 'hold', message, command: null })).toBeNull();
    expect(openIncidents(run.state)).toMatchObject([
      { code: 'INTERNAL', message, elementId: run.state.processId },
    ]);
    expect(run.advance('PT2H').completed).not.toContain('wait');
    const key = run.keyOf('task');
    const complete = { kind: 'completeUserTask', key, variables: {}, actor: null } as const;
    expect(run.command(complete)?.code).toBe('SUSPENDED');

    const [incident] = openIncidents(run.state);
    expect(
      run.command({ kind: 'resolveIncident', incidentKey: incident?.key ?? '', variables: { put: 'right' } }),
    ).toBeNull();
    expect(openIncidents(run.state)).toEqual([]);
    expect(isSuspended(run.state)).toBe(false);
    expect(run.variables).toEqual({ put: 'right' });
    expect(run.command(complete)).toBeNull();
    expect(run.command({ kind: 'fireTimers' })).toBeNull();
    expect(run.completed).toEqual(expect.arrayContaining(['task', 'wait']));
  });

  it('should do again what was brought and is not asked again, also when it is resumed', async () => {
    const run = await aRun(waiting(), {});
    const [job] = Object.values(run.state.jobs);
    const command = { kind: 'completeJob', key: job?.key ?? '', variables: { done: true } } as const;
    run.command({ kind: 'hold', message, command });
    expect(run.completed).not.toContain('work');
    run.resume();
    expect(run.completed).toEqual(expect.arrayContaining(['work', 'endWork']));
    expect(openIncidents(run.state)).toEqual([]);
  });

  it('should be found among the incidents of its kind, and be cancelled like any other', async () => {
    const run = await aRun(waiting(), {});
    run.command({ kind: 'hold', message, command: null });
    const retry = {
      kind: 'resolveIncidents',
      elementId: null,
      variables: {},
      actor: null,
      reason: '',
    } as const;
    expect(run.command({ ...retry, code: 'MAPPING_FAILED' })?.code).toBe('SUSPENDED');
    expect(run.command({ ...retry, code: 'INTERNAL' })).toBeNull();
    expect(isSuspended(run.state)).toBe(false);
    run.command({ kind: 'hold', message, command: null });
    expect(run.cancel().lifecycle).toBe('terminated');
    expect(openIncidents(run.state)).toEqual([]);
  });

  it('should begin when it is resolved, where not even that was possible', async () => {
    const { graph, state } = await aRun(waiting(), {});
    const options = { processId: state.processId, variables: { a: 1 }, isHeld: true } as const;
    const start = startInstance(graph, options, 0);
    const held = applyCommand(graph, start.state, { kind: 'hold', message, command: null }, 0);
    if ('rejection' in held) throw new Error(held.rejection.message);
    const [incident] = openIncidents(held.state);
    const resolve = {
      kind: 'resolveIncident',
      incidentKey: incident?.key ?? '',
      variables: { a: 2 },
    } as const;
    const begun = applyCommand(graph, held.state, resolve, 0);
    if ('rejection' in begun) throw new Error(begun.rejection.message);
    expect(begun.events.map((it) => ('element' in it ? it.element : it.event))).toContain('fork');
    expect(Object.keys(begun.state.userTasks)).toHaveLength(1);
    expect(begun.state.instances[begun.state.rootKey]?.variables).toEqual({ a: 2 });
  });
});
