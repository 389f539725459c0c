/** Mail through an SMTP server. */
import { createTransport } from 'nodemailer';
import type { Mailer } from '../environment.ts';

export interface SmtpMailer extends Mailer {
  /** Ends the connections to the server. */
  close(): void;
}

/** No control characters: a line break in a subject would begin another header. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}

/**
 * @param options.url e.g. smtp://user:password@mail.example:587, smtps://… for TLS from the start
 * @param options.from sender, e.g. "Hệ thống công văn <congvan@hanoi.example>"
 * @example const mailer = smtpMailer({ url: 'smtp://127.0.0.1:2525', from: 'congvan@localhost' });
 */
export function smtpMailer(options: { url: string; from: string }): SmtpMailer {
  const transport = createTransport({
    url: options.url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
  });
  return {
    async send({ to, subject, text, id }) {
      await transport.sendMail({
        from: options.from,
        to,
        subject: oneLine(subject),
        text,
        // The same mail sent again by a repeated job has the same id, by which mailboxes recognise it (RFC 5322, 3.6.4).
        messageId: `<${id}@congvan>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
    close: () => transport.close(),
  };
}
