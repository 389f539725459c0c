import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

/** A mail that was accepted, and the id by which mailboxes tell a repetition (RFC 5322, 3.6.4). */
export interface Mail {
  to: string;
  messageId: string;
}

export interface Mailbox {
  url: string;
  mails: Mail[];
  close(): Promise<void>;
}

/** An SMTP server (RFC 5321) that takes everything and keeps who was written to. */
export async function openMailbox(): Promise<Mailbox> {
  const mails: Mail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    serve(socket, (mail) => mails.push(mail));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

function serve(socket: Socket, onMail: (mail: Mail) => void): void {
  let rest = '';
  let recipients: string[] = [];
  let body: string[] | null = null;
  const say = (line: string): void => {
    socket.write(`${line}\r\n`);
  };

  const takeBody = (line: string): void => {
    if (line !== '.') {
      body?.push(line);
      return;
    }
    const messageId = /^message-id:\s*(\S+)/im.exec(body?.join('\n') ?? '')?.[1] ?? '';
    for (const to of recipients) onMail({ to, messageId });
    [recipients, body] = [[], null];
    say('250 kept');
  };

  const takeCommand = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'RCPT') recipients.push(/<([^>]*)>/.exec(line)?.[1] ?? '');
    if (verb === 'RSET') recipients = [];
    if (verb === 'DATA') body = [];
    if (verb === 'QUIT') socket.end('221 bye\r\n');
    else say(verb === 'DATA' ? '354 go on' : '250 ok');
  };

  say('220 mailbox');
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (body) takeBody(line);
      else takeCommand(line);
    }
  });
}
