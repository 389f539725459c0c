import { KeyObject } from 'node:crypto';
import { PDFDocument, PDFHexString, PDFName, PDFNumber, StandardFonts } from '@cantoo/pdf-lib';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  keySigner,
  openCertificateAuthority,
  signPdf,
  verifyPdf,
} from '../../../activities/signing/index.ts';
import { findSignatures } from '../../../activities/signing/signed-ranges.ts';
import { pdfsig, plainPdf, selfSigned, signingWorld } from './fixtures.ts';

const world = signingWorld();
const day = 86_400_000;

let plain: Uint8Array;
/** By a person. */
let once: Uint8Array;
/** By a person, then sealed. */
let twice: Uint8Array;

beforeAll(async () => {
  plain = await plainPdf({ streams: false });
  const shared = { reason: 'Ký ban hành văn bản', location: 'Huế', signingTime: new Date() };
  once = await signPdf(plain, {
    ...shared,
    signer: world.director.signer,
    signerName: 'Nguyễn Thị Hồng Thắm',
    appearance: { kind: 'personal' },
  });
  twice = await signPdf(once, {
    ...shared,
    signer: world.department.signer,
    signerName: 'Sở Tài chính',
    appearance: { kind: 'seal', agencyName: 'Sở Tài chính' },
  });
});

async function verify(pdf: Uint8Array, options: Partial<Parameters<typeof verifyPdf>[1]> = {}) {
  return verifyPdf(pdf, { ...(await world.authority.trust()), ...options });
}

function changed(pdf: Uint8Array, at: number, mask = 1): Uint8Array {
  const copy = new Uint8Array(pdf);
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
}

/** An update that somebody without a key appends. */
async function updated(
  pdf: Uint8Array,
  change: (document: PDFDocument) => Promise<void> | void,
): Promise<Uint8Array> {
  const document = await PDFDocument.load(pdf, { forIncrementalUpdate: true, updateMetadata: false });
  await change(document);
  return document.commit({ useObjectStreams: false });
}

