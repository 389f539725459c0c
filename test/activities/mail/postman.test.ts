import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { namedUuid } from '../../../activities/job-identity.ts';
import type { Mailer } from '../../../activities/mail/mailer.ts';
import { sendMails, startPostman } from '../../../activities/mail/postman.ts';
import { smtpMailer } from '../../../activities/mail/smtp-mailer.ts';
import type { OutgoingMail } from '../../../prisma/client/client.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { smtpServer } from '../../support/smtp-server.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(() => database.db.outgoingMail.deleteMany());

const minute = 60_000;
const own = { from: 'congvan@hanoi.example', publicUrl: 'https://congvan.example' };

async function writeMails(
  count: number,
  to: (index: number) => string = (index) => `nguoi${index}@congvan.example`,
) {
  const mails = Array.from({ length: count }, (_, index) => ({
    ...{ madeBy: `letter:${index}`, personId: randomUUID(), to: to(index) },
    ...{ subject: 'Văn bản quá hạn xử lý', text: 'Văn bản “Xin cấp phép”.' },
  }));
  await database.db.outgoingMail.createMany({ data: mails });
  return mails;
}

const stored = (): Promise<OutgoingMail[]> => database.db.outgoingMail.findMany({ orderBy: { to: 'asc' } });

/** As if the time until the next attempt had passed. */
const becomeDue = () =>
  database.db.outgoingMail.updateMany({ where: { sentAt: null }, data: { nextAttemptAt: new Date(0) } });

describe('sendMails', () => {
  it('should send each mail once, however many send at the same time', async () => {
    await using server = await smtpServer();
    const mails = await writeMails(90);
    const mailers = [1, 2, 3].map(() => smtpMailer({ ...own, url: server.url }));
    await Promise.all(mailers.map((mailer) => sendMails(database.db, mailer)));
    // a page that another has in hand is nobody else's
    for (const mailer of mailers) mailer.close();
    expect(server.received.flatMap(({ to }) => to).sort()).toEqual(mails.map(({ to }) => to).sort());
    expect(new Set(server.received.map(({ id }) => id))).toEqual(
      new Set(mails.map(({ madeBy, personId }) => `${namedUuid(`${madeBy}/mail/${personId}`)}@congvan`)),
    );
    for (const mail of await stored())
      expect(mail).toMatchObject({
        sentAt: expect.any(Date),
        nextAttemptAt: null,
        attempts: 1,
        lastError: null,
      });
  });

  it('should keep back the mail that is refused, and no other', async () => {
    await using server = await smtpServer({
      onRcptTo: ({ address }, _, callback) =>
        callback(address.startsWith('khongco@') ? new Error(`no mailbox ${address}`) : null),
    });
    const mailer = smtpMailer({ ...own, url: server.url });
    await writeMails(5, (index) =>
      index === 1 ? 'khongco@congvan.example' : `nguoi${index}@congvan.example`,
    );
    // told without the address, for the log
    await expect(sendMails(database.db, mailer)).rejects.toThrow(/^1 mails were not sent: EENVELOPE 550$/);
    const [refused, ...others] = await stored();
    expect(others).toHaveLength(4);
    for (const mail of others) expect(mail.sentAt).not.toBeNull();
    expect(refused).toMatchObject({
      to: 'khongco@congvan.example',
      sentAt: null,
      attempts: 1,
      lastError: expect.stringContaining('no mailbox khongco@congvan.example'),
    });
    // not again at once
    await sendMails(database.db, mailer);
    expect((await stored())[0]?.attempts).toBe(1);
    mailer.close();
  });

  it('should try again after twice as long each time, up to four hours', async () => {
    const mailer: Mailer = { send: () => Promise.reject(new Error('down')) };
    await writeMails(1);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 10; attempt++) {
      await becomeDue();
      const since = Date.now();
      await expect(sendMails(database.db, mailer)).rejects.toThrow('1 mails were not sent');
      const [mail] = await stored();
      expect(mail?.attempts).toBe(attempt);
      waits.push(Math.round(((mail?.nextAttemptAt?.getTime() ?? 0) - since) / minute));
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 256]);
  });

  it('should not go on with a server that is down, and send everything when it is back', async () => {
    const server = await smtpServer();
    await server[Symbol.asyncDispose]();
    const mailer = smtpMailer({ ...own, url: server.url });
    await writeMails(30);
    await expect(sendMails(database.db, mailer)).rejects.toThrow('20 mails were not sent: ESOCKET');
    const untouched = (await stored()).filter(({ attempts }) => attempts === 0);
    expect(untouched).toHaveLength(10);
    await using back = await smtpServer({}, server.port);
    await becomeDue();
    await sendMails(database.db, mailer);
    mailer.close();
    expect(new Set(back.received.flatMap(({ to }) => to)).size).toBe(30);
    expect(back.received).toHaveLength(30);
    const late = (await stored()).filter(({ attempts }) => attempts === 2);
    expect(late).toHaveLength(20);
    for (const mail of late)
      expect(mail).toMatchObject({ sentAt: expect.any(Date), lastError: expect.any(String) });
  });

  it('should send again, with the same id, what a postman had taken who died before it was noted', async () => {
    await using server = await smtpServer();
    const mailer = smtpMailer({ ...own, url: server.url });
    await writeMails(1);
    const { promise: sent, resolve } = Promise.withResolvers<void>();
    const dying: Mailer = {
      async send(mail) {
        await mailer.send(mail);
        resolve();
        await new Promise(() => undefined);
      },
    };
    void sendMails(database.db, dying);
    await sent;
    await sendMails(database.db, mailer);
    expect(server.received).toHaveLength(1);
    await becomeDue();
    await sendMails(database.db, mailer);
    mailer.close();
    expect(server.received).toHaveLength(2);
    expect(server.received[1]?.id).toBe(server.received[0]?.id);
    expect((await stored())[0]?.sentAt).not.toBeNull();
  });

  it('should give up after five days, and keep why', async () => {
    const mailer: Mailer = { send: () => Promise.reject(new Error('the disk is full')) };
    await writeMails(1);
    await database.db.outgoingMail.updateMany({
      data: { createdAt: new Date(Date.now() - 5 * 24 * 60 * minute) },
    });
    await expect(sendMails(database.db, mailer)).rejects.toThrow('1 mails were not sent, 1 of them for good');
    expect(await stored()).toMatchObject([
      { sentAt: null, nextAttemptAt: null, lastError: 'the disk is full' },
    ]);
  });
});

