import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  to: string[];
  /** Of the header Message-ID, without < and >. */
  id: string;
  data: string;
}

export interface TestSmtpServer extends AsyncDisposable {
  url: string;
  port: number;
  received: ReceivedMail[];
}

/** A real SMTP server on a port of its own, or on the one given. */
export async function smtpServer(options: SMTPServerOptions = {}, port = 0): Promise<TestSmtpServer> {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    ...options,
    onData(stream, session, callback) {
      text(stream).then((data) => {
        const [, id = ''] = /^message-id:\s*<(\S+)>/im.exec(data) ?? [];
        received.push({ to: session.envelope.rcptTo.map(({ address }) => address), id, data });
        callback();
      }, callback);
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', () => done()));
  const address = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    port: address.port,
    received,
    [Symbol.asyncDispose]: () => new Promise<void>((done) => server.close(() => done())),
  };
}
