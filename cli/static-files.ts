/** The built web interface: files as they are, and its page for every address that is one of its own. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

const mediaTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/**
 * For the page alone. Styles are set by script (Emotion, diagrams), so they may stand inline; scripts may not. Files are shown in
 * frames and images made in the browser (PDF, photos, diagrams as blobs).
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self' blob:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ');

/** @param folder with index.html; what the build names by its content lies under assets/ */
export function createStaticFiles(
  folder: string,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    const path = decodedPath(request.url ?? '/');
    const file = path === null ? null : await findFile(folder, path);
    if (file) return send(request, response, file, path?.startsWith('/assets/') ?? false);
    const page = path !== null && extname(path) === '' ? await findFile(folder, '/index.html') : null;
    if (page) return send(request, response, page, false);
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found\n');
  };
}

interface FoundFile {
  path: string;
  size: number;
  modified: Date;
}

function decodedPath(url: string): string | null {
  try {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    return path.includes('\0') ? null : path;
  } catch {
    return null;
  }
}

/** Nothing outside of the folder, whatever the address says. */
async function findFile(folder: string, path: string): Promise<FoundFile | null> {
  const file = normalize(join(folder, path.endsWith('/') ? `${path}index.html` : path));
  if (!file.startsWith(folder + sep)) return null;
  const found = await stat(file).catch(() => null);
  return found?.isFile() ? { path: file, size: found.size, modified: found.mtime } : null;
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  file: FoundFile,
  immutable: boolean,
): Promise<void> {
  const type = mediaTypes[extname(file.path)] ?? 'application/octet-stream';
  const tag = `"${file.size.toString(36)}-${file.modified.getTime().toString(36)}"`;
  response.setHeader('etag', tag);
  response.setHeader('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (type.startsWith('text/html')) response.setHeader('content-security-policy', contentSecurityPolicy);
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, { 'content-type': type, 'content-length': file.size });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // A browser that goes away in the middle is nobody's fault.
  await pipeline(createReadStream(file.path), response).catch(() => response.destroy());
}
