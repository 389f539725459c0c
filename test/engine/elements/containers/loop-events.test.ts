import { describe, expect, it } from 'vitest';
import { aProcess, forEach, xml } from '../../a-process.ts';
import { aRun } from '../../a-run.ts';

/** Three user tasks, with a boundary event that would interrupt. */
function withBoundary(
  loop: (p: ReturnType<typeof aProcess>) => { attributes?: string; children?: string },
  caught: (p: ReturnType<typeof aProcess>) => string,
  sequential = false,
) {
  const p = aProcess();
  const children = forEach({ items: '=[1, 2, 3]', sequential, ...loop(p) });
  return p
    .startEvent()
    .userTask('work', { children })
    .userTask('after')
    .endEvent()
    .boundaryEvent('edge', 'work', caught(p))
    .userTask('told');
}

const count = (ids: string[], id: string): number => ids.filter((it) => it === id).length;

describe('events of a multi-instance activity', () => {
  it('should be thrown for each instance that completes, which the others outlive, by the behaviour none', async () => {
    const run = await aRun(
      withBoundary(
        (p) => ({
          attributes: `behavior="None" noneBehaviorEventRef="${p.definition('each', p.signal('done'))}"`,
        }),
        (p) => p.signal('done'),
      ),
    );
    run.complete('work');
    expect(run.open).toEqual(['work', 'work', 'told']);
    run.complete('work').complete('work');
    expect(count(run.open, 'told')).toBe(3);
    expect(count(run.open, 'after')).toBe(1);
    expect(run.variables).toMatchObject({
      numberOfCompletedInstances: 3,
      numberOfInstances: 3,
      loopCounter: 3,
    });
  });

  it('should be thrown for the first alone by the behaviour one', async () => {
    const run = await aRun(
      withBoundary(
        (p) => ({
          attributes: `behavior="One" oneBehaviorEventRef="${p.definition('first', p.escalation('E'))}"`,
        }),
        (p) => p.escalation('E'),
        true,
      ),
    );
    run.complete('work').complete('work').complete('work');
    expect(run.open).toEqual(['told', 'after']);
  });

  it('should be a signal without a name where none is named, for its own boundary events', async () => {
    const unnamed = '<bpmn:signalEventDefinition/>';
    const run = await aRun(
      withBoundary(
        () => ({ attributes: 'behavior="One"' }),
        () => unnamed,
      ),
    );
    run.complete('work');
    expect(run.open).toEqual(['work', 'work', 'told']);
    expect(run.events.some(({ event }) => event === 'signalThrown')).toBe(false);
  });

  const complex = (condition: string, event: string): string =>
    `<bpmn:complexBehaviorDefinition><bpmn:condition>${xml(condition)}</bpmn:condition><bpmn:event>${event}</bpmn:event></bpmn:complexBehaviorDefinition>`;

  it('should be thrown, and the others cancelled, where a complex condition holds', async () => {
    const run = await aRun(
      withBoundary(
        (p) => ({
          attributes: 'behavior="Complex"',
          children: complex('=numberOfCompletedInstances = 2', p.signal('enough')),
        }),
        (p) => p.signal('enough'),
      ),
    );
    run.complete('work');
    expect(run.open).toEqual(['work', 'work']);
    run.complete('work');
    expect(run.open.sort()).toEqual(['after', 'told']);
    expect(count(run.trace, 'terminated work')).toBe(1);
  });

  it('should reach others that wait for the signal too', async () => {
    const process = withBoundary(
      (p) => ({
        attributes: `behavior="One" oneBehaviorEventRef="${p.definition('first', p.signal('done'))}"`,
      }),
      (p) => p.signal('other'),
    );
    process.eventSubProcess('heard', (inside) =>
      inside
        .startEvent('raised', { children: inside.signal('done'), attributes: { isInterrupting: false } })
        .userTask('react'),
    );
    const run = await aRun(process);
    run.complete('work');
    expect(run.open).toEqual(['work', 'work', 'react']);
  });

  it('should hold the instance with an incident where nothing catches its error', async () => {
    const run = await aRun(
      withBoundary(
        (p) => ({
          attributes: `behavior="One" oneBehaviorEventRef="${p.definition('first', p.error('E'))}"`,
        }),
        (p) => p.signal('other'),
      ),
    );
    run.complete('work');
    expect(run.incidents).toEqual(['work UNHANDLED_ERROR']);
    expect(run.completed).not.toContain('work');
  });
});
