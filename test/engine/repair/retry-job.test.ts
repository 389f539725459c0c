/** A job that is tried again before its time. */
import { describe, expect, it } from 'vitest';
import { dryRun, nextDueAt, openJobs, pendingJobs } from '../../../engine/index.ts';
import { aProcess } from '../a-process.ts';
import { aRun } from '../a-run.ts';

const who = { actor: 'an', reason: 'the printer works again' };
const start = () => aRun(aProcess().startEvent().serviceTask('work').endEvent());
const marks = (run: Awaited<ReturnType<typeof start>>) =>
  run.events.filter(({ event }) => event === 'jobRetried');

describe('a job under way', () => {
  it('should stay the same job, with other retries', async () => {
    const run = await start();
    const key = run.jobKey('work');
    expect(run.command({ kind: 'retryJob', key, retries: 7, ...who })).toBeNull();
    expect(openJobs(run.state)).toMatchObject([{ key, retries: 7, renewed: 1 }]);
    expect(marks(run)).toMatchObject([{ key, element: 'work', retries: 7, ...who }]);
    expect(run.job('work').lifecycle).toBe('completed');
  });

  it('should be left alone by a dry run, and where it cannot be tried again', async () => {
    const run = await start();
    const key = run.jobKey('work');
    const command = { kind: 'retryJob', key, retries: 7, ...who } as const;
    expect(dryRun(run.graph, run.state, command, run.now)).toMatchObject({
      events: [{ event: 'jobRetried' }],
    });
    expect(run.command({ ...command, retries: 0 })?.code).toBe('INVALID');
    expect(run.command({ ...command, retries: 1.5 })?.code).toBe('INVALID');
    expect(run.command({ ...command, key: '999' })?.code).toBe('NOT_OPEN');
    expect(run.suspend().command(command)?.code).toBe('SUSPENDED');
    expect(openJobs(run.state)).toMatchObject([{ key, retries: 3 }]);
  });
});

describe('a job that waits for its next attempt', () => {
  it('should have it at once', async () => {
    const run = await start();
    const failed = { kind: 'failJob', key: run.jobKey('work'), retries: 1, message: 'broken' } as const;
    run.command({ ...failed, retryBackOff: 60_000 });
    const [waiting] = pendingJobs(run.state, 10);
    expect(waiting).toMatchObject({ elementId: 'work', type: 'work', dueAt: run.now + 60_000 });
    expect(run.command({ kind: 'retryJob', key: waiting?.key ?? '', retries: 4, ...who })).toBeNull();
    expect(openJobs(run.state)).toMatchObject([{ elementId: 'work', retries: 4 }]);
    expect(nextDueAt(run.state)).toBeNull();
    expect(run.job('work').lifecycle).toBe('completed');
  });
});
