import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStaticFiles } from '../../cli/static-files.ts';

let folder: string;
let server: Server;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-static-'));
  await mkdir(join(folder, 'dist', 'assets'), { recursive: true });
  await writeFile(join(folder, 'dist', 'index.html'), '<!doctype html>page');
  await writeFile(join(folder, 'dist', 'assets', 'app-1a2b.js'), 'code');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  const handle = createStaticFiles(join(folder, 'dist'));
  server = createServer((incoming, outgoing) => void handle(incoming, outgoing));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

/** The path as it is: `fetch` would tidy it up. */
function get(path: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((done, failed) => {
    const call = request({ port, host: '127.0.0.1', path, ...options }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => done({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    call.on('error', failed);
    call.end();
  });
}

describe('createStaticFiles', () => {
  it('should send what the build named by its content with leave to keep it for ever', async () => {
    const { status, headers, body } = await get('/assets/app-1a2b.js');
    expect([status, body]).toEqual([200, 'code']);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  it.each(['/', '/index.html', '/documents/42', '/tasks?filter=x'])(
    'should answer %s with the page',
    async (path) => {
      const { status, headers, body } = await get(path);
      expect([status, body]).toEqual([200, '<!doctype html>page']);
      expect(headers['cache-control']).toBe('no-cache');
      expect(headers['content-security-policy']).toContain("script-src 'self'");
    },
  );

  it('should not send again what the browser has', async () => {
    const { headers } = await get('/');
    const again = await get('/', { headers: { 'if-none-match': String(headers.etag) } });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  it.each(['/assets/missing.js', '/favicon.ico', '/%ff', '/a%00b'])('should not find %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
  ])('should send nothing from outside for %s', async (path) => {
    expect((await get(path)).body).not.toContain('secret');
  });

  it('should only be read', async () => {
    expect((await get('/', { method: 'POST' })).status).toBe(405);
    expect((await get('/', { method: 'HEAD' })).body).toBe('');
  });
});
