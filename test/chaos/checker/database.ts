/** The laws that can be seen in Postgres. Plain SQL, so that no code of the product vouches for itself. */
import type { ClientBase } from 'pg';
import { type AuditRow, brokenAt } from './audit-chain.ts';
import { differences, type Finding, type Law, type Ledger } from './ledger.ts';
import { readTraces } from './traces.ts';

export async function checkDatabase(db: ClientBase, ledger: Ledger): Promise<Finding[]> {
  const checks: Partial<Record<Law, (db: ClientBase, ledger: Ledger) => Promise<string[]>>> = {
    script: scripts,
    instance: instances,
    task: tasks,
    register: registers,
    audit,
    message: messages,
    notification: notifications,
    mail: mails,
  };
  const findings: Finding[] = [];
  for (const [law, check] of Object.entries(checks))
    for (const what of await check(db, ledger)) findings.push({ law: law as Law, what });
  return findings;
}

// the laws /////////////////////////////////////////////////////////////////////////////////////////

/** Each instance ended, or stands, exactly where its script ends. */
async function scripts(db: ClientBase, { yardsticks, scripts: played }: Ledger): Promise<string[]> {
  const traces = await readTraces(db);
  const expected = new Map(yardsticks.map(({ way, instanceId }) => [way, traces.get(instanceId) ?? []]));
  return played.flatMap(({ way, instanceId }) => {
    const wanted = expected.get(way);
    if (!wanted) return [`"${way}" was never played in peace`];
    return differences(`${instanceId} (${way})`, wanted, traces.get(instanceId) ?? []);
  });
}

async function instances(db: ClientBase, { yardsticks, scripts: played }: Ledger): Promise<string[]> {
  const all = await read<{ id: string }>(db, 'SELECT "id" FROM "ProcessInstance"');
  const incidents = await read<{ id: string; elementId: string; message: string }>(
    db,
    // that nobody got on with an instance while the worker was away is true, and over when it is back
    `SELECT "id", "elementId", "message" FROM "Incident" WHERE "code" <> 'POISONED' OR "resolvedAt" IS NULL`,
  );
  const gaps = await read<{ id: string; sequence: number; events: number; last: number }>(
    db,
    `SELECT i."id", i."sequence", count(e."sequence")::int AS "events", coalesce(max(e."sequence"), 0) AS "last"
     FROM "ProcessInstance" i LEFT JOIN "InstanceEvent" e ON e."instanceId" = i."id"
     GROUP BY i."id" HAVING count(e."sequence") <> i."sequence" OR coalesce(max(e."sequence"), 0) <> i."sequence"`,
  );
  return [
    ...differences(
      'instance',
      [...yardsticks, ...played].map(({ instanceId }) => instanceId),
      all.map(({ id }) => id),
    ),
    ...incidents.map(({ id, elementId, message }) => `incident ${id} at ${elementId}: ${message}`),
    ...gaps.map(
      ({ id, sequence, events, last }) =>
        `${id} stands at event ${sequence}, and has ${events} events up to ${last}`,
    ),
  ];
}

/** Completed are those that somebody was told so, and each left one completion in the history of its instance. */
async function tasks(db: ClientBase, { yardsticks, scripts: played }: Ledger): Promise<string[]> {
  const told = [...yardsticks, ...played].flatMap(({ completed }) => completed);
  const rows = await read<{ id: string }>(db, `SELECT "id" FROM "Task" WHERE "state" = 'COMPLETED'`);
  const completions = await read<{ id: string }>(
    db,
    `SELECT "instanceId" || ':' || "elementKey" AS "id" FROM "InstanceEvent"
     WHERE "type" = 'userTask' AND "event" = 'completed'`,
  );
  return [
    ...differences(
      'completed task',
      told,
      rows.map(({ id }) => id),
    ),
    ...differences(
      'completion in the history of',
      told,
      completions.map(({ id }) => id),
    ),
  ];
}

