import { describe, expect, it } from 'vitest';
import { MailRefused } from '../../../activities/mail/mailer.ts';
import { smtpMailer } from '../../../activities/mail/smtp-mailer.ts';
import { smtpServer } from '../../support/smtp-server.ts';

const mail = { to: 'vanthu@skhdt.example', subject: 'Đã tiếp nhận văn bản', text: 'Số đến: 05', id: 'job-1' };
const own = { from: 'Công văn <congvan@hanoi.example>', publicUrl: 'https://congvan.example' };

describe('smtpMailer', () => {
  it('should send a mail in Vietnamese with an id that stays the same when it is sent again', async () => {
    await using server = await smtpServer();
    const mailer = smtpMailer({ ...own, url: server.url });
    await mailer.send(mail);
    await mailer.send(mail);
    mailer.close();
    expect(server.received.map(({ to }) => to)).toEqual([['vanthu@skhdt.example'], ['vanthu@skhdt.example']]);
    const { data = '' } = server.received[0] ?? {};
    expect(data).toContain('Message-ID: <job-1@congvan>');
    expect(data).toContain('Auto-Submitted: auto-generated');
    expect(data).toContain('https://congvan.example');
    const words = [...data.matchAll(/=\?UTF-8\?Q\?(.*?)\?=/g)].map(([, word = '']) =>
      Buffer.from(
        word
          .replace(/_/g, ' ')
          .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString(),
    );
    expect(words.join('')).toContain('Đã tiếp nhận văn bản');
  });

  it('should not let a subject begin another header', async () => {
    await using server = await smtpServer();
    const mailer = smtpMailer({ ...own, url: server.url });
    await mailer.send({ ...mail, subject: 'Van ban\r\nBcc: ke-gian@example.com' });
    mailer.close();
    expect(server.received[0]?.to).toEqual(['vanthu@skhdt.example']);
    expect(server.received[0]?.data).toContain('Subject: Van ban Bcc: ke-gian@example.com\r\n');
  });

  it('should tell a mail that the server refuses from a server that is not there', async () => {
    const server = await smtpServer({ onRcptTo: (_, __, callback) => callback(new Error('mailbox full')) });
    const mailer = smtpMailer({ ...own, url: server.url });
    const refused = await mailer.send(mail).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(MailRefused);
    expect(refused).toMatchObject({ message: expect.stringContaining('mailbox full') });
    mailer.close();
    await server[Symbol.asyncDispose]();
    const nobody = smtpMailer({ ...own, url: server.url });
    const down = await nobody.send(mail).catch((error: unknown) => error);
    nobody.close();
    expect(down).toBeInstanceOf(Error);
    expect(down).not.toBeInstanceOf(MailRefused);
  });
});
