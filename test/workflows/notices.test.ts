import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mailer } from '../../activities/mail/mailer.ts';
import { smtpMailer } from '../../activities/mail/smtp-mailer.ts';
import { send } from '../../activities/notifications/send.ts';
import { devServer } from '../../cli/temporal/test-environments.ts';
import type { JobExecution } from '../../engine/index.ts';
import { deploy } from '../../workflows/client/deploy.ts';
import { type Dispatcher, startDispatcher } from '../../workflows/client/index.ts';
import { smtpServer } from '../support/smtp-server.ts';
import { type Bench, bench, eventually, workOn } from './support.ts';

const own = { from: 'congvan@hanoi.example', publicUrl: 'https://congvan.example' };
/** Of the demo accounts: who is told first, and in the end. */
const told = ['chuyenvien@congvan.example', 'doanhnghiep@congvan.example'];

let system: Bench;
beforeAll(async () => {
  system = await bench(await devServer(), [send]);
  const content = await readFile(new URL('models/notice.bpmn', import.meta.url), 'utf8');
  const deployAs = (process: string, execution: JobExecution) =>
    deploy(system.db, {
      resources: [{ name: `${process}.bpmn`, content: content.replace('id="notice"', `id="${process}"`) }],
      actorId: null,
      jobTypes: { 'notification.send': { execution, retries: 3 } },
    });
  for (const deployed of [
    await deployAs('notice', 'transactional'),
    await deployAs('old-notice', 'external'),
  ])
    expect(deployed.definitions).toHaveLength(1);
});
afterAll(() => system[Symbol.asyncDispose]());

/** Lets an instance go from its start to its end. */
async function goThrough(process: string): Promise<string> {
  const work = workOn(system, process);
  const { instanceId } = await work.start();
  await eventually(
    () => system.db.task.findFirst({ where: { instanceId, state: 'OPEN' } }),
    'the task between the two notices',
  );
  await work.complete(instanceId, 'process', { note: 'Đã xong' });
  expect(await work.ended(instanceId)).toMatchObject({ state: 'COMPLETED', incidents: [] });
  return instanceId;
}

const mailsOf = (instanceId: string) =>
  system.db.outgoingMail.findMany({ where: { madeBy: { startsWith: instanceId } }, orderBy: { to: 'asc' } });
const allSent = (instanceId: string) => async () => {
  const mails = await mailsOf(instanceId);
  return mails.every(({ sentAt }) => sentAt !== null) && mails;
};

async function activitiesOf(instanceId: string): Promise<unknown[]> {
  const { events } = await system.temporal.workflow.getHandle(instanceId).fetchHistory();
  return (events ?? []).flatMap((event) => {
    const name = event.activityTaskScheduledEventAttributes?.activityType?.name;
    return name ? [name] : [];
  });
}

function dispatch(mailer: Mailer, errors: unknown[], interval: number): Dispatcher {
  const onError = (error: unknown) => errors.push(error);
  return startDispatcher({ ...system, mailer, interval, databaseUrl: system.database.url, onError });
}

const isListening = async (): Promise<boolean> => {
  const rows = await system.db.$queryRaw<unknown[]>`
    SELECT FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN congvan_mail'`;
  return rows.length > 0;
};

describe.each([
  { process: 'notice', activities: [], form: 'in the transaction of its step' },
  {
    process: 'old-notice',
    activities: ['notification.send', 'notification.send'],
    form: 'as an activity, where its definition is from before',
  },
])('notification.send $form', ({ process, activities }) => {
  it('should tell once, and lose no mail when all die between the step and the sending', async () => {
    const instanceId = await goThrough(process);
    expect(await activitiesOf(instanceId)).toEqual(activities);
    const notices = await system.db.notification.findMany({
      where: { madeBy: { startsWith: instanceId } },
      orderBy: { at: 'asc' },
    });
    expect(notices.map(({ group }) => group)).toEqual(['clerk@H26.01', 'member@0199990011']);
    expect(notices[1]?.body).toBe('Đã xong');
    // there was nobody to send it
    const written = await mailsOf(instanceId);
    expect(written.map(({ to, sentAt }) => [to, sentAt])).toEqual(told.map((to) => [to, null]));

    await using server = await smtpServer();
    const mailer = smtpMailer({ ...own, url: server.url });
    const errors: unknown[] = [];
    const never = 3_600_000;
    const dispatcher = dispatch(mailer, errors, never);
    await eventually(allSent(instanceId), 'the mail');
    // and at once what is told while there is one: by itself it does not look again
    await eventually(isListening, 'listening');
    await eventually(allSent(await goThrough(process)), 'the second mail');
    await dispatcher.stop();
    mailer.close();
    expect(errors).toEqual([]);
    expect(server.received.flatMap(({ to }) => to).sort()).toEqual([...told, ...told].sort());
  });
});

describe('a mail server that is down', () => {
  it('should hold up no process, and get the mail when it is back', async () => {
    const server = await smtpServer();
    await server[Symbol.asyncDispose]();
    const mailer = smtpMailer({ ...own, url: server.url });
    const errors: unknown[] = [];
    const dispatcher = dispatch(mailer, errors, 200);
    const instanceId = await goThrough('notice');
    await eventually(async () => {
      const mails = await mailsOf(instanceId);
      return mails.every(({ attempts, lastError }) => attempts > 0 && lastError !== null);
    }, 'an attempt');
    expect(errors.map(String).join()).toContain('mails were not sent: ESOCKET');

    await using back = await smtpServer({}, server.port);
    // as if the minute until then had passed
    await system.db.outgoingMail.updateMany({
      where: { sentAt: null },
      data: { nextAttemptAt: new Date(0) },
    });
    await eventually(allSent(instanceId), 'the mail');
    await dispatcher.stop();
    mailer.close();
    expect(back.received.flatMap(({ to }) => to).sort()).toEqual(told);
  });
});