describe('verifying a signed PDF', () => {
  it('should name signer, organisation, authority, serial number and time', async () => {
    const { problem, verdict, signatures } = await verify(twice);

    expect({ problem, verdict }).toEqual({ problem: null, verdict: 'TOTAL_PASSED' });
    expect(signatures).toMatchObject([
      {
        signerName: 'Nguyễn Thị Hồng Thắm',
        organisation: 'Sở Tài chính',
        organisationIdentifier: 'GO:VN-H26.01',
        identifier: 'CB-001',
        serial: world.director.serial,
        issuer: 'Cơ quan chứng thực demo',
        integrity: true,
        coversWholeDocument: false,
        chain: 'trusted',
        validAtSigning: true,
        revoked: false,
        verdict: 'TOTAL_PASSED',
        subIndication: null,
      },
      {
        signerName: 'Sở Tài chính',
        identifier: 'H26.01',
        coversWholeDocument: true,
        verdict: 'TOTAL_PASSED',
      },
    ]);
    expect(signatures[0]?.certificatePath).toEqual([
      world.director.certificate,
      world.authority.issuingCertificate,
      world.authority.rootCertificate,
    ]);
  });

  it('should have nothing to say of an unsigned file', async () => {
    expect(await verify(plain)).toEqual({ problem: null, signatures: [], verdict: null });
  });

  it('should find one changed byte, as pdfsig does', async () => {
    const at = Buffer.from(twice).indexOf('MediaBox');

    const tampered = changed(twice, at + 12);

    expect((await verify(tampered)).signatures).toMatchObject([
      { verdict: 'TOTAL_FAILED', subIndication: 'HASH_FAILURE', integrity: false },
      { verdict: 'TOTAL_FAILED', subIndication: 'HASH_FAILURE', integrity: false },
    ]);
    expect((await pdfsig(tampered)).map(({ verdict }) => verdict)).toEqual(Array(2).fill('Digest Mismatch.'));
  });

  it('should tell which signature a change belongs to', async () => {
    const at = Buffer.from(twice).indexOf('/Rect', once.length);

    const tampered = changed(twice, at + 8);

    expect((await verify(tampered)).signatures.map(({ subIndication }) => subIndication)).not.toContain(
      'FORMAT_FAILURE',
    );
    expect((await verify(tampered)).signatures.at(-1)?.verdict).toBe('TOTAL_FAILED');
    expect((await pdfsig(tampered)).map(({ verdict }) => verdict)).toEqual([
      'Signature is Valid.',
      'Digest Mismatch.',
    ]);
  });

  it('should find any change of any byte within the signed ranges', async () => {
    const { signatures } = await findSignatures(twice);
    const [, length = 0, next = 0, rest = 0] = signatures.at(-1)?.byteRange ?? [];
    const options = await world.authority.trust();

    await fc.assert(
      fc.asyncProperty(fc.nat(length + rest - 1), fc.integer({ min: 1, max: 255 }), async (index, mask) => {
        const at = index < length ? index : next + index - length;
        const report = await verifyPdf(changed(twice, at, mask), options);
        // A file that is no longer recognised as a PDF has a problem instead.
        expect(report.problem?.code === 'NOT_A_PDF' ? 'TOTAL_FAILED' : report.verdict).toBe('TOTAL_FAILED');
      }),
      { numRuns: 250 },
    );
  }, 120_000);

  it('should find a change that leaves the last signature no signature at all', async () => {
    // one byte of its dictionary or of the range it states, down to the brackets
    const { signatures } = await findSignatures(twice);
    const [, length = 0] = signatures.at(-1)?.byteRange ?? [];
    const options = await world.authority.trust();
    for (let at = length - 120; at < length; at++) {
      const report = await verifyPdf(changed(twice, at), options);
      expect(report.verdict, `byte ${at}`).toBe('TOTAL_FAILED');
    }
  }, 120_000);

  it('should never say anything else of a signature that is itself changed, and pass it', async () => {
    const { signatures } = await findSignatures(once);
    const [, length = 0] = signatures[0]?.byteRange ?? [];
    const size = signatures[0]?.contents?.length ?? 0;
    const options = await world.authority.trust();
    const original = await verifyPdf(once, options);
    const digits = Buffer.from('0123456789abcdef');

    await fc.assert(
      fc.asyncProperty(fc.nat(size * 2 - 1), fc.constantFrom(...digits), async (index, digit) => {
        const at = length + 1 + index;
        fc.pre(once[at] !== digit);
        const copy = new Uint8Array(once);
        copy[at] = digit;
        const report = await verifyPdf(copy, options);
        // Some bytes of a CMS structure mean nothing (version numbers): then nothing may have changed.
        if (report.verdict === 'TOTAL_PASSED') expect(report).toEqual(original);
        else expect(report.verdict).not.toBeNull();
      }),
      { numRuns: 200 },
    );
  }, 120_000);

  it('should answer and not throw, whatever the file is', async () => {
    const options = await world.authority.trust();
    const garbage = fc.oneof(
      fc.uint8Array({ maxLength: 4000 }),
      fc
        .uint8Array({ maxLength: 4000 })
        .map((bytes) => new Uint8Array(Buffer.concat([Buffer.from('%PDF-1.7\n'), bytes]))),
      fc.nat(twice.length).map((length) => twice.subarray(0, length)),
      fc.tuple(fc.nat(twice.length), fc.uint8Array({ minLength: 1, maxLength: 200 })).map(([at, bytes]) => {
        const copy = new Uint8Array(twice);
        copy.set(bytes.subarray(0, copy.length - at), at);
        return copy;
      }),
    );

    await fc.assert(
      fc.asyncProperty(garbage, async (bytes) => {
        const report = await verifyPdf(bytes, options);
        expect(report.problem !== null || report.verdict !== undefined).toBe(true);
      }),
      { numRuns: 150 },
    );
    expect((await verify(new TextEncoder().encode('hello'))).problem).toMatchObject({
      code: 'NOT_A_PDF',
      message: { vi: 'Tệp không phải là PDF.' },
    });
  }, 120_000);
});

