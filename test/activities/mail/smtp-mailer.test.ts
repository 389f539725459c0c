import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { smtpMailer } from '../../../activities/mail/smtp-mailer.ts';

let server: SMTPServer | undefined;
afterEach(() => new Promise<void>((done) => (server ? server.close(() => done()) : done())));

/** A real SMTP server on a port of its own. */
async function startServer(options: ConstructorParameters<typeof SMTPServer>[0] = {}) {
  const received: { to: string[]; data: string }[] = [];
  const started = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    ...options,
    onData(stream, session, callback) {
      text(stream).then((data) => {
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address), data });
        callback();
      }, callback);
    },
  });
  server = started;
  await new Promise<void>((done) => started.listen(0, '127.0.0.1', () => done()));
  const { port } = started.server.address() as AddressInfo;
  return { received, url: `smtp://127.0.0.1:${port}` };
}

const mail = { to: 'vanthu@skhdt.example', subject: 'Đã tiếp nhận văn bản', text: 'Số đến: 05', id: 'job-1' };

describe('smtpMailer', () => {
  it('should send a mail in Vietnamese with an id that stays the same when it is sent again', async () => {
    const { received, url } = await startServer();
    const mailer = smtpMailer({ url, from: 'Công văn <congvan@hanoi.example>' });
    await mailer.send(mail);
    await mailer.send(mail);
    mailer.close();
    expect(received.map(({ to }) => to)).toEqual([['vanthu@skhdt.example'], ['vanthu@skhdt.example']]);
    const { data = '' } = received[0] ?? {};
    expect(data).toContain('Message-ID: <job-1@congvan>');
    expect(data).toContain('Auto-Submitted: auto-generated');
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
    const { received, url } = await startServer();
    const mailer = smtpMailer({ url, from: 'congvan@hanoi.example' });
    await mailer.send({ ...mail, subject: 'Van ban\r\nBcc: ke-gian@example.com' });
    mailer.close();
    expect(received[0]?.to).toEqual(['vanthu@skhdt.example']);
    expect(received[0]?.data).toContain('Subject: Van ban Bcc: ke-gian@example.com\r\n');
  });

  it('should say when the server refuses, so that the job is tried again', async () => {
    const { url } = await startServer({ onRcptTo: (_, __, callback) => callback(new Error('mailbox full')) });
    const mailer = smtpMailer({ url, from: 'congvan@hanoi.example' });
    await expect(mailer.send(mail)).rejects.toThrow('mailbox full');
    mailer.close();
  });
});
