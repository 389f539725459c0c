import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../cli/configuration.ts';
import { freeLowPorts } from '../../cli/free-port.ts';
import { signingKey } from '../../cli/keys.ts';
import { mintToken } from '../../cli/oidc/token.ts';
import { startServer } from '../../cli/server.ts';
import { testDatabase } from '../support/database.ts';

describe('a server that is stopped', () => {
  it('should answer what is under way, and not wait for subscriptions', async () => {
    // given
    await using database = await testDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'congvan-server-'));
    const [port = 0] = await freeLowPorts(1);
    const configuration = readConfiguration({
      DATABASE_URL: database.url,
      CONGVAN_DATA: folder,
      PORT: String(port),
    });
    const { keysFolder, oidc } = configuration;
    const server = await startServer(configuration);
    const key = await signingKey(keysFolder);
    const token = await mintToken({ ...oidc, key, subject: 'vanthu' });
    const post = (headers: Record<string, string>) =>
      httpRequest(`${configuration.publicUrl}/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      });
    const subscription = post({ accept: 'text/event-stream' });
    subscription.end(JSON.stringify({ query: 'subscription { notifications { id } }' }));
    const [stream] = (await once(subscription, 'response')) as [IncomingMessage];
    const slow = post({ expect: '100-continue' });
    slow.flushHeaders();
    await once(slow, 'continue');
    // when
    const closed = server.close();
    await expect(text(stream)).rejects.toThrow('aborted');
    slow.end(JSON.stringify({ query: '{ me { name } }' }));
    // then
    const [answer] = (await once(slow, 'response')) as [IncomingMessage];
    expect(JSON.parse(await text(answer))).toEqual({ data: { me: { name: 'Nguyễn Thị Thu Hà' } } });
    expect(answer.headers.connection).toBe('close');
    await closed;
    await rm(folder, { recursive: true });
  });
});
