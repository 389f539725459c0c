/** GET /files/:id: a file's content, for whoever may read it. */
import { Readable } from 'node:stream';
import type { Context } from '../context.ts';
import type { FileRow } from '../loaders.ts';
import { findReadableFile } from './file-access.ts';

/** What a browser shows without running anything of it; all else is offered for saving. */
const shownInline = new Set([
  'application/pdf',
  'image/png',
  'image/jpeg',
  'image/gif',
  'text/plain; charset=utf-8',
]);

/** 401 for nobody, 404 for what is not there or not for this viewer: which of the two is not told. */
export async function download(context: Context, request: Request, id: string): Promise<Response> {
  if (!context.viewer) return refuse(401);
  const file = await findReadableFile(context, id);
  if (!file || !(await context.storage.has(file.sha256))) return refuse(404);
  const headers = headersOf(file, new URL(request.url).searchParams.has('download'));
  if (request.headers.get('if-none-match') === headers.etag)
    return new Response(null, { status: 304, headers });
  if (request.method === 'HEAD') return new Response(null, { headers });
  const content = Readable.toWeb(await context.storage.open(file.sha256));
  return new Response(content as ReadableStream<Uint8Array>, { headers });
}

function headersOf({ name, sha256, blob }: FileRow, isSaved: boolean): Record<string, string> {
  const isInline = shownInline.has(blob.mediaType) && !isSaved;
  return {
    'content-type': blob.mediaType,
    'content-length': String(blob.size),
    'content-disposition': contentDisposition(isInline ? 'inline' : 'attachment', name),
    // The content under an id never changes; whether one may read it does.
    etag: `"${sha256}"`,
    'cache-control': 'private, no-cache',
    'x-content-type-options': 'nosniff',
    ...(isInline ? {} : { 'content-security-policy': "default-src 'none'; sandbox" }),
  };
}

/** RFC 6266: the name in ASCII for old clients, in UTF-8 (RFC 8187) for all others. */
export function contentDisposition(type: 'inline' | 'attachment', name: string): string {
  const plain = name
    .replaceAll(/[đĐ]/g, (letter) => (letter === 'đ' ? 'd' : 'D'))
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${type}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

function refuse(status: 401 | 404): Response {
  return new Response(null, { status, headers: { 'cache-control': 'no-store' } });
}
