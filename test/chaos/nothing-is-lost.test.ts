/**
 * The power is cut three times in the middle of fifty documents. Clients ask again what was not answered, with the same idempotency keys;
 * in the end everything must be there, once.
 */
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { branches } from '../../cli/demo/branches.ts';
import { Play, type Stage } from '../../cli/demo/play.ts';
import { setStage } from '../../cli/demo/stage.ts';
import type { PrismaClient } from '../../prisma/client/client.ts';
import { openDatabase } from '../../prisma/database.ts';
import { type System, startSystem } from '../support/whole-system.ts';
import { lossesInDatabase, lossesInFiles, lossesInTemporal } from './losses.ts';
import { PatientClient } from './patient-client.ts';
import { traceOf } from './trace.ts';
import { Turns } from './turns.ts';

/** Ways that end, and on which every request may be repeated; how many documents go each way. */
const ways: Record<string, number> = {
  'incoming: replied and filed': 16,
  'incoming: refused by the records officer': 7,
  'incoming: refused, the file is broken': 5,
  'incoming: supplement asked and sent': 8,
  'incoming: returned for correction twice': 6,
  'incoming: other units consulted': 8,
};
/** After so many answered steps of about 340: then the next are under way. */
const killsAfter = [70, 160, 250];
const limitMs = 900_000;

interface Played {
  way: string;
  play: Play;
}

let system: System;
let stage: Stage;
const steps = { answered: 0, onAnswer: (): void => undefined };
const undisturbed: Played[] = [];
const disturbed: Played[] = [];
const kills: { answered: number; unfinished: number }[] = [];

beforeAll(async () => {
  system = await startSystem({ apiOnly: true });
  const turns = new Turns(10);
  stage = await setStage(
    async (account) => new PatientClient(system.url, await system.token(account), turns),
    {
      timed: () => {
        steps.answered += 1;
        steps.onAnswer();
      },
    },
  );
  // In peace first, once each way: the yardstick for the others.
  await Promise.all(Object.keys(ways).map((way, index) => play(way, index, undisturbed)));

  steps.answered = 0;
  const mix = Object.entries(ways).flatMap(([way, count]) => Array.from({ length: count }, () => way));
  await Promise.all([cutPower(), ...mix.map((way, index) => play(way, index + 100, disturbed))]);
}, limitMs);

afterAll(async () => {
  await system?.[Symbol.asyncDispose]();
});

describe('a system whose processes are all killed three times', () => {
  it('should have been killed in the middle of the work', () => {
    expect(disturbed).toHaveLength(50);
    expect(kills).toHaveLength(killsAfter.length);
    for (const { unfinished } of kills) expect(unfinished).toBeGreaterThan(5);
    const repeated = patientClients().reduce((sum, client) => sum + client.repeated, 0);
    expect(repeated, 'requests that had no answer').toBeGreaterThan(killsAfter.length);
  });

  it('should have every document, number, completion and effect once in the database', async () => {
    await using db = await database();
    await untilQuiet(db.client);
    expect(await lossesInDatabase(db.client, expected())).toEqual([]);
  });

  it('should have every stored content whole', async () => {
    await using db = await database();
    expect(await db.client.blob.count()).toBeGreaterThan(50);
    expect(await lossesInFiles(db.client, join(system.folder, 'files'))).toEqual([]);
  });

  it('should have taken every document the way it goes undisturbed', async () => {
    await using db = await database();
    const yardsticks = new Map<string, string[]>();
    for (const { way, play } of undisturbed) yardsticks.set(way, await traceOf(db.client, play.documentId));
    expect(yardsticks.get('incoming: replied and filed')).toEqual(
      expect.arrayContaining(['INCOMING status 06', 'INCOMING filed', 'OUTGOING is in register OUTGOING']),
    );
    for (const { way, play } of disturbed)
      expect({ way, trace: await traceOf(db.client, play.documentId) }).toEqual({
        way,
        trace: yardsticks.get(way),
      });
  });

  it('should have brought every workflow to its end, with no completion taken twice', async () => {
    await using db = await database();
    const { temporalAddress } = await system.addresses();
    const connection = await Connection.connect({ address: temporalAddress });
    try {
      const temporal = new Client({ connection });
      expect(await lossesInTemporal(db.client, temporal, expected().completedTasks)).toEqual([]);
      const { count } = await temporal.workflow.count("WorkflowType = 'processInstance'");
      expect(count).toBe(undisturbed.length + disturbed.length);
    } finally {
      await connection.close();
    }
  });

  it('should not pass when something is lost or double', async () => {
    await using db = await database();
    const replied = disturbed.find(({ way }) => way === 'incoming: replied and filed');
    const documentId = replied?.play.documentId ?? '';
    const tampering: Record<string, (tx: Transaction) => Promise<unknown>> = {
      'numbers [': (tx) => tx.registerEntry.deleteMany({ where: { documentId, kind: 'INCOMING' } }),
      'is written as': (tx) =>
        tx.document.update({ where: { id: documentId }, data: { incomingNumber: '1234' } }),
      'is open': async (tx) => {
        const task = await tx.task.findFirstOrThrow({ where: { documentId } });
        return tx.task.update({ where: { id: task.id }, data: { state: 'OPEN' } });
      },
      'audit chain': (tx) => tx.auditEntry.deleteMany({ where: { documentId, sequence: 2 } }),
      'completion in the history': (tx) =>
        tx.instanceEvent.deleteMany({
          where: { type: 'userTask', event: 'completed', instanceId: replied?.play.instanceId ?? '' },
        }),
    };
    for (const [fault, tamper] of Object.entries(tampering))
      expect((await lossesAfter(db.client, tamper)).join('\n')).toContain(fault);
  });
});