describe('what was added after a signature', () => {
  it('should fail a signature when the page was painted over', async () => {
    const forged = await updated(once, async (document) => {
      const font = await document.embedFont(StandardFonts.Helvetica);
      document.getPage(0).drawText('1 000 000 000', { x: 80, y: 600, size: 20, font });
    });

    // The signed bytes are all there, so pdfsig alone would not tell.
    expect((await pdfsig(forged))[0]).toMatchObject({ verdict: 'Signature is Valid.', total: false });
    expect((await verify(forged)).signatures).toMatchObject([
      {
        verdict: 'TOTAL_FAILED',
        subIndication: 'DOCUMENT_CHANGED',
        integrity: false,
        coversWholeDocument: false,
      },
    ]);
  });

  it('should fail a signature when a comment covers the page', async () => {
    const forged = await updated(once, (document) => {
      const page = document.getPage(0);
      const note = document.context.register(
        document.context.obj({
          Type: 'Annot',
          Subtype: 'FreeText',
          Rect: [50, 50, 500, 700],
          Contents: PDFHexString.fromText('Khác'),
        }),
      );
      page.node.set(PDFName.of('Annots'), document.context.obj([note]));
    });

    expect((await verify(forged)).signatures[0]).toMatchObject({ subIndication: 'DOCUMENT_CHANGED' });
  });

  it('should fail a signature when a page was taken away', async () => {
    const forged = await updated(once, (document) => {
      const pages = document.catalog.lookup(PDFName.of('Pages'));
      if (!('set' in (pages ?? {}))) throw new Error('Expected a page tree.');
      const [first] = document.getPages();
      (pages as unknown as { set(key: PDFName, value: unknown): void }).set(
        PDFName.of('Kids'),
        document.context.obj([first?.ref ?? null]),
      );
      document.catalog.Pages().set(PDFName.of('Count'), PDFNumber.of(1));
    });

    expect((await verify(forged)).signatures[0]).toMatchObject({ subIndication: 'DOCUMENT_CHANGED' });
  });

  it('should fail a signature when its field is cut off from the document', async () => {
    const forged = await updated(once, (document) => {
      document.catalog.set(PDFName.of('AcroForm'), document.context.obj({ Fields: [] }));
    });

    expect((await verify(forged)).signatures).toMatchObject([{ verdict: 'TOTAL_FAILED', fieldName: null }]);
  });

  it('should fail a signature when an update brings back an older object', async () => {
    // given a page that was corrected before it was signed
    const draft = Buffer.from(plain).toString('latin1');
    const object = [...draft.matchAll(/(\d+) 0 obj\s*<<[^>]*?\/Type \/Page\s/g)][0];
    const number = Number(object?.[1]);
    const corrected = await updated(plain, (document) => document.getPage(0).setSize(500, 500));
    const signed = await signPdf(corrected, {
      signer: world.director.signer,
      signerName: 'Nguyễn Thị Hồng Thắm',
      reason: '',
      location: '',
      signingTime: new Date(),
    });
    expect((await verify(signed)).verdict).toBe('TOTAL_PASSED');

    // when an update holds nothing but a table that leads to the page of the draft
    const previous = [
      ...Buffer.from(signed)
        .toString('latin1')
        .matchAll(/startxref\s+(\d+)/g),
    ].at(-1)?.[1];
    const root = [
      ...Buffer.from(signed)
        .toString('latin1')
        .matchAll(/\/Root (\d+ 0 R)/g),
    ].at(-1)?.[1];
    const table = `xref\n${number} 1\n${String(object?.index).padStart(10, '0')} 00000 n \ntrailer\n<< /Size 99 /Root ${root} /Prev ${previous} >>\nstartxref\n${signed.length}\n%%EOF\n`;
    const forged = new Uint8Array(Buffer.concat([signed, Buffer.from(table)]));

    // then the signature does not stand for it, though all its bytes do
    expect((await pdfsig(forged))[0]?.verdict).toBe('Signature is Valid.');
    expect((await verify(forged)).signatures[0]).toMatchObject({ subIndication: 'DOCUMENT_CHANGED' });
  });

  it('should fail a signature when an update supplies an object that was missing', async () => {
    // given a page whose author left a dangling reference in its contents
    const document = await PDFDocument.load(plain);
    const missing = document.context.nextRef();
    document.getPage(0).node.set(PDFName.of('Contents'), document.context.obj([missing]));
    const signed = await signPdf(await document.save({ useObjectStreams: false }), {
      signer: world.director.signer,
      signerName: 'Nguyễn Thị Hồng Thắm',
      reason: '',
      location: '',
      signingTime: new Date(),
    });
    expect((await verify(signed)).verdict).toBe('TOTAL_PASSED');

    const forged = await updated(signed, (opened) => {
      opened.context.assign(missing, opened.context.stream('0 0 100 100 re f'));
      opened.context.snapshot?.markRefForSave(missing);
    });

    expect((await verify(forged)).signatures[0]).toMatchObject({ subIndication: 'DOCUMENT_CHANGED' });
  });

  it('should not mind what describes the file without being shown', async () => {
    const described = await updated(once, (document) => {
      document.catalog.set(PDFName.of('DSS'), document.context.obj({ Certs: [] }));
    });

    expect((await verify(described)).signatures).toMatchObject([
      { verdict: 'TOTAL_PASSED', coversWholeDocument: false },
    ]);
  });
});