/** 1 to k, each once; and on each document the number that the register has for it. */
async function registers(db: ClientBase): Promise<string[]> {
  const books = await read<{ name: string; lastNumber: number; numbers: number[] }>(
    db,
    `SELECT concat_ws(' ', b."kind", b."agencyCode", b."year") AS "name", b."lastNumber",
       array_remove(array_agg(e."number" ORDER BY e."number"), NULL) AS "numbers"
     FROM "RegisterBook" b LEFT JOIN "RegisterEntry" e USING ("agencyCode", "kind", "year")
     GROUP BY b."agencyCode", b."kind", b."year"`,
  );
  const differing = await read<{ symbol: string; written: string | null; id: string }>(
    db,
    `SELECT e."symbol", d."id", CASE e."kind" WHEN 'INCOMING' THEN d."incomingNumber" ELSE d."outgoingNumber" END AS "written"
     FROM "RegisterEntry" e JOIN "Document" d ON d."id" = e."documentId"
     WHERE e."symbol" IS DISTINCT FROM CASE e."kind" WHEN 'INCOMING' THEN d."incomingNumber" ELSE d."outgoingNumber" END`,
  );
  return [
    ...books.flatMap(({ name, lastNumber, numbers }) => {
      const isWhole = numbers.length === lastNumber && numbers.every((number, index) => number === index + 1);
      const odd = numbers.find((number, index) => number !== index + 1) ?? numbers.length;
      return isWhole
        ? []
        : [`register ${name}: ${numbers.length} numbers, the last ${lastNumber}, wrong from ${odd} on`];
    }),
    ...differing.map(({ symbol, written, id }) => `${symbol} is written as ${written} on document ${id}`),
  ];
}

async function audit(db: ClientBase): Promise<string[]> {
  const rows = await read<AuditRow>(db, 'SELECT * FROM "AuditEntry" ORDER BY "documentId", "sequence"');
  const documents = await read<{ id: string }>(
    db,
    'SELECT "id" FROM "Document" WHERE "id" NOT IN (SELECT "documentId" FROM "AuditEntry")',
  );
  const chains = Map.groupBy(rows, ({ documentId }) => documentId);
  return [
    ...[...chains].flatMap(([id, chain]) => {
      const place = brokenAt(chain);
      return place === null ? [] : [`the audit chain of ${id} is broken at ${place}`];
    }),
    ...documents.map(({ id }) => `document ${id} has no audit chain`),
  ];
}

/** Nothing is on its way still, or in vain. */
async function messages(db: ClientBase): Promise<string[]> {
  const rows = await read<{ name: string; correlationKey: string; instanceId: string | null }>(
    db,
    `SELECT m."name", m."correlationKey", d."instanceId"
     FROM "PublishedMessage" m LEFT JOIN "MessageDelivery" d ON d."messageId" = m."id" WHERE d."deliveredAt" IS NULL`,
  );
  return rows.map(
    ({ name, correlationKey, instanceId }) =>
      `message ${name} for ${correlationKey} was not delivered to ${instanceId ?? 'anybody'}`,
  );
}

/** To the same address for the same cause (the job that sent it) once. That none is missing is the law of the script. */
async function notifications(db: ClientBase): Promise<string[]> {
  const rows = await read<{ cause: string; address: string; times: number }>(
    db,
    `SELECT "cause", "address", count(*)::int AS "times" FROM (
       SELECT coalesce("group", "personId"::text) AS "address",
         split_part("madeBy", ':', 1) || ':' || split_part("madeBy", ':', 2) AS "cause" FROM "Notification") n
     GROUP BY 1, 2 HAVING count(*) > 1`,
  );
  return rows.map(({ cause, address, times }) => `${address} was told ${times} times by ${cause}`);
}

/** For each person and each job that told one something, one mail; one that was sent again carries the same id. */
async function mails(db: ClientBase, { mails: sent }: Ledger): Promise<string[]> {
  if (!sent) return [];
  const rows = await read<{ email: string; jobs: number }>(
    db,
    `SELECT p."email", count(DISTINCT (p."id", split_part(n."madeBy", ':', 1), split_part(n."madeBy", ':', 2)))::int AS "jobs"
     FROM "Notification" n JOIN "Person" p ON p."active" AND p."email" <> '' AND (
       p."id" = n."personId" OR split_part(n."group", '@', 2) IN (p."agencyCode", p."taxCode")
         AND upper(replace(split_part(n."group", '@', 1), '-', '_')) = ANY(p."roles"::text[]))
     GROUP BY p."email"`,
  );
  const distinct = new Set(sent.map(({ to, messageId }) => `${to} ${messageId}`));
  const there = Map.groupBy(distinct, (mail) => mail.slice(0, mail.indexOf(' ')));
  const expected = new Map(rows.map(({ email, jobs }) => [email, jobs]));
  return [...new Set([...expected.keys(), ...there.keys()])].flatMap((email) => {
    const [want, have] = [expected.get(email) ?? 0, there.get(email)?.length ?? 0];
    return want === have ? [] : [`${email} got ${have} mails instead of ${want}`];
  });
}

// helpers //////////////////////////////////////////////////////////////////////////////////////////

async function read<Row extends object>(db: ClientBase, sql: string): Promise<Row[]> {
  return (await db.query<Row>(sql)).rows;
}
