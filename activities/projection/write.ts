/** The projection's one statement. */
import type { EngineEvent } from '../../engine/index.ts';
import { Prisma } from '../../prisma/client/client.ts';
import { groupsOfUsers, personPrefix, qualifyGroups } from './candidate-groups.ts';
import { type Changes, eventRow } from './changes.ts';
import type { CommitInput, RecordedActivation } from './contract.ts';
import { databaseJson } from './database-json.ts';
import { nextOfBuffer, outboxChannel, processIdOf } from './message-matching.ts';

/** Everybody who watches running work listens here; the payload is JSON: instanceId, documentId, taskIds. */
export const changesChannel = 'congvan_changes';

const instanceStates = { active: 'ACTIVE', completed: 'COMPLETED', terminated: 'TERMINATED' } as const;

/**
 * Writes one commit to the read model in a single statement (one round trip, one durable write).
 * @param recorded activations, each by the first event that came of it
 * @returns false when the instance is not where `input.after` says: then nothing was written
 */
export async function write(
  db: Prisma.TransactionClient,
  input: CommitInput,
  changes: Changes,
  recorded: ReadonlyMap<number, RecordedActivation>,
): Promise<boolean> {
  const sequence = input.events.at(-1)?.sequence ?? input.after;
  const parts = [
    Prisma.sql`instance AS (
      UPDATE "ProcessInstance" SET
        "sequence" = ${sequence}::int, "state" = ${instanceStates[input.lifecycle]}::"InstanceState",
        ${input.variables === null ? Prisma.empty : Prisma.sql`"variables" = ${databaseJson(input.variables)}::jsonb,`}
        "activeElements" = ARRAY(SELECT jsonb_array_elements_text(${databaseJson(input.activeElements)}::jsonb)),
        "nextDueAt" = ${time(input.nextDueAt)}::timestamptz,
        "endedAt" = COALESCE(${time(changes.endedAt)}::timestamptz, "endedAt"),
        ${changes.definitionId === null ? Prisma.empty : Prisma.sql`"definitionId" = ${changes.definitionId}::uuid,`}
        "hasWorkflow" = "hasWorkflow" OR ${input.needsWorkflow},
        "dispatchedAt" = COALESCE("dispatchedAt", CASE WHEN ${!input.isAhead} THEN now() END), "input" = NULL
      WHERE "id" = ${input.instanceId} AND "sequence" = ${input.after}::int
      RETURNING "id", "documentId", "startKey", "agencyCode")`,
  ];

  if (input.events.length > 0)
    parts.push(Prisma.sql`commits AS (
      INSERT INTO "InstanceCommit" ("instanceId", "sequence", "at", "events", "activation")
      SELECT i."id", c."sequence", c."at", c."events", c."activation"
      FROM instance i, json_to_recordset(${databaseJson(commitRows(input, recorded))}::json) AS c(
        "sequence" int, "at" timestamptz, "events" json, "activation" text))`);

  if (changes.openedTasks.length > 0)
    parts.push(Prisma.sql`opened_tasks AS (
      INSERT INTO "Task" ("id", "instanceId", "key", "elementId", "name", "state", "assigneeId", "candidateGroups",
        "createdAt", "dueAt", "followUpAt", "closedAt", "completedById", "completionKey", "priority", "formId",
        "variables", "documentId", "agencyCode", "words")
      SELECT i."id" || ':' || t."key", i."id", t."key", t."elementId", t."name", t."state"::"TaskState",
        ${person('t."assignee"')}, ARRAY(SELECT jsonb_array_elements_text(t."groups")),
        t."createdAt", t."dueAt", t."followUpAt", t."closedAt", ${uuid('t."actor"')}, t."completionKey", t."priority",
        t."formId", t."variables", i."documentId", i."agencyCode",
        folded_words(t."name", d."subject", d."trackingCode", d."incomingNumber", d."outgoingNumber", d."originalNumber",
          d."taxCode", e."name")
      FROM instance i LEFT JOIN "Document" d ON d."id" = i."documentId" LEFT JOIN "Enterprise" e ON e."taxCode" = d."taxCode",
        jsonb_to_recordset(${databaseJson(taskRows(input, changes))}::jsonb) AS t(
        "key" text, "elementId" text, "name" text, "state" text, "assignee" text, "groups" jsonb,
        "createdAt" timestamptz, "dueAt" timestamptz, "followUpAt" timestamptz, "closedAt" timestamptz,
        "actor" text, "completionKey" text, "priority" int, "formId" text, "variables" jsonb))`);

  const changedTasks = changedTaskRows(input, changes);
  if (changedTasks.length > 0)
    parts.push(Prisma.sql`changed_tasks AS (
      UPDATE "Task" SET
        "assigneeId" = CASE WHEN t."assigned" THEN ${person('t."assignee"')} ELSE "Task"."assigneeId" END,
        "candidateGroups" = COALESCE(t."groups", ${candidates(false)}) || COALESCE(t."users", ${candidates(true)}),
        "dueAt" = CASE WHEN t."due" THEN t."dueAt" ELSE "Task"."dueAt" END,
        "followUpAt" = CASE WHEN t."followsUp" THEN t."followUpAt" ELSE "Task"."followUpAt" END,
        "priority" = COALESCE(t."priority", "Task"."priority"),
        "elementId" = COALESCE(t."elementId", "Task"."elementId"), "name" = COALESCE(t."name", "Task"."name"),
        "formId" = CASE WHEN t."elementId" IS NULL THEN "Task"."formId" ELSE t."formId" END,
        "state" = COALESCE(t."state"::"TaskState", "Task"."state"), "closedAt" = t."closedAt",
        "completedById" = ${uuid('t."actor"')},
        "completionKey" = COALESCE(t."completionKey", "Task"."completionKey")
      FROM instance i, ${recordset(
        changedTasks,
        `"key" text, "assigned" boolean, "assignee" text, "groups" text[], "users" text[], "due" boolean, "dueAt" timestamptz,
        "followsUp" boolean, "followUpAt" timestamptz, "priority" int, "elementId" text, "name" text, "formId" text, "state" text,
        "closedAt" timestamptz, "actor" text, "completionKey" text`,
      )} t
      WHERE "Task"."id" = i."id" || ':' || t."key")`);

  if (changes.openedIncidents.length > 0)
    parts.push(Prisma.sql`opened_incidents AS (
      INSERT INTO "Incident" ("id", "instanceId", "key", "elementId", "code", "message", "at", "resolvedAt")
      SELECT i."id" || ':' || n."key", i."id", n."key", n."elementId", n."code", n."message", n."at", n."resolvedAt"
      FROM instance i, jsonb_to_recordset(${databaseJson(changes.openedIncidents.map(incidentRow))}::jsonb) AS n(
        "key" text, "elementId" text, "code" text, "message" text, "at" timestamptz, "resolvedAt" timestamptz)
      ON CONFLICT ("id") DO UPDATE SET "resolvedAt" = EXCLUDED."resolvedAt")`);

  if (changes.resolvedIncidents.length > 0)
    parts.push(Prisma.sql`resolved_incidents AS (
      UPDATE "Incident" SET "resolvedAt" = n."at"
      FROM instance i, ${recordset(
        changes.resolvedIncidents.map(({ key, at }) => ({ key, at: time(at) })),
        '"key" text, "at" timestamptz',
      )} n
      WHERE "Incident"."id" = i."id" || ':' || n."key")`);

  if (changes.migratedIncidents.length > 0)
    parts.push(Prisma.sql`migrated_incidents AS (
      UPDATE "Incident" SET "elementId" = m."elementId"
      FROM instance i, ${recordset(changes.migratedIncidents, '"key" text, "elementId" text')} m
      WHERE "Incident"."id" = i."id" || ':' || m."key")`);

  if (changes.migratedSubscriptions.length > 0)
    parts.push(Prisma.sql`migrated_subscriptions AS (
      UPDATE "MessageSubscription" s SET "elementId" = m."elementId", "processId" = COALESCE(m."processId", s."processId")
      FROM instance i, ${recordset(changes.migratedSubscriptions, '"key" text, "elementId" text, "processId" text')} m
      WHERE s."instanceId" = i."id" AND s."key" = m."key")`);

  if (changes.migratedSignals.length > 0)
    parts.push(Prisma.sql`migrated_signals AS (
      UPDATE "SignalSubscription" s SET "elementId" = m."elementId"
      FROM instance i, ${recordset(changes.migratedSignals, '"key" text, "elementId" text')} m
      WHERE s."instanceId" = i."id" AND s."key" = m."key")`);

  if (changes.subscriptions.length > 0)
    parts.push(Prisma.sql`subscriptions AS (
      INSERT INTO "MessageSubscription" ("instanceId", "key", "name", "correlationKey", "elementId", "processId")
      SELECT i."id", s."key", s."name", s."correlationKey", s."elementId",
        COALESCE(s."processId", ${processIdOf(input.instanceId, undefined)})
      FROM instance i, jsonb_to_recordset(${databaseJson(changes.subscriptions)}::jsonb) AS s(
        "key" text, "name" text, "correlationKey" text, "elementId" text, "processId" text))`);

  if (changes.endedSubscriptions.length > 0)
    parts.push(Prisma.sql`ended_subscriptions AS (
      DELETE FROM "MessageSubscription" s USING instance i
      WHERE s."instanceId" = i."id" AND s."key" = ANY(${changes.endedSubscriptions}::text[]))`);

  if (changes.stayingSubscriptions.length > 0)
    parts.push(
      Prisma.sql`next_of_buffer AS (${nextOfBuffer(input.instanceId, changes.stayingSubscriptions)})`,
    );

  if (changes.signalSubscriptions.length > 0)
    parts.push(Prisma.sql`signal_subscriptions AS (
      INSERT INTO "SignalSubscription" ("instanceId", "key", "name", "elementId")
      SELECT i."id", s."key", s."name", s."elementId"
      FROM instance i, jsonb_to_recordset(${databaseJson(changes.signalSubscriptions)}::jsonb) AS s(
        "key" text, "name" text, "elementId" text))`);

  if (changes.endedSignalSubscriptions.length > 0)
    parts.push(Prisma.sql`ended_signal_subscriptions AS (
      DELETE FROM "SignalSubscription" s USING instance i
      WHERE s."instanceId" = i."id" AND s."key" = ANY(${changes.endedSignalSubscriptions}::text[]))`);

  if (changes.takenMessages.length > 0)
    parts.push(Prisma.sql`taken_messages AS (
      UPDATE "MessageDelivery" m SET "deliveredAt" = now() FROM instance i
      WHERE m."instanceId" = i."id" AND m."deliveredAt" IS NULL
        AND ${engineIdOf('m')} = ANY(${changes.takenMessages}::text[]))`);

  const taskIds = [
    ...changes.openedTasks.map(({ task }) => task.key),
    ...changedTasks.map(({ key }) => key),
  ].map((key) => `${input.instanceId}:${key}`);
  const rows = await db.$queryRaw<unknown[]>`
    WITH ${Prisma.join(parts, ', ')}
    SELECT pg_notify(${changesChannel}, json_build_object(
      'instanceId', i."id", 'documentId', i."documentId", 'taskIds', ${databaseJson(taskIds.slice(0, 50))}::json)::text)::text,
      ${endsStart(input)}
    FROM instance i`;
  return rows.length > 0;
}

