import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openScanner } from '../../../activities/antivirus/scanner.ts';

const eicar = Buffer.from(`X5O!P%@AP[4\\PZX54(P^)7CC)7}$${'EICAR'}-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`);

let server: Server | undefined;
afterEach(() => new Promise<void>((done) => (server ? server.close(() => done()) : done())));

/** Speaks clamd's INSTREAM as clamd(8) describes it, and finds what contains "virus". */
async function startDaemon(answerOf: (content: Buffer) => string) {
  const scanned: Buffer[] = [];
  server = createServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on('data', (data: Buffer) => {
      received = Buffer.concat([received, data]);
      const command = 'zINSTREAM\0';
      if (received.subarray(0, command.length).toString('latin1') !== command) return;
      const chunks: Buffer[] = [];
      for (let at = command.length; at + 4 <= received.length; ) {
        const length = received.readUInt32BE(at);
        if (length === 0) {
          const content = Buffer.concat(chunks);
          scanned.push(content);
          socket.end(`${answerOf(content)}\0`);
          return;
        }
        chunks.push(received.subarray(at + 4, at + 4 + length));
        at += 4 + length;
      }
    });
  });
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  return { scanned, clamdAddress: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const verdict = (content: Buffer) =>
  content.includes('virus') ? 'stream: Win.Test.Sample FOUND' : 'stream: OK';

describe('a scanner', () => {
  it('should ask the daemon, with the whole content in chunks', async () => {
    const { scanned, clamdAddress } = await startDaemon(verdict);
    const scan = openScanner({ clamdAddress });
    const large = Buffer.alloc(300_000, 'a');
    expect(await scan(large)).toEqual({ verdict: 'CLEAN' });
    expect(await scan(Buffer.alloc(0))).toEqual({ verdict: 'CLEAN' });
    expect(await scan(Buffer.from('có virus'))).toEqual({ verdict: 'INFECTED', finding: 'Win.Test.Sample' });
    expect(scanned.map(({ length }) => length)).toEqual([300_000, 0, 9]);
    expect(scanned[0]?.equals(large)).toBe(true);
  });

  it('should say without a daemon that nothing was scanned, but always find the EICAR test file', async () => {
    const scan = openScanner();
    expect(await scan(Buffer.from('văn bản'))).toEqual({ verdict: 'UNSCANNED' });
    expect(await scan(eicar)).toMatchObject({ verdict: 'INFECTED' });
    expect(await scan(Buffer.concat([Buffer.from('%PDF-1.7 '), eicar]))).toMatchObject({
      verdict: 'INFECTED',
    });
  });

  it('should fail rather than pass a content off as clean', async () => {
    const { clamdAddress } = await startDaemon(() => 'INSTREAM size limit exceeded. ERROR');
    await expect(openScanner({ clamdAddress })(Buffer.from('x'))).rejects.toThrow('size limit');
    await expect(openScanner({ clamdAddress: '127.0.0.1:1' })(Buffer.from('x'))).rejects.toThrow();
  });
});
