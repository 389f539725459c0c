import { describe, expect, it } from 'vitest';
import { scriptSchema } from '../../../cli/run/step.ts';
import { VirtualRun } from '../../../cli/run/virtual-run.ts';
import type { Variables } from '../../../engine/index.ts';
import { aProcess, condition, type ProcessBuilder, timer } from '../../engine/a-process.ts';
import { compileOrThrow } from '../../engine/a-run.ts';

async function drive(process: ProcessBuilder, steps: unknown[], variables: Variables = {}) {
  const run = new VirtualRun(await compileOrThrow([process.resource()]), 'process', variables);
  const problems = scriptSchema.parse(steps).map((step) => run.take(step));
  expect(problems.filter((problem) => problem !== null)).toEqual([]);
  return { outcome: run.outcome(), begun: run.trace[0]?.at ?? null };
}

const message = (name: string, key: string, vars: Variables = {}) => ({ message: { name, key, vars } });

describe('what starts the followed process', () => {
  it('should be all triggers of a parallel multiple start event, in any order, by the key of the messages', async () => {
    const process = () => {
      const p = aProcess();
      return p
        .startEvent('start', {
          children: `${p.message('form')}${p.message('fee')}${p.signal('open')}${timer('timeDate', '2026-01-05T02:00:00Z')}`,
          attributes: { parallelMultiple: true },
        })
        .userTask('work')
        .endEvent();
    };
    const steps = [
      message('fee', 'b', { fee: 5 }),
      message('form', 'a', { form: 'A' }),
      { advance: 'PT2H' },
      { signal: { name: 'open', vars: { by: 'x' } } },
    ];
    expect((await drive(process(), steps)).begun).toBeNull();
    const { outcome, begun } = await drive(process(), [...steps, message('form', 'b', { form: 'B' })]);
    expect(begun).toBe('2026-01-05T03:00:00.000Z');
    expect(outcome).toMatchObject({ open: ['work'], variables: { form: 'B', fee: 5, by: 'x' } });
  });

  it('should be a condition that the start variables meet', async () => {
    const process = () =>
      aProcess()
        .startEvent('hot', { children: condition('=degrees > 300') })
        .userTask('work')
        .endEvent();
    expect((await drive(process(), [], { degrees: 301 })).outcome.open).toEqual(['work']);
    expect((await drive(process(), [], { degrees: 299 })).begun).toBeNull();
  });

  it('should be a cron expression, in UTC', async () => {
    const process = aProcess()
      .startEvent('daily', { children: timer('timeCycle', '0 30 8 * * MON-FRI') })
      .userTask('work')
      .endEvent();
    expect((await drive(process, [{ advance: 'P1D' }])).begun).toBe('2026-01-05T08:30:00.000Z');
  });

  it('should be a message for an instantiating receive task', async () => {
    const process = aProcess()
      .receiveTask('letter', 'letter', '=key', { attributes: { instantiate: true } })
      .userTask('work')
      .endEvent();
    const { outcome } = await drive(process, [message('letter', 'k', { text: 'hi' })]);
    expect(outcome).toMatchObject({ open: ['work'], variables: { text: 'hi' } });
  });

  it('should be the first event behind an instantiating gateway, which then waits for the others where it is parallel', async () => {
    const process = (eventGatewayType: string) => {
      const p = aProcess();
      return p
        .drawHere('eventBasedGateway', 'first', { attributes: { instantiate: true, eventGatewayType } })
        .catchEvent('form', p.message('form'))
        .userTask('read')
        .endEvent('end-form')
        .from('first')
        .catchEvent('fee', p.message('fee'))
        .userTask('book')
        .endEvent('end-fee');
    };
    const both = [message('fee', 'k', { key: 'k' }), message('form', 'k')];
    expect((await drive(process('Exclusive'), both)).outcome.open).toEqual(['book']);
    expect((await drive(process('Parallel'), both)).outcome.open).toEqual(['book', 'read']);
  });
});