// rows ////////////////////////////////////////////////////////////////////////////////////////////

/** A row for each activation, with the events that came of it. What makes it repeatable goes down with it. */
function commitRows({ events }: CommitInput, recorded: ReadonlyMap<number, RecordedActivation>): unknown[] {
  const begins = [...events.keys()].filter((index) => {
    const event = events[index];
    return index === 0 || (event !== undefined && recorded.has(event.sequence));
  });
  return begins.map((begin, row) => {
    const own = events.slice(begin, begins[row + 1]);
    const sequence = own[0]?.sequence ?? 0;
    const at = own.at(-1)?.at ?? 0;
    const given = recorded.get(sequence);
    const activation = given ? JSON.stringify(given) : null;
    return { sequence, at: time(at), events: own.map((event) => storedEvent(event, at)), activation };
  });
}

/** As InstanceCommit has it: a list, and the rest of it only where there is any. */
function storedEvent(event: EngineEvent, commitAt: number): unknown[] {
  const { element, type, key, actor, data } = eventRow(event);
  const { scope = null, ...others } = data ?? {};
  const rest = {
    ...(Object.keys(others).length === 0 ? {} : { data: others }),
    ...(actor !== null && isUuid.test(actor) ? { actor } : {}),
    ...(event.at === commitAt ? {} : { at: time(event.at) }),
  };
  const list = [event.event, type, element || null, key, scope];
  return Object.keys(rest).length === 0 ? list : [...list, rest];
}

