/** What is missing, double or left over, read from the database, the file storage and Temporal's histories. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { verifyChain } from '../../activities/audit/chain.ts';
import { readChain } from '../../activities/audit/read.ts';
import type { Prisma, PrismaClient } from '../../prisma/client/client.ts';
import { completeTaskUpdate } from '../../workflows/messages.ts';

/** Sentences, one for each fault found in the database; none when everything is there once. */
export async function lossesInDatabase(
  db: PrismaClient | Prisma.TransactionClient,
  expected: { documentIds: readonly string[]; completedTasks: readonly string[] },
): Promise<string[]> {
  return (
    await Promise.all([
      documents(db, expected.documentIds),
      registers(db),
      tasks(db, expected.completedTasks),
      instances(db),
      audit(db, expected.documentIds),
      messages(db),
    ])
  ).flat();
}

/** The contents that the database names: each must be there, with that very content. */
export async function lossesInFiles(db: PrismaClient, folder: string): Promise<string[]> {
  const blobs = await db.blob.findMany({ select: { sha256: true } });
  const faults = await Promise.all(
    blobs.map(async ({ sha256 }) => {
      const path = join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
      const content = await readFile(path).catch(() => null);
      if (!content) return `content ${sha256} is not stored`;
      const found = createHash('sha256').update(content).digest('hex');
      return found === sha256 ? null : `content ${sha256} is stored with the hash ${found}`;
    }),
  );
  return faults.filter((fault) => fault !== null);
}

/**
 * Every instance of the database must have come to its end there too, and have taken no completion twice. One may be missing: a step
 * that was committed, and lost by Temporal, is taken over from the database.
 */
export async function lossesInTemporal(
  db: PrismaClient,
  temporal: Client,
  completedTasks: readonly string[],
): Promise<string[]> {
  const instancesThere = await db.processInstance.findMany({ select: { id: true } });
  const keysOf = Map.groupBy(completedTasks, (taskId) => taskId.slice(0, taskId.lastIndexOf(':')));
  const faults: string[] = [];
  for (const { id } of instancesThere) {
    const handle = temporal.workflow.getHandle(id);
    const { status } = await handle.describe();
    if (status.name !== 'COMPLETED') faults.push(`workflow ${id} is ${status.name}`);
    const taken = await completionsOf(temporal, id);
    const wanted = new Set((keysOf.get(id) ?? []).map((taskId) => taskId.slice(taskId.lastIndexOf(':') + 1)));
    if (new Set(taken).size < taken.length || !taken.every((key) => wanted.has(key)))
      faults.push(`workflow ${id} took the completions [${taken}], but completed were [${[...wanted]}]`);
  }
  return faults;
}

// in the database //////////////////////////////////////////////////////////////////////////////////

type Reader = PrismaClient | Prisma.TransactionClient;

async function documents(db: Reader, expected: readonly string[]): Promise<string[]> {
  const found = await db.document.findMany({ where: { direction: 'INCOMING' }, select: { id: true } });
  return differences(
    'document',
    expected,
    found.map(({ id }) => id),
  );
}

/** 1 to k, each once; and on each document the number that the register has for it. */
async function registers(db: Reader): Promise<string[]> {
  const books = await db.registerBook.findMany({
    include: { entries: { orderBy: { number: 'asc' }, include: { document: true } } },
  });
  return books.flatMap(({ agencyCode, kind, year, lastNumber, entries }) => {
    const name = `register ${kind} ${agencyCode} ${year}`;
    const numbers = entries.map(({ number }) => number);
    const gapFree = numbers.every((number, index) => number === index + 1) && numbers.length === lastNumber;
    return [
      ...(gapFree ? [] : [`${name}: numbers [${numbers}], last number ${lastNumber}`]),
      ...entries.flatMap(({ symbol, document }) => {
        const written = kind === 'INCOMING' ? document.incomingNumber : document.outgoingNumber;
        return written === symbol ? [] : [`${name}: ${symbol} is written as ${written} on ${document.id}`];
      }),
    ];
  });
}

/** None open; completed are those that somebody was told so, and each left one completion in the history of its instance. */
async function tasks(db: Reader, expected: readonly string[]): Promise<string[]> {
  const all = await db.task.findMany({ select: { id: true, instanceId: true, key: true, state: true } });
  const completions = await db.instanceEvent.findMany({
    where: { type: 'userTask', event: 'completed' },
    select: { instanceId: true, elementKey: true },
  });
  const completed = all.filter(({ state }) => state === 'COMPLETED').map(({ id }) => id);
  return [
    ...all.filter(({ state }) => state === 'OPEN').map(({ id }) => `task ${id} is open`),
    ...differences('completed task', expected, completed),
    ...differences(
      'completion in the history',
      expected,
      completions.map(({ instanceId, elementKey }) => `${instanceId}:${elementKey}`),
    ),
  ];
}

async function instances(db: Reader): Promise<string[]> {
  const unfinished = await db.processInstance.findMany({ where: { state: { not: 'COMPLETED' } } });
  const incidents = await db.incident.findMany();
  const steps = await db.instanceEvent.groupBy({
    by: ['instanceId'],
    _count: true,
    _max: { sequence: true },
  });
  return [
    ...unfinished.map(({ id, state, activeElements }) => `instance ${id} is ${state} at ${activeElements}`),
    ...incidents.map(({ id, message }) => `incident ${id}: ${message}`),
    ...steps
      .filter(({ _count, _max }) => _count !== _max.sequence)
      .map(({ instanceId, _count, _max }) => `${instanceId} has ${_count} of ${_max.sequence} events`),
  ];
}

async function audit(db: Reader, documentIds: readonly string[]): Promise<string[]> {
  const faults: string[] = [];
  for (const id of documentIds) {
    const verdict = verifyChain(await readChain(db, id));
    if (!verdict.valid) faults.push(`the audit chain of ${id} is broken at ${verdict.brokenAt}`);
  }
  return faults;
}

async function messages(db: Reader): Promise<string[]> {
  const left = await db.publishedMessage.findMany({
    where: { deliveries: { none: { deliveredAt: { not: null } } } },
  });
  return left.map(({ name, correlationKey }) => `message ${name} for ${correlationKey} was not delivered`);
}

/** Compared as bags: what is there twice is told too. */
function differences(what: string, expected: readonly string[], found: readonly string[]): string[] {
  const count = (list: readonly string[]) => Map.groupBy(list, (item) => item);
  const [wanted, there] = [count(expected), count(found)];
  return [...new Set([...wanted.keys(), ...there.keys()])].flatMap((item) => {
    const [want, have] = [wanted.get(item)?.length ?? 0, there.get(item)?.length ?? 0];
    return want === have ? [] : [`${what} ${item} is there ${have} times instead of ${want}`];
  });
}

// in Temporal //////////////////////////////////////////////////////////////////////////////////////

/** Keys of the tasks whose completion the workflow accepted, over all runs of its chain, sorted. */
async function completionsOf(temporal: Client, workflowId: string): Promise<string[]> {
  const keys: string[] = [];
  const { raw } = await temporal.workflow.getHandle(workflowId).describe();
  let runId: string | null | undefined = raw.workflowExecutionInfo?.firstRunId;
  while (runId) {
    const { events } = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    let next: string | null | undefined;
    for (const event of events ?? []) {
      const { meta, input } = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest ?? {};
      if (input?.name === completeTaskUpdate.name) keys.push(String(meta?.updateId).split(':', 1)[0] ?? '');
      next ??= event.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    }
    runId = next;
  }
  return keys.sort();
}
