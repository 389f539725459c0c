/** Client of the ClamAV daemon: command INSTREAM (clamd(8)), chunks of a 4-byte length each, ended by one of length 0. */
import { connect, type Socket } from 'node:net';
import type { ScanResult } from './scanner.ts';

const chunkSize = 64 * 1024;
const timeout = 60_000;

function openSocket(address: string): Socket {
  const tcp = /^(?:tcp:\/\/)?\[?([^/[\]]+)\]?:(\d+)$/.exec(address);
  return tcp?.[1] ? connect(Number(tcp[2]), tcp[1]) : connect(address.replace(/^unix:/, ''));
}

function sendStream(socket: Socket, content: Uint8Array): void {
  socket.write('zINSTREAM\0');
  for (let offset = 0; offset < content.byteLength; offset += chunkSize) {
    const chunk = content.subarray(offset, offset + chunkSize);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(chunk.byteLength);
    socket.write(length);
    socket.write(chunk);
  }
  socket.write(Buffer.alloc(4));
}

/** "stream: OK" or "stream: Win.Test.EICAR_HDB-1 FOUND"; anything else is an error of the daemon. */
function readAnswer(answer: string): ScanResult {
  const text = answer.replace(/\0/g, '').trim();
  const found = /^stream: (.+) FOUND$/.exec(text);
  if (found) return { verdict: 'INFECTED', finding: found[1] };
  if (text === 'stream: OK') return { verdict: 'CLEAN' };
  throw new Error(`The virus scanner answered "${text.slice(0, 200)}".`);
}

/** @throws when the daemon cannot be reached, does not answer within a minute, or answers with an error */
export function clamdScan(address: string, content: Uint8Array): Promise<ScanResult> {
  return new Promise((resolve, reject) => {
    const socket = openSocket(address);
    let answer = '';
    socket.setTimeout(timeout, () => socket.destroy(new Error('The virus scanner does not answer.')));
    socket.setEncoding('utf8');
    socket.on('connect', () => sendStream(socket, content));
    socket.on('data', (data: string) => {
      answer += data;
    });
    socket.on('error', reject);
    socket.on('end', () => {
      socket.end();
      try {
        resolve(readAnswer(answer));
      } catch (error) {
        reject(error);
      }
    });
  });
}
