import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCertificateAuthority } from '../../../activities/signing/index.ts';
import { company, department, director } from './fixtures.ts';

describe('the demo certificate authority', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'congvan-pki-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('should yield the same authority and holders when its folder is opened again', async () => {
    const first = await openCertificateAuthority(join(folder, 'pki'));
    const before = await first.person(director);

    const second = await openCertificateAuthority(join(folder, 'pki'));
    const after = await second.person(director);

    expect(second.rootCertificate).toEqual(first.rootCertificate);
    expect(second.issuingCertificate).toEqual(first.issuingCertificate);
    expect(after.certificate).toEqual(before.certificate);
  });

  it('should yield one authority when several open a new folder at the same time', async () => {
    const authorities = await Promise.all(
      [1, 2, 3, 4].map(() => openCertificateAuthority(join(folder, 'pki'))),
    );
    const holders = await Promise.all(authorities.map((authority) => authority.agency(department)));

    expect(
      new Set(authorities.map(({ rootCertificate }) => Buffer.from(rootCertificate).toString('hex'))).size,
    ).toBe(1);
    expect(new Set(holders.map(({ serial }) => serial)).size).toBe(1);
    expect((await readdir(join(folder, 'pki'))).filter((name) => name.endsWith('.draft'))).toEqual([]);
  });

  it('should keep private keys from others', async () => {
    const authority = await openCertificateAuthority(join(folder, 'pki'));
    await authority.enterprise(company);

    const [holder = ''] = await readdir(join(folder, 'pki', 'holders'));
    for (const owner of ['root', 'issuing', join('holders', holder)]) {
      const { mode } = await stat(join(folder, 'pki', owner, 'key.pem'));
      expect(mode & 0o777).toBe(0o600);
    }
  });

  it('should issue certificates for signing that lead to the root', async () => {
    const authority = await openCertificateAuthority(join(folder, 'pki'));
    const [root, issuing] = [authority.rootCertificate, authority.issuingCertificate].map(
      (der) => new X509Certificate(der),
    );
    if (!root || !issuing) throw new Error('Expected two certificates.');

    const holder = new X509Certificate((await authority.person(director)).certificate);

    expect(root.ca && root.verify(root.publicKey)).toBe(true);
    expect(issuing.ca && issuing.checkIssued(root) && issuing.verify(root.publicKey)).toBe(true);
    expect(holder.checkIssued(issuing) && holder.verify(issuing.publicKey)).toBe(true);
    expect(holder.ca).toBe(false);
    expect(holder.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
  });

  it('should name holders in Vietnamese and carry their codes', async () => {
    const authority = await openCertificateAuthority(join(folder, 'pki'));

    const subjects = [
      await authority.person(director),
      await authority.agency(department),
      await authority.enterprise(company),
    ].map(({ certificate }) => new X509Certificate(certificate).subject.split('\n'));

    expect(subjects).toEqual([
      [
        'C=VN',
        'O=Sở Tài chính',
        'organizationIdentifier=GO:VN-H26.01',
        'title=Giám đốc',
        'serialNumber=CB-001',
        'CN=Nguyễn Thị Hồng Thắm',
      ],
      [
        'C=VN',
        'O=Sở Tài chính',
        'organizationIdentifier=GO:VN-H26.01',
        'serialNumber=H26.01',
        'CN=Sở Tài chính',
      ],
      [
        'C=VN',
        'O=Công ty TNHH Hương Giang',
        'organizationIdentifier=VATVN-3300101244',
        'serialNumber=3300101244',
        'CN=Công ty TNHH Hương Giang',
      ],
    ]);
  });

  it('should name addresses of its lists only when it is told where they are served', async () => {
    const silent = await openCertificateAuthority(join(folder, 'silent'));
    const served = await openCertificateAuthority(join(folder, 'served'), {
      publicUrl: 'http://127.0.0.1:8080/pki',
    });
    const text = async (authority: typeof silent) =>
      Buffer.from((await authority.agency(department)).certificate).toString('latin1');

    expect(await text(silent)).not.toContain('http');
    expect(await text(served)).toContain('http://127.0.0.1:8080/pki/issuing.crl');
    expect(new X509Certificate((await served.agency(department)).certificate).infoAccess).toContain(
      'http://127.0.0.1:8080/pki/issuing.crt',
    );
  });

  it('should issue a new certificate after the old one was revoked or ran out', async () => {
    let today = new Date('2026-03-05T00:00:00Z');
    const authority = await openCertificateAuthority(join(folder, 'pki'), { now: () => today });
    const first = await authority.person(director);

    await authority.revoke(first.serial, { reason: 'keyCompromise' });
    const second = await authority.person(director);
    today = new Date('2030-03-05T00:00:00Z');
    const third = await authority.person(director);

    expect(new Set([first.serial, second.serial, third.serial]).size).toBe(3);
    expect(third.validTo > today).toBe(true);
  });

  it('should refuse a serial number that could leave its folder', async () => {
    const authority = await openCertificateAuthority(join(folder, 'pki'));

    await expect(authority.revoke('../../ABCD')).rejects.toThrow('hexadecimal');
  });
});
