import { execFile } from 'node:child_process';
import { createHash, KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { PDFDocument, PDFHexString, PDFName } from '@cantoo/pdf-lib';
import { ContentInfo, SignedData } from 'pkijs';
import { describe, expect, it } from 'vitest';
import {
  keySigner,
  SigningError,
  type SignOptions,
  signPdf,
  verifyPdf,
} from '../../../activities/signing/index.ts';
import { findSignatures } from '../../../activities/signing/signed-ranges.ts';
import { pdfsig, pdftotext, plainPdf, predictorPdf, render, selfSigned, signingWorld } from './fixtures.ts';

const world = signingWorld();
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);

const asDirector = (options: Partial<SignOptions> = {}): SignOptions => ({
  signer: world.director.signer,
  signerName: 'Nguyễn Thị Hồng Thắm',
  reason: 'Ký ban hành văn bản',
  location: 'Huế',
  signingTime: new Date(),
  appearance: { kind: 'personal', title: 'Giám đốc', organisation: 'Sở Tài chính' },
  ...options,
});
const asDepartment = (options: Partial<SignOptions> = {}): SignOptions => ({
  ...asDirector(),
  signer: world.department.signer,
  signerName: 'Sở Tài chính',
  appearance: { kind: 'seal', agencyName: 'Sở Tài chính', superiorName: 'Ủy ban nhân dân thành phố Huế' },
  ...options,
});
const asManager = (options: Partial<SignOptions> = {}): SignOptions => ({
  ...asDirector(),
  signer: world.manager.signer,
  signerName: 'Trần Văn Đức',
  appearance: { kind: 'personal', organisation: 'Công ty TNHH Hương Giang' },
  ...options,
});

async function signInTurn(pdf: Uint8Array, ...signers: SignOptions[]): Promise<Uint8Array> {
  let signed = pdf;
  for (const options of signers) signed = await signPdf(signed, options);
  return signed;
}

