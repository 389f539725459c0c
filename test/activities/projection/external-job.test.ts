import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { externalJob, JobError } from '../../../activities/job.ts';
import type { ExternalJobInput } from '../../../activities/projection/contract.ts';
import { externalActivity } from '../../../activities/projection/external-job.ts';

interface Attempt {
  /** How often it has failed before, as Temporal hands it on. */
  failed?: number;
  retries?: number;
}

/** One attempt of a job that throws this. @returns how it failed, and what Temporal was told before */
async function attempt(error: Error, { failed, retries }: Attempt) {
  const job = externalJob({
    ...{ type: 'test.fails', title: { vi: 'thử', en: 'test' }, description: { vi: 'thử', en: 'test' } },
    ...{ input: z.object({}), output: z.object({}), errors: { REFUSED: { vi: 'thử', en: 'test' } } },
    run: () => Promise.reject(error),
  });
  const activity = externalActivity(job, { db: undefined as never, environment: undefined as never });
  const input: ExternalJobInput = {
    ...{ id: 'one:7', instanceId: 'one', elementId: 'seal', headers: {}, variables: {}, now: 0 },
    ...(retries === undefined ? {} : { retries }),
  };
  const heartbeats: unknown[] = [];
  const environment = new MockActivityEnvironment({ heartbeatDetails: failed });
  environment.on('heartbeat', (details: unknown) => heartbeats.push(details));
  const failure = await environment.run(activity, input).then(
    () => expect.unreachable('It should fail.'),
    (thrown: unknown) => thrown as Error & { nonRetryable?: boolean },
  );
  return { message: failure.message, isFinal: failure.nonRetryable === true, heartbeats };
}

describe('an external job that fails', () => {
  const broken = new Error('broken');

  it('should be given up when it has failed as often as it may', async () => {
    expect(await attempt(broken, { retries: 2 })).toEqual({
      message: 'broken',
      isFinal: false,
      heartbeats: [1],
    });
    expect(await attempt(broken, { retries: 2, failed: 1 })).toEqual({
      message: 'broken',
      isFinal: true,
      heartbeats: [2],
    });
  });

  it.each([
    ['is closed', Object.assign(new Error('Server has closed the connection.'), { code: 'P1017' })],
    ['shuts down', Object.assign(new Error('terminating connection'), { code: '57P01' })],
    ['is gone in the middle of a statement', new Error('Connection terminated unexpectedly')],
  ])('should not be blamed for a database that %s', async (_, error) => {
    const { isFinal, heartbeats } = await attempt(error, { retries: 2, failed: 1 });
    expect({ isFinal, heartbeats }).toEqual({ isFinal: false, heartbeats: [] });
  });

  it('should be over at once with a BPMN error', async () => {
    const { message, isFinal } = await attempt(new JobError('REFUSED', 'not this one'), { retries: 5 });
    expect({ message, isFinal }).toEqual({ message: 'not this one', isFinal: true });
  });

  it('should leave the counting to Temporal where it is not told how often it may fail', async () => {
    const { isFinal, heartbeats } = await attempt(broken, { failed: 7 });
    expect({ isFinal, heartbeats }).toEqual({ isFinal: false, heartbeats: [] });
  });
});
