import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentDisposition } from '../../graphql/files/download.ts';
import { mediaTypeOf } from '../../graphql/files/media-type.ts';
import { type ApiBench, apiBench, multipart } from './support.ts';

let bench: ApiBench;
beforeAll(async () => {
  bench = await apiBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!', '$H+H*'].join('');

describe('uploadFile', () => {
  it('should hash the content and store it once, whatever its name', async () => {
    const content = '%PDF-1.7 nội dung';
    const sha256 = createHash('sha256').update(content).digest('hex');

    const first = await bench.upload('doanhnghiep', 'Tờ trình số 5.pdf', content);
    const second = await bench.upload('doanhnghiep2', 'khác.pdf', content);

    expect(first.data.uploadFile).toMatchObject({
      name: 'Tờ trình số 5.pdf',
      mediaType: 'application/pdf',
      size: Buffer.byteLength(content),
      sha256,
      url: `http://congvan.test/files/${first.data.uploadFile.id}`,
    });
    expect(second.data.uploadFile.id).not.toBe(first.data.uploadFile.id);
    expect(await bench.db.blob.count({ where: { sha256 } })).toBe(1);
  });

  it('should refuse an infected file, record it, and not store it', async () => {
    const answer = await bench.upload('doanhnghiep', 'thư.txt', eicar);

    expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', path: 'file' } }]);
    const sha256 = createHash('sha256').update(eicar).digest('hex');
    expect(await bench.db.blob.findUnique({ where: { sha256 } })).toMatchObject({ verdict: 'INFECTED' });
    expect(await bench.db.storedFile.count({ where: { sha256 } })).toBe(0);
  });

  it('should refuse an empty file and a name without letters', async () => {
    expect((await bench.upload('doanhnghiep', 'a.pdf', '')).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', path: 'file' } },
    ]);
    expect((await bench.upload('doanhnghiep', '../../', 'x')).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', path: 'file' } },
    ]);
  });

  it('should keep only the last part of a path', async () => {
    const answer = await bench.upload('doanhnghiep', '..\\..\\etc\\hồ sơ.pdf', '%PDF-1.7');
    expect(answer.data.uploadFile.name).toBe('hồ sơ.pdf');
  });

  it('should work over HTTP with a large file', async () => {
    const address = await bench.listen();
    const content = new Uint8Array(20_000_000).fill(65);
    const body = multipart('lớn.txt', content);

    const response = await fetch(`${address}/graphql`, {
      method: 'POST',
      body,
      headers: { 'x-test-user': 'portal' },
    });

    const answer = await response.json();
    expect(answer).toMatchObject({ data: { uploadFile: { size: 20_000_000, name: 'lớn.txt' } } });
    const { id } = (answer as { data: { uploadFile: { id: string } } }).data.uploadFile;
    const back = await fetch(`${address}/files/${id}`, { headers: { 'x-test-user': 'portal' } });
    expect((await back.arrayBuffer()).byteLength).toBe(20_000_000);
  });
});

describe('GET /files/:id', () => {
  const fetchFile = (person: string | null, id: string, init?: RequestInit) =>
    bench.api.fetch(bench.request(person, `/files/${id}`, init));

  it('should give the content to its owner, and tell nobody else that it is there', async () => {
    const { id, sha256 } = (await bench.upload('doanhnghiep', 'Đơn “số 1”.pdf', '%PDF-1.7 x')).data
      .uploadFile;

    const own = await fetchFile('doanhnghiep', id);

    expect(await own.text()).toBe('%PDF-1.7 x');
    expect(Object.fromEntries(own.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'x-content-type-options': 'nosniff',
      etag: `"${sha256}"`,
      'cache-control': 'private, no-cache',
    });
    expect(own.headers.get('content-disposition')).toBe(
      `inline; filename="Don _so 1_.pdf"; filename*=UTF-8''${encodeURIComponent('Đơn “số 1”.pdf')}`,
    );
    expect((await fetchFile('doanhnghiep2', id)).status).toBe(404);
    expect((await fetchFile('vanthu', id)).status).toBe(404);
    expect((await fetchFile(null, id)).status).toBe(401);
    expect((await fetchFile('doanhnghiep', crypto.randomUUID())).status).toBe(404);
    expect((await fetchFile('doanhnghiep', 'x')).status).toBe(404);
  });

  it('should not send again what the browser has, but ask again whether it may be read', async () => {
    const { id, sha256 } = (await bench.upload('doanhnghiep', 'a.pdf', '%PDF-1.7 y')).data.uploadFile;
    const headers = { 'if-none-match': `"${sha256}"` };
    expect((await fetchFile('doanhnghiep', id, { headers })).status).toBe(304);
    expect((await fetchFile('doanhnghiep2', id, { headers })).status).toBe(404);
  });

  it('should never let a browser run what was uploaded', async () => {
    const { id, mediaType } = (await bench.upload('doanhnghiep', 'a.html', '<script>alert(1)</script>')).data
      .uploadFile;
    const response = await fetchFile('doanhnghiep', id);
    expect(mediaType).toBe('application/octet-stream');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
  });
});

describe('media type', () => {
  it.each([
    ['a.pdf', [0x25, 0x50, 0x44, 0x46, 0x2d, 0x31], 'application/pdf'],
    ['a.pdf', [0x3c, 0x68, 0x74], 'application/octet-stream'],
    ['a.svg', [0x3c, 0x73, 0x76, 0x67], 'application/octet-stream'],
    ['a.docx', [0x50, 0x4b, 3, 4], 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['a.bin', [0x50, 0x4b, 3, 4], 'application/zip'],
    ['a.doc', [0xd0, 0xcf, 0x11, 0xe0], 'application/msword'],
    ['a.txt', [0xc4, 0x90], 'text/plain; charset=utf-8'],
    ['a.txt', [0xff, 0xfe, 0x00], 'application/octet-stream'],
  ])('should go by the content: %s', (name, bytes, type) => {
    expect(mediaTypeOf(Uint8Array.from(bytes), name)).toBe(type);
  });
});

describe('content-disposition', () => {
  it('should not let a name break out of its quotes or of the header', () => {
    const header = contentDisposition('attachment', 'a"\r\nSet-Cookie: x=1;.pdf');
    expect(header).not.toMatch(/[\r\n]/);
    expect(header.match(/"/g)).toHaveLength(2);
  });
});
