import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, readConfiguration } from '../../cli/configuration.ts';

const DATABASE_URL = 'postgresql://congvan:secret@127.0.0.1:5432/congvan';

describe('readConfiguration', () => {
  it('should need the database alone', () => {
    const configuration = readConfiguration({ DATABASE_URL });
    expect(configuration).toMatchObject({
      temporalAddress: '127.0.0.1:7233',
      temporalNamespace: 'default',
      host: '127.0.0.1',
      port: 8080,
      publicUrl: 'http://127.0.0.1:8080',
      oidc: { issuer: 'http://127.0.0.1:8080/oidc', embedded: true, audience: 'congvan' },
      smtpUrl: null,
      clamdAddress: null,
      messageRetentionDays: 90,
    });
    expect(configuration.dataFolder).toMatch(/^\/.*\.congvan$/);
  });

  it('should take an empty variable for one that is not set', () => {
    expect(readConfiguration({ DATABASE_URL, PORT: '', SMTP_URL: '' })).toMatchObject({
      port: 8080,
      smtpUrl: null,
    });
  });

  it.each([
    [{}, 'The environment variable DATABASE_URL is not set: it must be an address like postgresql://'],
    [{ DATABASE_URL, PORT: '80a' }, 'PORT is "80a": it must be a number from 1 to 65535.'],
    [{ DATABASE_URL, PORT: '70000' }, 'PORT is "70000": it must be a number from 1 to 65535.'],
    [
      { DATABASE_URL, MESSAGE_RETENTION_DAYS: '0' },
      'MESSAGE_RETENTION_DAYS is "0": it must be a whole number of days, 1 or more.',
    ],
    [{ DATABASE_URL, TEMPORAL_ADDRESS: 'nowhere' }, 'TEMPORAL_ADDRESS is "nowhere": it must be host:port.'],
    [
      { DATABASE_URL, PUBLIC_URL: 'ftp://x' },
      'PUBLIC_URL is "ftp://x": it must be an address that starts with',
    ],
  ])('should refuse %j with a sentence', (env, sentence) => {
    expect(() => readConfiguration(env)).toThrow(ConfigurationError);
    expect(() => readConfiguration(env)).toThrow(sentence);
  });

  it('should not repeat a password', () => {
    expect(() => readConfiguration({ DATABASE_URL: 'mysql://root:secret@host/db' })).toThrow(
      'mysql://root:…@host/db',
    );
  });

  it('should take the keys of payloads from the environment or from a file', async () => {
    const keys = `2026-11:${'A'.repeat(43)}=`;
    expect(readConfiguration({ DATABASE_URL }).payloadKeys.current).toBeNull();
    expect(readConfiguration({ DATABASE_URL, PAYLOAD_KEYS: keys }).payloadKeys.current?.id).toBe('2026-11');
    await using folder = await mkdtempDisposable(join(tmpdir(), 'congvan-keys-'));
    const file = join(folder.path, 'keys');
    await writeFile(file, `# of the city\n${keys}\n`);
    const { payloadKeys } = readConfiguration({ DATABASE_URL, PAYLOAD_KEYS_FILE: file });
    expect(payloadKeys.current?.id).toBe('2026-11');
    expect(() => readConfiguration({ DATABASE_URL, PAYLOAD_KEYS_FILE: file, PAYLOAD_KEYS: keys })).toThrow(
      'both set',
    );
  });

  it('should refuse a key that cannot be used, without repeating it', () => {
    const wrong = { DATABASE_URL, PAYLOAD_KEYS: '2026-11:tooshort' };
    expect(() => readConfiguration(wrong)).toThrow(ConfigurationError);
    expect(() => readConfiguration(wrong)).toThrow(
      'PAYLOAD_KEYS: the key "2026-11" must be 32 bytes in base64',
    );
    expect(() => readConfiguration(wrong)).not.toThrow('tooshort');
    expect(() => readConfiguration({ DATABASE_URL, PAYLOAD_KEYS_FILE: '/nowhere/keys' })).toThrow(
      'PAYLOAD_KEYS_FILE cannot be read: ENOENT',
    );
  });

  it('should refuse to show the demo accounts to others than this machine', () => {
    expect(() => readConfiguration({ DATABASE_URL, HOST: '0.0.0.0' })).toThrow('set OIDC_ISSUER');
    expect(
      readConfiguration({ DATABASE_URL, HOST: '0.0.0.0', OIDC_ISSUER: 'https://id.example/' }).oidc,
    ).toMatchObject({
      issuer: 'https://id.example',
      embedded: false,
    });
  });
});