describe('a postman', () => {
  it('should send what he is told of, and end after what is under way', async () => {
    await using server = await smtpServer();
    const mailer = smtpMailer({ ...own, url: server.url });
    const errors: unknown[] = [];
    const { promise: isSent, resolve } = Promise.withResolvers<void>();
    const telling: Mailer = { send: (mail) => mailer.send(mail).finally(resolve) };
    const onError = (error: unknown) => errors.push(error);
    const postman = startPostman({ db: database.db, mailer: telling, interval: 600_000, onError });
    await writeMails(1);
    postman.wake();
    await isSent;
    await postman.stop();
    mailer.close();
    expect(errors).toEqual([]);
    expect((await stored())[0]?.sentAt).not.toBeNull();
  });

  it('should, without a mail server, clear away only what nobody else has tried', async () => {
    const [old, tried, young] = await writeMails(3);
    const hourAgo = new Date(Date.now() - 61 * minute);
    const personOf = (mail: typeof old) => ({ personId: mail?.personId ?? '' });
    await database.db.outgoingMail.updateMany({ where: personOf(old), data: { createdAt: hourAgo } });
    await database.db.outgoingMail.updateMany({
      where: personOf(tried),
      data: { createdAt: hourAgo, attempts: 1 },
    });
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const postman = startPostman({ db: database.db, mailer: null, interval: 10, onError });
    await postman.stop();
    expect(errors).toEqual([]);
    expect((await stored()).map(({ to }) => to)).toEqual([tried?.to, young?.to]);
  });
});
