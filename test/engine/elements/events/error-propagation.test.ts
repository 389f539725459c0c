import { describe, expect, it } from 'vitest';
import { aProcess, type Builder, forEach } from '../../a-process.ts';
import { aRun } from '../../a-run.ts';

const work = (inside: Builder): Builder => inside.startEvent('s').serviceTask('work').endEvent('e');

describe('an error', () => {
  it('should be caught by the innermost that catches it, a matching code before any', async () => {
    const p = aProcess();
    p.startEvent()
      .subProcess('outer', (outer) => {
        outer
          .startEvent('os')
          .subProcess('inner', work)
          .endEvent('oe')
          .boundaryEvent('inner-any', 'inner', outer.error())
          .endEvent('by-inner-any')
          .boundaryEvent('inner-A', 'inner', outer.error('A'))
          .endEvent('by-inner-A');
      })
      .endEvent()
      .boundaryEvent('outer-B', 'outer', p.error('B'))
      .endEvent('by-outer-B');
    expect((await aRun(p)).jobError('work', 'A').completed).toContain('by-inner-A');
    // any code further inside goes before the very code further out
    expect((await aRun(p)).jobError('work', 'B').completed).toContain('by-inner-any');
  });

  it('should be caught inside before it is caught on the edge, and thrown again to the edge', async () => {
    const p = aProcess();
    p.startEvent()
      .subProcess('sub', (inside) => {
        work(inside);
        inside.eventSubProcess('handler', (handler) =>
          handler
            .startEvent('caught', { children: handler.error('A') })
            .endEvent('again', { children: handler.error('A') }),
        );
      })
      .endEvent()
      .boundaryEvent('edge', 'sub', p.error('A'))
      .endEvent('mended');
    const run = (await aRun(p)).jobError('work', 'A');
    expect(run.completed).toEqual(expect.arrayContaining(['caught', 'mended']));
    expect(run.lifecycle).toBe('completed');
  });

  it('should end all instances of a multi-instance activity when one throws it', async () => {
    const p = aProcess();
    p.startEvent()
      .subProcess('each', work, { children: forEach({ items: '=[1, 2, 3]' }) })
      .endEvent()
      .boundaryEvent('edge', 'each', p.error('A'))
      .endEvent('mended');
    const run = (await aRun(p)).jobError('work', 'A');
    expect(run.jobs).toEqual([]);
    expect(run.completed).toContain('mended');
    expect(run.trace.filter((line) => line === 'terminated each')).toHaveLength(3);
    expect(run.lifecycle).toBe('completed');
  });

  it('should be an incident where nothing catches it, which can be resolved and tried again', async () => {
    const p = aProcess();
    p.startEvent().endEvent('throw', { children: p.error('A') });
    const run = await aRun(p);
    expect(run.incidents).toEqual(['throw UNHANDLED_ERROR']);
    expect(run.resolve().incidents).toEqual(['throw UNHANDLED_ERROR']);
    const job = await aRun(aProcess().startEvent().serviceTask('work').endEvent());
    job.jobError('work', 'A');
    expect(job.incidents).toEqual(['work UNHANDLED_ERROR']);
    expect(job.jobs).toEqual([]);
    expect(job.resolve().job('work').lifecycle).toBe('completed');
  });
});

describe('an escalation', () => {
  it('should go on when nothing catches it', async () => {
    const p = aProcess();
    p.startEvent()
      .throwEvent('throw', p.escalation('A'))
      .endEvent('end', { children: p.escalation('B') });
    const run = await aRun(p);
    expect(run.incidents).toEqual([]);
    expect(run.lifecycle).toBe('completed');
  });

  it('should not begin again the event sub-process that throws it, but go on outward', async () => {
    const p = aProcess();
    p.startEvent()
      .subProcess('sub', (inside) => {
        inside.startEvent('s').throwEvent('throw', inside.escalation('A')).endEvent('e');
        inside.eventSubProcess('handler', (handler) =>
          handler
            .startEvent('caught', {
              children: handler.escalation('A'),
              attributes: { isInterrupting: false },
            })
            .endEvent('again', { children: handler.escalation('A') }),
        );
      })
      .endEvent()
      .boundaryEvent('edge', 'sub', p.escalation('A'), { attributes: { cancelActivity: false } })
      .endEvent('noted');
    const run = await aRun(p);
    expect(run.completed.filter((id) => id === 'caught')).toHaveLength(1);
    expect(run.completed.filter((id) => id === 'noted')).toHaveLength(1);
    expect(run.lifecycle).toBe('completed');
  });

  it('should be caught on the edge of a multi-instance activity once for each instance that throws it', async () => {
    const p = aProcess();
    p.startEvent()
      .subProcess(
        'each',
        (inside) => inside.startEvent('s').throwEvent('throw', inside.escalation('A')).endEvent('e'),
        { children: forEach({ items: '=[1, 2]' }) },
      )
      .endEvent()
      .boundaryEvent('edge', 'each', p.escalation('A'), { attributes: { cancelActivity: false } })
      .endEvent('noted');
    const run = await aRun(p);
    expect(run.completed.filter((id) => id === 'noted')).toHaveLength(2);
    expect(run.lifecycle).toBe('completed');
  });

  it('should end what threw it where it is caught by interrupting', async () => {
    const p = aProcess();
    p.startEvent()
      .subProcess('sub', (inside) =>
        inside.startEvent('s').throwEvent('throw', inside.escalation('A')).userTask('after').endEvent('e'),
      )
      .endEvent()
      .boundaryEvent('edge', 'sub', p.escalation('A'))
      .endEvent('noted');
    const run = await aRun(p);
    expect(run.trace).toContain('terminated throw');
    expect(run.open).toEqual([]);
    expect(run.completed).toContain('noted');
  });
});