function taskRows(input: CommitInput, changes: Changes): unknown[] {
  return changes.openedTasks.map(({ task, closed }) => ({
    key: task.key,
    elementId: task.elementId,
    name: task.name,
    state: closed?.state ?? 'OPEN',
    assignee: task.assignee,
    groups: [...qualifyGroups(task.candidateGroups, input), ...groupsOfUsers(task.candidateUsers)],
    createdAt: time(task.createdAt),
    dueAt: time(task.dueAt),
    followUpAt: time(task.followUpAt),
    closedAt: time(closed?.at ?? null),
    actor: closed?.actor ?? null,
    completionKey: closed?.completionKey ?? null,
    priority: task.priority,
    formId: task.formId,
    variables: task.variables,
  }));
}

/** One row for each task that was open before and was assigned, updated, migrated, closed, or several of them. */
function changedTaskRows(input: CommitInput, changes: Changes) {
  const closed = new Map(changes.closedTasks.map((task) => [task.key, task]));
  const assigned = new Map(changes.assignedTasks.map(({ key, assignee }) => [key, assignee]));
  const updated = new Map(changes.updatedTasks.map((task) => [task.key, task.changes]));
  const reopened = new Set(changes.reopenedTasks);
  const migrated = new Map(changes.migratedTasks.map((task) => [task.key, task]));
  return [
    ...new Set([...closed.keys(), ...reopened, ...assigned.keys(), ...updated.keys(), ...migrated.keys()]),
  ].map((key) => {
    const task = closed.get(key);
    const { candidateGroups, candidateUsers, dueAt, followUpAt, priority } = updated.get(key) ?? {};
    return {
      key,
      assigned: assigned.has(key),
      assignee: assigned.get(key) ?? null,
      groups: candidateGroups ? qualifyGroups(candidateGroups, input) : null,
      users: candidateUsers ? groupsOfUsers(candidateUsers) : null,
      due: dueAt !== undefined,
      dueAt: time(dueAt ?? null),
      followsUp: followUpAt !== undefined,
      followUpAt: time(followUpAt ?? null),
      priority: priority ?? null,
      elementId: migrated.get(key)?.elementId ?? null,
      name: migrated.get(key)?.name ?? null,
      formId: migrated.get(key)?.formId ?? null,
      state: task?.state ?? (reopened.has(key) ? 'OPEN' : null),
      closedAt: time(task?.at ?? null),
      actor: task?.actor ?? null,
      completionKey: task?.completionKey ?? null,
    };
  });
}

