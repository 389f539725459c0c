/** Mail through an SMTP server. */
import { createTransport } from 'nodemailer';
import { type Mailer, MailRefused } from './mailer.ts';

export interface SmtpMailer extends Mailer {
  /** Ends the connections to the server. */
  close(): void;
}

/** No control characters: a line break in a subject would begin another header. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}

/** What nodemailer says of a server that answers, and refuses an address or a content. */
const refusals = new Set<unknown>(['EENVELOPE', 'EMESSAGE']);

/**
 * @param options.url e.g. smtp://user:password@mail.example:587, smtps://… for TLS from the start
 * @param options.from sender, e.g. "Hệ thống công văn <congvan@hanoi.example>"
 * @param options.publicUrl address of the web interface, which every mail ends with
 * @example const mailer = smtpMailer({ url: 'smtp://127.0.0.1:2525', from: 'congvan@localhost', publicUrl: 'http://127.0.0.1:8080' });
 */
export function smtpMailer(options: { url: string; from: string; publicUrl: string }): SmtpMailer {
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
      try {
        await transport.sendMail({
          from: options.from,
          to,
          subject: oneLine(subject),
          text: `${text}\n\n${options.publicUrl}\n`,
          messageId: `<${id}@congvan>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      } catch (error) {
        const { code, message } = error as { code?: unknown; message?: string };
        throw refusals.has(code) ? new MailRefused(message, { cause: error }) : error;
      }
    },
    close: () => transport.close(),
  };
}