describe('signing a PDF', () => {
  it.each([
    ['with object and cross-reference streams', () => plainPdf({ streams: true })],
    ['with a cross-reference table', () => plainPdf({ streams: false })],
    ['with a cross-reference stream behind a predictor', async () => predictorPdf()],
    ['of one page', () => plainPdf({ pages: 1 })],
    ['of forty pages', () => plainPdf({ pages: 40 })],
  ])('should keep every signature valid when three sign a file %s', async (_, makePdf) => {
    const pdf = await makePdf();

    const once = await signPdf(pdf, asDirector());
    const twice = await signPdf(once, asDepartment());
    const thrice = await signPdf(twice, asManager());

    for (const [count, signed] of [once, twice, thrice].entries()) {
      const opinions = await pdfsig(signed);
      expect(opinions.map(({ verdict }) => verdict)).toEqual(Array(count + 1).fill('Signature is Valid.'));
      expect(opinions.at(-1)?.total).toBe(true);
      const report = await verifyPdf(signed, await world.authority.trust());
      expect(report.verdict).toBe('TOTAL_PASSED');
      expect(report.signatures.map(({ coversWholeDocument }) => coversWholeDocument)).toEqual([
        ...Array(count).fill(false),
        true,
      ]);
    }
    expect(Buffer.from(thrice.subarray(0, twice.length)).equals(Buffer.from(twice))).toBe(true);
    expect(Buffer.from(once.subarray(0, pdf.length)).equals(Buffer.from(pdf))).toBe(true);
  });

  it.skipIf(!chromium)(
    'should sign what Chromium prints',
    async () => {
      const html = join(world.folder, 'plan.html');
      const file = join(world.folder, 'plan.pdf');
      await writeFile(
        html,
        '<meta charset="utf-8"><h1>KẾ HOẠCH</h1><p>Trao đổi văn bản điện tử với doanh nghiệp',
      );
      await promisify(execFile)(chromium ?? '', [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        `--user-data-dir=${join(world.folder, 'chromium')}`,
        `--print-to-pdf=${file}`,
        pathToFileURL(html).href,
      ]);

      const signed = await signInTurn(new Uint8Array(await readFile(file)), asDirector(), asDepartment());

      expect((await pdfsig(signed)).map(({ verdict }) => verdict)).toEqual(
        Array(2).fill('Signature is Valid.'),
      );
      expect((await verifyPdf(signed, await world.authority.trust())).verdict).toBe('TOTAL_PASSED');
      expect(await pdftotext(signed)).toContain('Trao đổi văn bản điện tử với doanh nghiệp');
    },
    60_000,
  );

  it('should sign with an elliptic-curve key as well', async () => {
    const { keys, certificate } = await selfSigned({ name: 'ECDSA', namedCurve: 'P-256' });
    const signer = keySigner(KeyObject.from(keys.privateKey), [certificate]);

    const signed = await signPdf(await plainPdf(), asDirector({ signer }));

    expect((await pdfsig(signed))[0]?.verdict).toBe('Signature is Valid.');
    const report = await verifyPdf(signed, { trustedRoots: [certificate] });
    expect(report.verdict).toBe('TOTAL_PASSED');
  });

  it('should make exactly the attributes of PAdES baseline B', async () => {
    const signed = await signPdf(await plainPdf(), asDirector());

    const { signatures } = await findSignatures(signed);
    const [signature] = signatures;
    const content = ContentInfo.fromBER(new Uint8Array(signature?.contents ?? []));
    const signedData = new SignedData({ schema: content.content });
    const attributes = signedData.signerInfos[0]?.signedAttrs?.attributes.map(({ type }) => type).sort();

    expect(signature?.subFilter).toBe('ETSI.CAdES.detached');
    // contentType, signingCertificateV2, messageDigest; and no signing time (1.2.840.113549.1.9.5).
    expect(attributes).toEqual([
      '1.2.840.113549.1.9.16.2.47',
      '1.2.840.113549.1.9.3',
      '1.2.840.113549.1.9.4',
    ]);
    expect(signedData.signerInfos[0]?.unsignedAttrs).toBeUndefined();
    expect((await pdfsig(signed))[0]?.format).toBe('ETSI.CAdES.detached');
  });

  it('should state name, reason, place and time with Vietnamese letters and zone', async () => {
    const signingTime = new Date('2026-11-22T02:00:09Z');

    const signed = await signPdf(await plainPdf(), asDirector({ signingTime }));

    const [signature] = (await verifyPdf(signed, await world.authority.trust())).signatures;
    expect(signature).toMatchObject({
      signerName: 'Nguyễn Thị Hồng Thắm',
      reasonGiven: 'Ký ban hành văn bản',
      location: 'Huế',
      signedAt: signingTime,
    });
    expect(Buffer.from(signed).toString('latin1')).toContain("/M (D:20261122090009+07'00')");
  });

  it('should ask the signer for one signature over the attributes, not over the document', async () => {
    const asked: number[] = [];
    const { signer } = world.director;
    const remote = {
      ...signer,
      sign: (data: Uint8Array) => {
        asked.push(data.byteLength);
        return signer.sign(data);
      },
    };

    await signPdf(await plainPdf({ pages: 20 }), asDirector({ signer: remote }));

    expect(asked).toHaveLength(1);
    expect(asked[0]).toBeLessThan(300);
  });
});

