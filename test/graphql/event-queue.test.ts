import { describe, expect, it } from 'vitest';
import { Broadcast } from '../../graphql/event-queue.ts';

async function all<T>(events: AsyncIterable<T>): Promise<T[]> {
  const seen: T[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

describe('a broadcast', () => {
  it('should hand every event from the subscription on to every subscriber, in order', async () => {
    const broadcast = new Broadcast<number>(10);
    const stop = new AbortController();
    broadcast.publish(0);
    const one = broadcast.subscribe(stop.signal);
    const two = broadcast.subscribe(stop.signal);
    const early = one.next();
    for (const event of [1, 2, 3]) broadcast.publish(event);
    stop.abort();
    broadcast.publish(4);

    expect((await early).value).toBe(1);
    expect(await all(one)).toEqual([2, 3]);
    expect(await all(two)).toEqual([1, 2, 3]);
  });

  it('should end for a subscriber who waits, and for one who comes too late', async () => {
    const stop = new AbortController();
    const waiting = new Broadcast<number>(10).subscribe(stop.signal);
    const next = waiting.next();
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(await all(new Broadcast<number>(10).subscribe(stop.signal))).toEqual([]);
  });

  it('should not keep more than the limit for somebody who does not read', async () => {
    const [replacing, dropping] = [new Broadcast<number>(2, -1), new Broadcast<number>(2)];
    const stop = new AbortController();
    const [one, two] = [replacing.subscribe(stop.signal), dropping.subscribe(stop.signal)];
    for (const event of [1, 2, 3, 4]) {
      replacing.publish(event);
      dropping.publish(event);
    }
    stop.abort();
    expect(await all(one)).toEqual([-1, 4]);
    expect(await all(two)).toEqual([3, 4]);
  });
});
