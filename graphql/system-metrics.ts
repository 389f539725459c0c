/**
 * Metrics of the whole system rather than of one process: read from Postgres and Temporal when somebody asks, at most every few
 * seconds. Every API process says the same: take the maximum over them, not the sum.
 */
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { isHeld } from '../activities/starts/suspended-definition.ts';
import { Prisma, type PrismaClient } from '../prisma/client/client.ts';
import { taskQueue } from '../workflows/client/index.ts';

export interface SystemMetricsOptions {
  db: PrismaClient;
  temporal: Client;
  log: Logger;
  /** Asked again after this time. Default 10 seconds. */
  keepMs?: number;
}

interface Sample {
  labels?: Record<string, string>;
  value: number;
}

interface Measurement {
  name: string;
  help: string;
  samples: Sample[];
}

/** Temporal's own numbers: a slow answer is none. */
const answerMs = 3_000;

/** @returns text in the format of Prometheus; what could not be found out is left out, and counted as such */
export function createSystemMetrics({
  db,
  temporal,
  log,
  keepMs = 10_000,
}: SystemMetricsOptions): () => Promise<string> {
  let kept: { at: number; text: Promise<string> } | undefined;
  const parts: [name: string, measure: () => Promise<Measurement[]>][] = [
    ['database', () => ofDatabase(db)],
    ['temporal', () => ofTaskQueue(temporal)],
  ];
  const measure = async (): Promise<string> => {
    const failed: Measurement = {
      name: 'congvan_measurement_failed',
      help: 'Whether a part of these figures could not be read.',
      samples: [],
    };
    const measured = await Promise.all(
      parts.map(async ([part, read]) => {
        try {
          const found = await read();
          failed.samples.push({ labels: { part }, value: 0 });
          return found;
        } catch (error) {
          log.warn({ part, error: String(error) }, 'metrics');
          failed.samples.push({ labels: { part }, value: 1 });
          return [];
        }
      }),
    );
    return [...measured.flat(), failed].map(print).join('');
  };
  return () => {
    if (!kept || Date.now() - kept.at > keepMs) kept = { at: Date.now(), text: measure() };
    return kept.text;
  };
}

// ── What is measured ───────────────────────────────────────────────────────────────────────────

async function ofDatabase(db: PrismaClient): Promise<Measurement[]> {
  const now = new Date();
  const [incidents, documents, tasks, outbox, messages, delayed, givenUp] = await Promise.all([
    db.incident.groupBy({ by: ['code'], where: { resolvedAt: null }, _count: true }),
    db.document.count({ where: { closedAt: null, pausedAt: null, dueAt: { lt: now } } }),
    db.task.count({ where: { state: 'OPEN', dueAt: { lt: now } } }),
    db.$queryRaw<{ waiting: number; since: Date | null }[]>`
      SELECT count(*)::int AS "waiting", min(i."startedAt") AS "since" FROM "ProcessInstance" i
      WHERE i."dispatchedAt" IS NULL AND NOT ${isHeld(Prisma.sql`i`)}`,
    db.messageDelivery.count({ where: { deliveredAt: null, instanceId: { not: null } } }),
    db.outgoingMail.count({
      where: { sentAt: null, nextAttemptAt: { not: null }, lastError: { not: null } },
    }),
    db.outgoingMail.count({ where: { sentAt: null, nextAttemptAt: null } }),
  ]);
  const { waiting = 0, since: waitsSince = null } = outbox[0] ?? {};
  return [
    {
      name: 'congvan_incidents_open',
      help: 'Incidents that wait for somebody, by code.',
      samples: incidents.map(({ code, _count }) => ({ labels: { code }, value: _count })),
    },
    {
      name: 'congvan_documents_overdue',
      help: 'Documents past their deadline whose clock runs.',
      samples: [{ value: documents }],
    },
    {
      name: 'congvan_tasks_overdue',
      help: 'Open tasks past their due date.',
      samples: [{ value: tasks }],
    },
    {
      name: 'congvan_outbox_instances',
      help: 'Instances that Temporal does not know of yet.',
      samples: [{ value: waiting }],
    },
    {
      name: 'congvan_outbox_oldest_seconds',
      help: 'How long the oldest of them has waited.',
      samples: [{ value: waitsSince ? (now.getTime() - waitsSince.getTime()) / 1000 : 0 }],
    },
    {
      name: 'congvan_outbox_messages',
      help: 'Messages that are matched to an instance but have not reached it.',
      samples: [{ value: messages }],
    },
    {
      name: 'congvan_mails_delayed',
      help: 'Mails that the mail server did not take, and that are tried again.',
      samples: [{ value: delayed }],
    },
    {
      name: 'congvan_mails_given_up',
      help: 'Mails that it did not take in five days.',
      samples: [{ value: givenUp }],
    },
  ];
}

/** temporal.api.enums.v1.TaskQueueType */
const taskQueueTypes = { workflow: 1, activity: 2 } as const;

async function ofTaskQueue(temporal: Client): Promise<Measurement[]> {
  const { namespace } = temporal.options;
  const kinds = Object.entries(taskQueueTypes);
  const answers = await temporal.withDeadline(Date.now() + answerMs, () =>
    Promise.all(
      kinds.map(([, taskQueueType]) =>
        temporal.workflowService.describeTaskQueue({
          namespace,
          taskQueue: { name: taskQueue },
          taskQueueType,
          reportStats: true,
        }),
      ),
    ),
  );
  const each = (
    name: string,
    help: string,
    read: (answer: (typeof answers)[number]) => number,
  ): Measurement => ({
    name,
    help,
    samples: answers.map((answer, index) => ({
      labels: { queue: taskQueue, kind: kinds[index]?.[0] ?? '' },
      value: read(answer),
    })),
  });
  return [
    each('congvan_task_queue_backlog', 'Tasks that wait for a worker, about.', ({ stats }) =>
      Number(stats?.approximateBacklogCount ?? 0),
    ),
    each(
      'congvan_task_queue_backlog_age_seconds',
      'How long the oldest of them has waited, about.',
      ({ stats }) => Number(stats?.approximateBacklogAge?.seconds ?? 0),
    ),
    each('congvan_task_queue_pollers', 'Workers that ask for tasks.', ({ pollers }) => pollers?.length ?? 0),
  ];
}

// ── Text ───────────────────────────────────────────────────────────────────────────────────────

function print({ name, help, samples }: Measurement): string {
  const lines = samples.map(({ labels, value }) => `${name}${labels ? printLabels(labels) : ''} ${value}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines, ''].join('\n');
}

function printLabels(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return `{${pairs.join(',')}}`;
}

/** Codes of incidents come from models: anything may stand in them. */
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