describe('the appearance of a signature', () => {
  const isBlue = ([r, g, b]: [number, number, number]) => b > 120 && b > r + 60 && b > g + 40;
  const isRed = ([r, g, b]: [number, number, number]) => r > 150 && r > g + 80 && r > b + 80;

  function extent(
    image: Awaited<ReturnType<typeof render>>,
    test: (pixel: [number, number, number]) => boolean,
  ): { left: number; right: number; top: number; bottom: number } {
    const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    for (let y = 0; y < image.height; y += 1) {
      for (let x = 0; x < image.width; x += 1) {
        if (!test(image.pixel(x, y))) continue;
        box.left = Math.min(box.left, x);
        box.right = Math.max(box.right, x);
        box.top = Math.min(box.top, y);
        box.bottom = Math.max(box.bottom, y);
      }
    }
    return box;
  }

  it('should show who signed and when in a blue block on the last page', async () => {
    const signingTime = new Date('2026-11-22T02:00:09Z');

    const signed = await signPdf(await plainPdf(), asDirector({ signingTime }));

    const text = (await pdftotext(signed, '-f', '2')).replace(/\s+/g, ' ').normalize('NFC');
    expect(text).toContain('Nguyễn Thị Hồng Thắm');
    expect(text).toContain('Giám đốc, Sở Tài chính');
    expect(text).toContain('09:00:09 ngày 22/11/2026');
    const box = extent(await render(signed, 2), isBlue);
    expect(box.right - box.left).toBeGreaterThan(190);
    expect(extent(await render(signed, 1), isBlue).left).toBe(Infinity);
  });

  it('should let the seal cover a third of the signature on its left', async () => {
    const signed = await signInTurn(await plainPdf(), asDirector(), asDepartment());

    const image = await render(signed, 2);
    const signature = extent(await render(await signPdf(await plainPdf(), asDirector()), 2), isBlue);
    const seal = extent(image, isRed);
    const covered = (seal.right - signature.left) / (signature.right - signature.left);
    expect(covered).toBeGreaterThan(0.3);
    expect(covered).toBeLessThan(0.37);
    expect(seal.left).toBeLessThan(signature.left);
    // Actual size: 36 mm are 102 points.
    expect(Math.abs(seal.right - seal.left - 102)).toBeLessThan(5);
    expect(Math.abs(seal.bottom - seal.top - 102)).toBeLessThan(5);
  });

  it('should place the parties of a contract beside each other', async () => {
    const signed = await signInTurn(
      await plainPdf(),
      asDirector(),
      asDepartment(),
      asManager(),
      asDepartment({
        signer: world.company.signer,
        signerName: 'Công ty TNHH Hương Giang',
        appearance: { kind: 'seal', agencyName: 'Công ty TNHH Hương Giang' },
      }),
    );

    const document = await PDFDocument.load(signed);
    const rects = document
      .getPage(1)
      .node.Annots()
      ?.asArray()
      .map((_, index) =>
        document
          .getPage(1)
          .node.Annots()
          ?.lookup(index)
          ?.toString()
          .match(/\/Rect \[ ([\d. ]+) \]/)?.[1]
          ?.split(' ')
          .map(Number),
      );
    const [first, firstSeal, second, secondSeal] = rects ?? [];
    expect(second?.[2]).toBeLessThan(firstSeal?.[0] ?? 0);
    expect(secondSeal?.[2]).toBeLessThan(first?.[0] ?? 0);
    expect((await pdfsig(signed)).every(({ verdict }) => verdict === 'Signature is Valid.')).toBe(true);
  });

  it('should put one black line of text at the top right of an annex, and no image', async () => {
    const signingTime = new Date('2026-11-22T02:00:09Z');

    const signed = await signPdf(
      await plainPdf(),
      asDepartment({ signingTime, appearance: { kind: 'annex', number: '05/QĐ-STC' } }),
    );

    const text = await pdftotext(signed, '-l', '1', '-x', '300', '-y', '0', '-W', '300', '-H', '60');
    expect(text.trim().normalize('NFC')).toBe('05/QĐ-STC; 2026-11-22T09:00:09+07:00');
    const image = await render(signed, 1);
    expect(extent(image, isBlue).left).toBe(Infinity);
    expect(extent(image, isRed).left).toBe(Infinity);
  });

  it.each([0, 90, 180, 270])(
    'should stand upright at the right foot of a page turned by %i degrees',
    async (rotation) => {
      const signed = await signPdf(await plainPdf({ rotation }), asDirector());

      const image = await render(signed, 2);
      const box = extent(image, isBlue);
      expect(box.right - box.left).toBeGreaterThan(2.5 * (box.bottom - box.top));
      expect(box.left).toBeGreaterThan(image.width / 2);
      expect(box.top).toBeGreaterThan(image.height / 2);
      const text = await pdftotext(signed, '-f', '2');
      expect(text.normalize('NFC')).toContain('Nguyễn Thị Hồng Thắm');
    },
  );

  it('should stand where it is placed, in shares of the page', async () => {
    const signed = await signPdf(
      await plainPdf(),
      asDirector({
        appearance: {
          kind: 'personal',
          page: 1,
          placement: { left: 0.25, top: 0.5, width: 0.4, height: 0.1 },
        },
      }),
    );

    const image = await render(signed, 1);
    const box = extent(image, isBlue);
    expect(box.left / image.width).toBeCloseTo(0.25, 1);
    expect(box.top / image.height).toBeCloseTo(0.5, 1);
    expect(box.right / image.width).toBeCloseTo(0.65, 1);
  });

  it('should sign in the empty field of a template', async () => {
    const document = await PDFDocument.load(await plainPdf());
    const page = document.getPage(0);
    const field = document.context.register(
      document.context.obj({
        Type: 'Annot',
        Subtype: 'Widget',
        FT: 'Sig',
        T: PDFHexString.fromText('bên A'),
        Rect: [100, 100, 300, 170],
        P: page.ref,
      }),
    );
    page.node.set(PDFName.of('Annots'), document.context.obj([field]));
    document.catalog.set(PDFName.of('AcroForm'), document.context.obj({ Fields: [field] }));
    const template = await document.save();
    const first = await signPdf(template, asManager({ appearance: { kind: 'personal' } }));

    const signed = await signPdf(first, asDirector({ fieldName: 'bên A' }));

    const report = await verifyPdf(signed, await world.authority.trust());
    expect(report.signatures.map(({ verdict }) => verdict)).toEqual(['TOTAL_PASSED', 'TOTAL_PASSED']);
    expect((await pdfsig(signed)).map(({ verdict }) => verdict)).toEqual(
      Array(2).fill('Signature is Valid.'),
    );
    expect(report.signatures[1]?.fieldName).toBe('bên A');
    const box = extent(await render(signed, 1), isBlue);
    expect(box.left).toBeGreaterThanOrEqual(99);
    expect(box.right).toBeLessThanOrEqual(301);
    await expect(signPdf(signed, asDirector({ fieldName: 'bên A' }))).rejects.toMatchObject({
      code: 'FIELD_ALREADY_SIGNED',
    });
  });

  it('should be absent when none is asked for', async () => {
    const signed = await signPdf(await plainPdf(), { ...asDirector(), appearance: undefined } as never);

    const [image, plain] = [await render(signed, 1), await render(await plainPdf(), 1)];
    const hash = ({ width, height, pixel }: typeof image) => {
      const sum = createHash('sha256');
      for (let y = 0; y < height; y += 3)
        for (let x = 0; x < width; x += 3) sum.update(Buffer.from(pixel(x, y)));
      return sum.digest('hex');
    };
    expect(hash(image)).toBe(hash(plain));
    expect((await pdfsig(signed))[0]?.verdict).toBe('Signature is Valid.');
  });
});

