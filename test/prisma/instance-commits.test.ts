import { expect, it } from 'vitest';
import { readMigrations } from '../../prisma/migrate.ts';
import { testDatabase } from '../support/database.ts';

it('should put events of their own into the rows of their commits, and show the same events', async () => {
  // given the table as it was before
  await using database = await testDatabase();
  const { db } = database;
  const events = [
    [1, '2026-11-20 08:00:00.123+00', 'activated', 'handling', 'process', '1', null, null, '{"commands":[]}'],
    [
      2,
      '2026-11-20 08:00:00.123+00',
      'variable',
      '',
      'variable',
      null,
      null,
      '{"name":"a","value":null}',
      null,
    ],
    [
      3,
      '2026-11-20 09:00:00+00',
      'userTaskClosed',
      'sign',
      'userTask',
      '4',
      person,
      null,
      '{"commands":[1]}',
    ],
    [4, '2026-11-20 10:30:00.5+00', 'completed', 'sign', 'userTask', '4', null, '{"scope":"1"}', null],
  ];
  await db.$executeRaw`DROP VIEW "InstanceEvent"`;
  await db.$executeRaw`DROP TABLE "InstanceCommit"`;
  await db.$executeRaw`
    CREATE TABLE "InstanceEvent" ("instanceId" text, "sequence" int, "at" timestamptz(3), "event" text, "elementId" text,
      "type" text, "elementKey" text, "actorId" uuid, "data" jsonb, "activation" text)`;
  const definition = await db.processDefinition.create({
    data: {
      ...{ key: 'handling', version: 1, name: 'handling', deployedAt: new Date() },
      content: { create: { hash: 'handling', resources: [], graph: {} } },
    },
  });
  for (const id of ['one', 'two']) {
    await db.processInstance.create({ data: { id, definitionId: definition.id, startedAt: new Date() } });
    for (const row of events)
      await db.$executeRawUnsafe(
        `INSERT INTO "InstanceEvent" VALUES ($1, $2, $3::timestamptz, $4, $5, $6, $7, $8::uuid, $9::jsonb, $10)`,
        ...[id, ...row],
      );
  }
  const read = () =>
    db.$queryRaw`SELECT "instanceId", "sequence", "at", "event", "elementId", "type", "elementKey", "actorId", "data"
      FROM "InstanceEvent" ORDER BY "instanceId", "sequence"`;
  const before = await read();

  // when
  for (const { sql } of (await readMigrations()).filter(({ name }) =>
    /_(instance_commits|short_events)$/.test(name),
  ))
    for (const statement of sql.split(/;\s*$/m)) if (statement.trim()) await db.$executeRawUnsafe(statement);

  // then
  expect(await read()).toEqual(before);
  const commits = await db.instanceCommit.findMany({
    where: { instanceId: 'two' },
    orderBy: { sequence: 'asc' },
    select: { sequence: true, activation: true },
  });
  expect(commits).toEqual([
    { sequence: 1, activation: '{"commands":[]}' },
    { sequence: 3, activation: '{"commands":[1]}' },
  ]);
});

const person = '018f0000-0000-7000-8000-000000000001';
