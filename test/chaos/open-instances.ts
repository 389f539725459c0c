/** What did not come to its end, for whoever asks why: read from Postgres and Temporal, of which either may be away. */
import { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import pg from 'pg';

/** Lines of text: one for each open instance, that which has stood still longest first, and what hangs on it under it. */
export async function openInstances({ databaseUrl, temporalAddress }: Place): Promise<string[]> {
  const db = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: patienceMs });
  const connection = Connection.lazy({ address: temporalAddress });
  try {
    await db.connect();
    const { rows } = await db.query<OpenInstance>(openSql);
    const lines = [`${rows.length} instances are open`];
    for (const row of rows)
      lines.push(
        `${row.id}: event ${row.sequence}, ${row.seconds} s ago; at ${row.activeElements.join(', ') || 'nothing'}${row.isDispatched ? '' : '; not dispatched'}`,
        ...row.incidents.map((incident) => `    incident ${incident}`),
        ...(await pendingIn(connection, row.id)).map((pending) => `    ${pending}`),
      );
    const { rows: messages } = await db.query<{ line: string }>(messageSql);
    return [...lines, ...messages.map(({ line }) => line)];
  } catch (error) {
    return [`What is open could not be read: ${error instanceof Error ? error.message : error}`];
  } finally {
    await db.end().catch(() => undefined);
    await connection.close();
  }
}

interface Place {
  databaseUrl: string;
  /** host:port */
  temporalAddress: string;
}

// helpers //////////////////////////////////////////////////////////////////////////////////////////

const patienceMs = 5_000;

interface OpenInstance {
  id: string;
  sequence: number;
  /** Since its last event. */
  seconds: number;
  activeElements: string[];
  isDispatched: boolean;
  incidents: string[];
}

const openSql = `
  SELECT i."id", i."sequence", i."activeElements", i."dispatchedAt" IS NOT NULL AS "isDispatched",
    round(extract(epoch FROM now() - coalesce(e."at", i."startedAt")))::int AS "seconds",
    ARRAY(SELECT concat_ws(' ', "elementId", "code" || ':', "message") FROM "Incident"
      WHERE "instanceId" = i."id" AND "resolvedAt" IS NULL) AS "incidents"
  FROM "ProcessInstance" i LEFT JOIN "InstanceEvent" e ON e."instanceId" = i."id" AND e."sequence" = i."sequence"
  WHERE i."state" = 'ACTIVE' ORDER BY "seconds" DESC`;

const messageSql = `
  SELECT concat_ws(' ', 'message', m."name", 'for', m."correlationKey", 'is not delivered to', coalesce(d."instanceId", 'anybody')) AS "line"
  FROM "PublishedMessage" m LEFT JOIN "MessageDelivery" d ON d."messageId" = m."id" WHERE d."deliveredAt" IS NULL`;

const { PendingActivityState, PendingWorkflowTaskState, WorkflowExecutionStatus } =
  proto.temporal.api.enums.v1;

async function pendingIn(connection: Connection, workflowId: string): Promise<string[]> {
  try {
    const found = await connection.withDeadline(Date.now() + patienceMs, () =>
      connection.workflowService.describeWorkflowExecution({
        namespace: 'default',
        execution: { workflowId },
      }),
    );
    const { pendingWorkflowTask: task, pendingActivities, workflowExecutionInfo: info } = found;
    const status = WorkflowExecutionStatus[info?.status ?? 0]?.replace('WORKFLOW_EXECUTION_STATUS_', '');
    return [
      `workflow ${status?.toLowerCase()}, ${info?.historyLength} events`,
      ...(task
        ? [
            `workflow task ${PendingWorkflowTaskState[task.state ?? 0]}, attempt ${task.attempt}, scheduled ${ago(task.originalScheduledTime)}, taken ${ago(task.startedTime)}`,
          ]
        : []),
      ...(pendingActivities ?? []).map(
        ({ activityType, state, attempt, maximumAttempts, lastFailure, lastStartedTime }) =>
          `activity ${activityType?.name} ${PendingActivityState[state ?? 0]}, attempt ${attempt} of ${maximumAttempts}, taken ${ago(lastStartedTime)}${lastFailure?.message ? `: ${lastFailure.message}` : ''}`,
      ),
    ];
  } catch (error) {
    return [`Temporal does not tell: ${error instanceof Error ? error.message : error}`];
  }
}

function ago(time: proto.google.protobuf.ITimestamp | null | undefined): string {
  if (!time?.seconds) return 'never';
  return `${Math.round(Date.now() / 1000 - Number(time.seconds))} s ago`;
}