describe('what cannot be signed', () => {
  it.each([
    ['NOT_A_PDF', async () => new TextEncoder().encode('PK not a pdf')],
    ['DAMAGED', async () => new TextEncoder().encode('%PDF-1.7\nnothing of use\n%%EOF')],
    [
      'ENCRYPTED',
      async () => {
        const document = await PDFDocument.load(await plainPdf());
        document.encrypt({ userPassword: 'secret', ownerPassword: 'secret' });
        return document.save();
      },
    ],
  ])('should be refused as %s with a sentence in both languages', async (code, makePdf) => {
    const error = await signPdf(await makePdf(), asDirector()).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(SigningError);
    expect(error).toMatchObject({ code, messages: { vi: expect.any(String), en: expect.any(String) } });
  });

  it('should be refused on a page that does not exist', async () => {
    const options = asDirector({ appearance: { kind: 'personal', page: 3 } });

    await expect(signPdf(await plainPdf(), options)).rejects.toMatchObject({ code: 'NO_SUCH_PAGE' });
  });

  it('should be refused outside the validity of the certificate', async () => {
    const options = asDirector({ signingTime: new Date('2010-01-01T00:00:00Z') });

    await expect(signPdf(await plainPdf(), options)).rejects.toMatchObject({ code: 'CERTIFICATE_NOT_VALID' });
  });
});
