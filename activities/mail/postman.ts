/**
 * Sends what the outbox holds (OutgoingMail), for as long as it takes: nobody who writes to it waits for a mail server. Any number of
 * postmen may work at once. A mail is sent once; twice, with the same id, when somebody dies between sending it and noting that.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { PrismaClient } from '../../prisma/client/client.ts';
import { namedUuid } from '../job-identity.ts';
import { databaseJson } from '../projection/database-json.ts';
import { type Mailer, MailRefused } from './mailer.ts';

/** Who writes mails tells it here. */
export const mailChannel = 'congvan_mail';

export interface PostmanOptions {
  db: PrismaClient;
  /** Null: there is no mail server. */
  mailer: Mailer | null;
  /** Milliseconds between two rounds in which nobody has told of mail. */
  interval: number;
  onError(error: unknown): void;
}

export interface Postman {
  /** There is mail. */
  wake(): void;
  /** Ends after the mail that is under way. */
  stop(): Promise<void>;
}

/** Mails that are taken on together: as many are sent again when their postman dies. */
const pageSize = 20;
/** At once, as many as the mailer has connections. */
const lanes = 2;
/**
 * Milliseconds in which the mails of a page are begun. By then and the time that one takes they are noted, and well within the first
 * back-off: until then nobody else takes them.
 */
const pageLimit = 20_000;
/** After a notice, a moment in which more may come together. */
const gathering = 50;
/** How often a postman without a mail server clears away, milliseconds. */
const clearingInterval = 600_000;

export function startPostman({ db, mailer, interval, onError }: PostmanOptions): Postman {
  const stopping = new AbortController();
  const { signal } = stopping;
  let wake: () => void = () => undefined;
  const sleep = (ms: number) => pause(ms, undefined, { signal }).catch(() => undefined);
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await (mailer ? sendMails(db, mailer, signal) : clearAway(db)).catch(onError);
      await (mailer ? Promise.race([woken, sleep(interval)]) : sleep(clearingInterval));
      await sleep(gathering);
    }
  };
  const running = run();
  return {
    wake: () => wake(),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/**
 * Sends what is due, page by page.
 * @throws {Error} when some were not sent, and stay for later: how many, and why the last was not (no address, no text)
 */
export async function sendMails(
  db: PrismaClient,
  mailer: Mailer,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const failed = { count: 0, givenUp: 0, last: null as unknown };
  let goesOn = true;
  while (goesOn && !signal.aborted) {
    const page = await take(db);
    const { done, isReachable } = await sendPage(page, mailer, signal);
    const givenUp = await note(db, done);
    const errors = done.flatMap(({ error }) => (error === null ? [] : [error]));
    failed.count += errors.length;
    failed.givenUp += givenUp;
    failed.last = errors.at(-1) ?? failed.last;
    goesOn = isReachable && page.length === pageSize;
  }
  if (failed.count === 0) return;
  const givenUp = failed.givenUp > 0 ? `, ${failed.givenUp} of them for good` : '';
  throw new Error(`${failed.count} mails were not sent${givenUp}: ${codeOf(failed.last)}`);
}

// the outbox //////////////////////////////////////////////////////////////////////////////////////

interface Taken {
  madeBy: string;
  personId: string;
  to: string;
  subject: string;
  text: string;
}

type Done = Pick<Taken, 'madeBy' | 'personId'> & { error: unknown };

/** Whoever takes mails and dies leaves them to the next attempt: after 1 minute, then twice as long each time, up to four hours. */
function take(db: PrismaClient): Promise<Taken[]> {
  return db.$queryRaw<Taken[]>`
    WITH due AS (
      SELECT "madeBy", "personId" FROM "OutgoingMail" WHERE "sentAt" IS NULL AND "nextAttemptAt" <= now()
      ORDER BY "nextAttemptAt" LIMIT ${pageSize} FOR UPDATE SKIP LOCKED)
    UPDATE "OutgoingMail" m
    SET "attempts" = m."attempts" + 1, "nextAttemptAt" = now() + interval '1 minute' * 2 ^ LEAST(m."attempts", 8)
    FROM due WHERE m."madeBy" = due."madeBy" AND m."personId" = due."personId"
    RETURNING m."madeBy", m."personId", m."to", m."subject", m."text"`;
}

/** @returns how many were given up: after five days nobody waits for them */
async function note(db: PrismaClient, done: Done[]): Promise<number> {
  if (done.length === 0) return 0;
  const rows = done.map(({ error, ...which }) => ({
    ...which,
    error: error === null ? null : reasonOf(error),
  }));
  const noted = await db.$queryRaw<{ isGivenUp: boolean }[]>`
    UPDATE "OutgoingMail" m SET
      "sentAt" = CASE WHEN d."error" IS NULL THEN now() END,
      "lastError" = COALESCE(d."error", m."lastError"),
      "nextAttemptAt" = CASE WHEN d."error" IS NOT NULL AND m."createdAt" > now() - interval '5 days' THEN m."nextAttemptAt" END
    FROM jsonb_to_recordset(${databaseJson(rows)}::jsonb) AS d("madeBy" text, "personId" uuid, "error" text)
    WHERE m."madeBy" = d."madeBy" AND m."personId" = d."personId" AND m."sentAt" IS NULL
    RETURNING m."sentAt" IS NULL AND m."nextAttemptAt" IS NULL AS "isGivenUp"`;
  return noted.filter(({ isGivenUp }) => isGivenUp).length;
}

/** An hour: where only this worker has no mail server, another has tried by then. */
async function clearAway(db: PrismaClient): Promise<void> {
  await db.$executeRaw`
    DELETE FROM "OutgoingMail"
    WHERE "sentAt" IS NULL AND "attempts" = 0 AND "createdAt" < now() - interval '1 hour'`;
}

// sending /////////////////////////////////////////////////////////////////////////////////////////

/** What one mail meets is its own affair; what all would meet ends the page, whose other mails have failed of it as well. */
async function sendPage(
  page: Taken[],
  mailer: Mailer,
  signal: AbortSignal,
): Promise<{ done: Done[]; isReachable: boolean }> {
  const done: Done[] = [];
  const end = performance.now() + pageLimit;
  let unreachable: unknown = null;
  const queue = page.values();
  const lane = async (): Promise<void> => {
    while (!signal.aborted && performance.now() < end && unreachable === null) {
      const { value: mail } = queue.next();
      if (!mail) return;
      const { madeBy, personId, to, subject, text } = mail;
      const error = await mailer
        .send({ to, subject, text, id: namedUuid(`${madeBy}/mail/${personId}`) })
        .then(() => null, asError);
      done.push({ madeBy, personId, error });
      if (error !== null && !(error instanceof MailRefused)) unreachable = error;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (unreachable !== null)
    for (const { madeBy, personId } of queue) done.push({ madeBy, personId, error: unreachable });
  return { done, isReachable: unreachable === null };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** For the operator who looks at this mail. */
const reasonOf = (error: unknown): string => asError(error).message.slice(0, 500);

/** For the log, in which no people are named: servers repeat addresses in what they say. @example "EENVELOPE 550" */
function codeOf(error: unknown): string {
  const { code, responseCode } = (error instanceof MailRefused ? error.cause : error) as {
    code?: unknown;
    responseCode?: unknown;
  };
  return [code, responseCode].filter((part) => part !== undefined).join(' ') || 'no code';
}
