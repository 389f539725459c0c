/**
 * The power is cut three times in the middle of fifty documents. Clients ask again what was not answered, with the same idempotency keys;
 * in the end everything must be there, once. `npm run chaos` is the long form, with every fault by itself.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PrismaClient } from '../../prisma/client/client.ts';
import { openDatabase } from '../../prisma/database.ts';
import { type System, startSystem } from '../support/whole-system.ts';
import { check, type Verdict } from './checker/index.ts';
import type { Ledger } from './checker/ledger.ts';
import { type Load, openLoad, waysNamed } from './load.ts';

/** Ways that end; how many documents go each way. */
const ways: Record<string, number> = {
  'incoming: replied and filed': 12,
  'incoming: refused by the records officer': 6,
  'incoming: refused, the file is broken': 4,
  'incoming: supplement asked and sent': 7,
  'incoming: returned for correction twice': 5,
  'incoming: other units consulted': 6,
  'incoming: recall agreed': 3,
  'outgoing: sent and confirmed': 3,
  'contract: signed by all': 2,
  'inspection: published': 2,
};
/** After so many answered steps of about 320: then the next are under way. */
const killsAfter = [70, 160, 250];
const limitMs = 900_000;

let system: System;
let load: Load;
let ledger: Ledger;
let verdict: Verdict;
const underWayAtKills: number[] = [];

beforeAll(async () => {
  system = await startSystem({ apiOnly: true });
  load = await openLoad({ url: system.url, token: system.token, seed: 1, requestsAtOnce: 10 });
  // In peace first, once each way: the yardstick for the others.
  const { scripts: yardsticks } = await load.peaceful(waysNamed(Object.keys(ways)));
  const plan = Object.entries(ways).flatMap(([way, count]) => Array.from({ length: count }, () => way));
  const [scripts] = await Promise.all([load.start(waysNamed(plan), plan.length), cutPower()]).catch(
    async (cause: unknown) => {
      throw new Error(await system.report(), { cause });
    },
  );
  ledger = { yardsticks, scripts, mails: null };

  const { databaseUrl, temporalAddress } = await system.addresses();
  const db = openDatabase(databaseUrl, { poolSize: 2 });
  await untilQuiet(db).finally(() => db.$disconnect());
  verdict = await check({ databaseUrl, temporalAddress, filesFolder: join(system.folder, 'files') }, ledger);
}, limitMs);

afterAll(async () => {
  await system?.[Symbol.asyncDispose]();
});

describe('a system whose processes are all killed three times', () => {
  it('should have been killed in the middle of the work', () => {
    expect(ledger.scripts).toHaveLength(50);
    expect(underWayAtKills).toHaveLength(killsAfter.length);
    for (const underWay of underWayAtKills) expect(underWay).toBeGreaterThan(5);
    expect(load.repeated, 'requests that had no answer').toBeGreaterThan(killsAfter.length);
  });

  it('should have every document, number, completion and effect once, and every instance where its script ends', () => {
    expect(verdict.findings).toEqual([]);
  });

  it('should have been seen by a checker that overlooks nothing', () => {
    expect(verdict.overlooked).toEqual([]);
  });
});

async function cutPower(): Promise<void> {
  for (const mark of killsAfter) {
    await load.untilAnswered(mark);
    underWayAtKills.push(load.underWay);
    await system.kill('SIGKILL');
    await system.startAgain();
  }
}

/** The last answers are given while jobs after the last step may still run. */
async function untilQuiet(db: PrismaClient): Promise<void> {
  const select = { id: true, activeElements: true } as const;
  await vi.waitFor(
    async () => expect(await db.processInstance.findMany({ where: { state: 'ACTIVE' }, select })).toEqual([]),
    { timeout: 120_000, interval: 250 },
  );
}