describe('the certificate of a signature', () => {
  it('should be untrusted when its authority is', async () => {
    const stranger = await openCertificateAuthority(`${world.folder}/stranger`);

    const report = await verifyPdf(once, await stranger.trust());

    expect(report.signatures).toMatchObject([
      {
        verdict: 'INDETERMINATE',
        subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
        chain: 'untrusted',
        integrity: true,
      },
    ]);
  });

  it('should be untrusted when it vouches for itself under the name of another', async () => {
    const { keys, certificate } = await selfSigned({
      name: 'RSASSA-PKCS1-v1_5',
      hash: 'SHA-256',
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
    });
    const forged = await signPdf(plain, {
      signer: keySigner(KeyObject.from(keys.privateKey), [certificate]),
      signerName: 'Nguyễn Thị Hồng Thắm',
      reason: '',
      location: '',
      signingTime: new Date(),
    });

    expect((await verify(forged)).signatures).toMatchObject([
      { signerName: 'Người lạ', verdict: 'INDETERMINATE', chain: 'untrusted' },
    ]);
  });

  it('should be the one that was signed with', async () => {
    // given a signer whose chain names a certificate of another key
    const forged = await signPdf(plain, {
      signer: { ...world.manager.signer, certificateChain: world.director.signer.certificateChain },
      signerName: 'Nguyễn Thị Hồng Thắm',
      reason: '',
      location: '',
      signingTime: new Date(),
    });

    expect((await verify(forged)).signatures).toMatchObject([
      { verdict: 'TOTAL_FAILED', subIndication: 'SIG_CRYPTO_FAILURE', integrity: false },
    ]);
  });

  it('should not pass without a current revocation list, unless that is waived', async () => {
    const later = new Date(Date.now() + 30 * day);

    expect((await verify(once, { crls: [] })).signatures[0]).toMatchObject({
      verdict: 'INDETERMINATE',
      subIndication: 'TRY_LATER',
      revoked: null,
    });
    expect((await verify(once, { validationTime: later })).signatures[0]).toMatchObject({
      subIndication: 'TRY_LATER',
    });
    expect((await verify(once, { crls: [], revocation: 'skip' })).signatures[0]).toMatchObject({
      verdict: 'TOTAL_PASSED',
      revoked: null,
    });
  });

  it('should not be cleared by a list that another authority signed', async () => {
    const stranger = await openCertificateAuthority(`${world.folder}/stranger`);
    const { crls } = await stranger.trust();

    expect((await verify(once, { crls })).signatures[0]).toMatchObject({ subIndication: 'TRY_LATER' });
  });

  it('should count as revoked from the moment of its revocation', async () => {
    const authority = await openCertificateAuthority(`${world.folder}/revoking`);
    const holder = await authority.person({ name: 'Lê Văn An', identifier: 'CB-009' });
    const signedAt = new Date(Date.now() - 3_600_000);
    const signed = await signPdf(plain, {
      signer: holder.signer,
      signerName: 'Lê Văn An',
      reason: '',
      location: '',
      signingTime: signedAt,
    });
    expect((await verifyPdf(signed, await authority.trust())).verdict).toBe('TOTAL_PASSED');

    await authority.revoke(holder.serial, {
      at: new Date(signedAt.getTime() + 60_000),
      reason: 'keyCompromise',
    });
    const after = await verifyPdf(signed, await authority.trust());
    const whenReceived = await verifyPdf(signed, {
      ...(await authority.trust()),
      validationTime: new Date(signedAt.getTime() + 30_000),
    });

    // Nothing proves that it was signed before, unless the file was seen then.
    expect(after.signatures[0]).toMatchObject({
      verdict: 'INDETERMINATE',
      subIndication: 'REVOKED_NO_POE',
      revoked: true,
      integrity: true,
    });
    expect(whenReceived.signatures[0]).toMatchObject({ verdict: 'TOTAL_PASSED', revoked: false });
  });

  it('should fail what claims to be signed after the revocation', async () => {
    const authority = await openCertificateAuthority(`${world.folder}/revoked`);
    const holder = await authority.agency({ name: 'Sở Xây dựng', agencyCode: 'H26.02' });
    await authority.revoke(holder.serial, { at: new Date(Date.now() - 3_600_000) });
    const signed = await signPdf(plain, {
      signer: holder.signer,
      signerName: 'Sở Xây dựng',
      reason: '',
      location: '',
      signingTime: new Date(),
    });

    expect((await verifyPdf(signed, await authority.trust())).signatures[0]).toMatchObject({
      verdict: 'TOTAL_FAILED',
      subIndication: 'REVOKED',
      revoked: true,
      reason: { vi: 'Chứng thư số đã bị thu hồi trước thời điểm ký.' },
    });
  });

  it('should have been valid when it was signed with', async () => {
    const report = await verify(once, { validationTime: new Date(Date.now() + 4 * 365 * day) });

    expect(report.signatures[0]).toMatchObject({
      verdict: 'INDETERMINATE',
      subIndication: 'OUT_OF_BOUNDS_NO_POE',
      validAtSigning: true,
    });
  });

  it('should not be trusted with a time of signing in the future', async () => {
    const report = await verify(once, { validationTime: new Date(Date.now() - day / 2) });

    expect(report.signatures[0]).toMatchObject({ subIndication: 'SIG_CONSTRAINTS_FAILURE' });
  });
});
