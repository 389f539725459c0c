/** A read model of as many tasks as a city has in a year, made by SQL: what lists cost does not depend on how rows came to be. */
import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Identity } from '../../../graphql/authorisation/identity.ts';

/** Of a city: one agency has a fifth of all work, the others share the rest. */
const agencies = 400;
const tasksOfInstance = 4;
const eventsOfTask = 10;
/** Of five instances, those that have an open task. */
const openOfFive = 4;
const roles = ['clerk', 'leader', 'records-officer', 'inspector'];
const instancesAtOnce = 25_000;

const agencyOf = (index: number): string => `H26.${String(index).padStart(3, '0')}`;
const personId = (name: string): string =>
  createHash('md5')
    .update(name)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** The viewers whose lists are read: of the largest agency and of an ordinary one. */
export const viewers: Record<string, Identity> = Object.fromEntries(
  [0, 7].flatMap((agency) =>
    [
      ['clerk', ['CLERK'], ['clerk']],
      ['leader', ['LEADER'], ['leader']],
      ['manager', ['PROCESS_MANAGER'], ['process-manager']],
    ].map(([name, own, groups]) => {
      const agencyCode = agencyOf(agency);
      const identity = {
        id: personId(`${agencyCode} ${agency}`),
        username: String(name),
        name: String(name),
        side: 'AGENCY',
        roles: own,
        agencyCode,
        taxCode: null,
        groups: (groups as string[]).map((group) => `${group}@${agencyCode}`),
      };
      return [`${name}, ${agency === 0 ? 'largest' : 'ordinary'} agency`, identity as unknown as Identity];
    }),
  ),
);

/**
 * @param tell told of every part of it
 * @returns bytes of the tables and their indexes
 */
export async function makeTaskRows(
  url: string,
  tasks: number,
  tell: (line: string) => void,
): Promise<number> {
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  try {
    await db.query('SET synchronous_commit = off');
    await db.query(`INSERT INTO "DefinitionContent" ("hash", "resources", "graph") VALUES ('x', '[]', '{}')`);
    await db.query(`INSERT INTO "ProcessDefinition" ("id", "key", "version", "name", "hash", "deployedAt")
      VALUES (gen_random_uuid(), 'incoming-document', 1, 'x', 'x', now())`);
    const { rows: indexes } = await db.query<{ name: string; definition: string }>(`
      SELECT i.indexname AS name, i.indexdef AS definition FROM pg_indexes i
      WHERE i.schemaname = 'public' AND i.tablename IN ('Task', 'ProcessInstance') AND i.indexname NOT LIKE '%_pkey'`);
    // Made again when the rows are there, which is several times faster.
    for (const { name } of indexes) await db.query(`DROP INDEX "${name}"`);
    const instances = Math.ceil(tasks / tasksOfInstance);
    for (let first = 0; first < instances; first += instancesAtOnce) {
      const last = Math.min(first + instancesAtOnce, instances) - 1;
      for (const sql of [insertInstances, insertTasks, insertEvents])
        await db.query(
          sql,
          sql === insertTasks
            ? [first, last, agencies, roles]
            : sql === insertInstances
              ? [first, last, agencies]
              : [first, last],
        );
      tell(
        `${((last + 1) * tasksOfInstance).toLocaleString('en')} tasks, ${((last + 1) * tasksOfInstance * eventsOfTask).toLocaleString('en')} events`,
      );
    }
    for (const { definition } of indexes) await db.query(definition);
    await db.query('VACUUM ANALYZE "Task"');
    await db.query('ANALYZE "ProcessInstance"');
    const { rows } = await db.query<{ bytes: string }>(
      `SELECT pg_database_size(current_database())::text AS bytes`,
    );
    return Number(rows[0]?.bytes);
  } finally {
    await db.end();
  }
}

/** Of the instance g: the agency of index 0 has every fifth. */
const agency = `'H26.' || lpad((CASE WHEN g % 5 = 0 THEN 0 ELSE (g * 7919) % $3::int END)::text, 3, '0')`;

const insertInstances = `
  INSERT INTO "ProcessInstance" ("id", "definitionId", "startedAt", "activeElements", "agencyCode", "sequence", "state", "documentId")
  SELECT 'doc-' || lpad(g::text, 9, '0'), (SELECT "id" FROM "ProcessDefinition" LIMIT 1), now() - g * interval '20 seconds',
    '{Task_Process}', ${agency}, ${tasksOfInstance * eventsOfTask}, 'ACTIVE', md5('d' || g)::uuid
  FROM generate_series($1::int, $2::int) g`;

const insertTasks = `
  INSERT INTO "Task" ("id", "instanceId", "key", "elementId", "name", "state", "assigneeId", "candidateGroups", "createdAt", "dueAt",
    "closedAt", "priority", "documentId", "agencyCode", "words")
  SELECT i."id" || ':' || k, i."id", k::text, 'Task_' || k, i.names[k], CASE WHEN i.open AND k = ${tasksOfInstance} THEN 'OPEN' ELSE 'COMPLETED' END::"TaskState",
    CASE WHEN (i.g + k) % 3 = 0 THEN md5(i.agency || ' ' || (i.g + k) % 97)::uuid END,
    ARRAY[($4::text[])[1 + (i.g + k) % 4] || '@' || i.agency], i.at, CASE WHEN i.g % 7 > 0 THEN i.at + interval '5 days' END,
    CASE WHEN i.open AND k = ${tasksOfInstance} THEN NULL ELSE i.at + interval '1 day' END, 10 * (i.g % 11), md5('d' || i.g)::uuid, i.agency, i.words
  FROM (
    SELECT g, 'doc-' || lpad(g::text, 9, '0') AS "id", ${agency} AS agency, g % 5 < ${openOfFive} AS open,
      now() - (g % 1000000) * interval '3 seconds' AS at,
      ARRAY['Tiếp nhận', 'Phân công', 'Phê duyệt', 'Xử lý văn bản'] AS names,
      folded_words('Xử lý văn bản', (ARRAY['Đề nghị hướng dẫn thủ tục điều chỉnh giấy chứng nhận đăng ký đầu tư',
        'Báo cáo tình hình thực hiện dự án', 'Kiến nghị tháo gỡ vướng mắc về giải phóng mặt bằng',
        'Đề nghị cung cấp thông tin quy hoạch'])[1 + g % 4], 'H26-26-' || upper(left(md5(g::text), 8)), g::text,
        'Công ty ' || left(md5((g % 5000)::text), 6)) AS words
    FROM generate_series($1::int, $2::int) g
    OFFSET 0 -- else the words are folded anew for each task
  ) i, generate_series(1, ${tasksOfInstance}) k`;

const insertEvents = `
  INSERT INTO "InstanceCommit" ("instanceId", "sequence", "at", "events")
  SELECT 'doc-' || lpad(g::text, 9, '0'), 1 + k * ${eventsOfTask}, now(), (
    SELECT json_agg(json_build_array('completed', 'userTask', 'Task_Process', s::text, '1'))
    FROM generate_series(k * ${eventsOfTask} + 1, (k + 1) * ${eventsOfTask}) s)
  FROM generate_series($1::int, $2::int) g, generate_series(0, ${tasksOfInstance} - 1) k`;