// the work and its interruptions ///////////////////////////////////////////////////////////////////

async function play(way: string, number: number, into: Played[]): Promise<void> {
  const branch = branches.find(({ name }) => name === way);
  if (!branch) throw new Error(`There is no way "${way}" in cli/demo/branches.ts`);
  const played = new Play(stage, number);
  await branch.play(played).catch(async (error: unknown) => {
    throw new Error(
      `"${way}" came to a stop in ${played.instanceId}: ${await incidents()}\n${await system.report()}`,
      {
        cause: error,
      },
    );
  });
  into.push({ way, play: played });
}

async function cutPower(): Promise<void> {
  for (const mark of killsAfter) {
    await new Promise<void>((reached) => {
      steps.onAnswer = () => {
        if (steps.answered >= mark) reached();
      };
    });
    console.log(
      `killed after ${steps.answered} answered steps, ${50 - disturbed.length} documents under way`,
    );
    kills.push({ answered: steps.answered, unfinished: 50 - disturbed.length });
    await system.kill('SIGKILL');
    await system.startAgain();
  }
}

const patientClients = () => Object.values(stage.clients) as PatientClient[];

function expected() {
  return {
    documentIds: [...undisturbed, ...disturbed].map(({ play }) => play.documentId),
    completedTasks: patientClients().flatMap(({ completed }) => completed),
  };
}

// reading what is there ////////////////////////////////////////////////////////////////////////////

type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];

async function database() {
  const { databaseUrl } = await system.addresses();
  const client = openDatabase(databaseUrl, { poolSize: 4 });
  return { client, [Symbol.asyncDispose]: () => client.$disconnect() };
}

async function incidents(): Promise<string> {
  await using db = await database();
  const found = await db.client.incident.findMany({ where: { resolvedAt: null } });
  return found.map(({ id, elementId, message }) => `incident ${id} at ${elementId}: ${message}`).join('\n');
}

/** The last answers are given while jobs after the last step may still run. */
async function untilQuiet(db: PrismaClient): Promise<void> {
  await expect
    .poll(() => db.processInstance.count({ where: { state: 'ACTIVE' } }), { timeout: 60_000, interval: 250 })
    .toBe(0);
}

/** What would be found after a change that is not kept. */
async function lossesAfter(
  db: PrismaClient,
  tamper: (tx: Transaction) => Promise<unknown>,
): Promise<string[]> {
  let losses: string[] = [];
  const undone = new Error('not to be kept');
  await db
    .$transaction(
      async (tx) => {
        await tamper(tx);
        losses = await lossesInDatabase(tx, expected());
        throw undone;
      },
      { timeout: 30_000 },
    )
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  return losses;
}
