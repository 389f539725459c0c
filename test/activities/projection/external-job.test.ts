import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { externalJob, JobError } from '../../../activities/job.ts';
import type { BackOff, ExternalJobInput } from '../../../activities/projection/contract.ts';
import { externalActivity } from '../../../activities/projection/external-job.ts';

interface Attempt extends Pick<ExternalJobInput, 'retries' | 'backOff'> {
  /** Default: the first. */
  nth?: number;
  /** About those before, as Temporal hands it on. */
  said?: unknown;
}

/** One attempt of a job that throws this, or is done. @returns how it ended, and what Temporal was told before */
async function attempt(error: Error | null, { nth = 1, said, ...asked }: Attempt) {
  let ran = false;
  const job = externalJob({
    ...{ type: 'test.fails', title: { vi: 'thử', en: 'test' }, description: { vi: 'thử', en: 'test' } },
    ...{ input: z.object({}), output: z.object({}), errors: { REFUSED: { vi: 'thử', en: 'test' } } },
    async run() {
      ran = true;
      if (error) throw error;
      return {};
    },
  });
  const activity = externalActivity(job, { db: undefined as never, environment: undefined as never });
  const input: ExternalJobInput = {
    ...{ id: 'one:7', instanceId: 'one', elementId: 'seal', headers: {}, variables: {}, now: 0 },
    ...asked,
  };
  const heartbeats: unknown[] = [];
  const environment = new MockActivityEnvironment({ attempt: nth, heartbeatDetails: said });
  environment.on('heartbeat', (details: unknown) => heartbeats.push(details));
  const failure = await environment.run(activity, input).then(
    () => null,
    (thrown: unknown) => thrown as Error & { nonRetryable?: boolean; nextRetryDelay?: number },
  );
  return {
    ...{ message: failure?.message, isFinal: failure?.nonRetryable === true, heartbeats, ran },
    nextRetryDelay: failure?.nextRetryDelay ?? null,
  };
}

const broken = new Error('broken');
const closed = Object.assign(new Error('Server has closed the connection.'), { code: 'P1017' });
const backOff: BackOff = { initialInterval: 60_000, backoffCoefficient: 4, maximumInterval: 300_000 };

const none = { failed: 0, workersLost: 0 };

describe('an external job that fails', () => {
  it('should be given up when it has failed as often as it may', async () => {
    expect(await attempt(broken, { retries: 2, backOff })).toMatchObject({
      message: 'broken',
      isFinal: false,
      heartbeats: [{ failed: 1, workersLost: 0 }],
    });
    const said = { failed: 1, workersLost: 3 };
    expect((await attempt(broken, { retries: 2, backOff, nth: 9, said })).isFinal).toBe(true);
  });

  it.each([
    [0, 60_000],
    [1, 240_000],
    [2, 300_000],
    [1_000, 300_000],
  ])('should be tried again after its back-off when it had failed %d times before', async (failed, delay) => {
    const said = { failed, workersLost: 6 };
    const { isFinal, nextRetryDelay, heartbeats } = await attempt(broken, {
      ...{ retries: 2_000, backOff, nth: failed + 90, said },
    });
    expect({ isFinal, nextRetryDelay }).toEqual({ isFinal: false, nextRetryDelay: delay });
    expect(heartbeats.at(-1)).toEqual({ failed: failed + 1, workersLost: 6 });
  });

  it.each([
    ['is closed', closed],
    ['shuts down', Object.assign(new Error('terminating connection'), { code: '57P01' })],
    ['is gone in the middle of a statement', new Error('Connection terminated unexpectedly')],
  ])('should not be blamed, and not wait its back-off, for a database that %s', async (_, error) => {
    const said = { failed: 1, workersLost: 10 };
    expect(await attempt(error, { retries: 2, backOff, nth: 300, said })).toMatchObject({
      isFinal: false,
      nextRetryDelay: null,
      heartbeats: [{ failed: 1, workersLost: 11 }, said],
    });
  });

  it('should be over at once with a BPMN error', async () => {
    expect(await attempt(new JobError('REFUSED', 'not this one'), { retries: 5, backOff })).toMatchObject({
      message: 'not this one',
      isFinal: true,
    });
  });
});

describe('an external job that may be what kills its workers', () => {
  it('should have it noted before it is begun again, and taken back when it has ended', async () => {
    expect((await attempt(null, { retries: 3, backOff })).heartbeats).toEqual([]);
    expect((await attempt(null, { retries: 3, backOff, nth: 2 })).heartbeats).toEqual([
      { failed: 0, workersLost: 1 },
      none,
    ]);
  });

  it('should not be begun again after eleven', async () => {
    const again = { retries: 3, backOff, nth: 40 };
    expect((await attempt(null, { ...again, said: { failed: 2, workersLost: 10 } })).ran).toBe(true);
    expect(await attempt(null, { ...again, said: { failed: 0, workersLost: 11 } })).toMatchObject({
      ran: false,
      isFinal: true,
      message: 'test.fails was given up: 11 workers died while it ran',
    });
  });
});

describe('an external job that an earlier version has begun', () => {
  it('should leave the counting to Temporal where it is not told how often it may fail', async () => {
    expect(await attempt(broken, { said: 7, nth: 30 })).toMatchObject({ isFinal: false, heartbeats: [] });
  });

  it('should leave the waiting to Temporal where it is not told how long to wait', async () => {
    const { isFinal, nextRetryDelay, heartbeats } = await attempt(broken, { retries: 3, said: 1, nth: 13 });
    expect({ isFinal, nextRetryDelay }).toEqual({ isFinal: false, nextRetryDelay: null });
    expect(heartbeats.at(-1)).toEqual({ failed: 2, workersLost: 0 });
    expect((await attempt(broken, { retries: 3, said: 2, nth: 14 })).isFinal).toBe(true);
  });
});