function incidentRow(incident: Changes['openedIncidents'][number]) {
  return { ...incident, at: time(incident.at), resolvedAt: time(incident.resolvedAt) };
}

// SQL /////////////////////////////////////////////////////////////////////////////////////////////

const uuidPattern = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';
const isUuid = new RegExp(uuidPattern);

/**
 * Rows to be joined with a table. PostgreSQL takes such a list to have a hundred, for which it reads a table of some thousands as a whole;
 * told how many there are, it goes by the index: 0.7 instead of 8 ms. Told in powers of ten, so that statements stay few.
 * @param columns ours, never input
 */
function recordset(rows: unknown[], columns: string): Prisma.Sql {
  const limit = 10 ** Math.ceil(Math.log10(rows.length));
  return Prisma.sql`(SELECT * FROM jsonb_to_recordset(${databaseJson(rows)}::jsonb) AS r(${Prisma.raw(columns)})
    LIMIT ${Prisma.raw(String(limit))})`;
}

/** A column of text as UUID, null where it is none. `column` is ours, never input. */
function uuid(column: string): Prisma.Sql {
  return Prisma.raw(`CASE WHEN ${column} ~ '${uuidPattern}' THEN ${column}::uuid END`);
}

/** A column with a person's id or sign-in name, as a model may have either, as the person's id. */
function person(column: string): Prisma.Sql {
  return Prisma.raw(
    `CASE WHEN ${column} ~ '${uuidPattern}' THEN ${column}::uuid ` +
      `ELSE (SELECT p."id" FROM "Person" p WHERE p."username" = ${column}) END`,
  );
}

/** `engineMessageId` of a row of MessageDelivery. */
function engineIdOf(row: string): Prisma.Sql {
  return Prisma.raw(`${row}."messageId" || ':' || ${row}."processId"`);
}

/** Messages may wait for the end of who was started by the same key. */
function endsStart({ lifecycle }: CommitInput): Prisma.Sql {
  return lifecycle === 'active'
    ? Prisma.sql`NULL`
    : Prisma.sql`CASE WHEN i."startKey" IS NOT NULL THEN pg_notify(${outboxChannel}, '')::text END`;
}

/** Those of a task that are persons, or that are not. */
function candidates(arePersons: boolean): Prisma.Sql {
  const condition = `c LIKE '${personPrefix}%'`;
  return Prisma.raw(
    `ARRAY(SELECT c FROM unnest("Task"."candidateGroups") c WHERE ${arePersons ? condition : `NOT ${condition}`})`,
  );
}

function time(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
