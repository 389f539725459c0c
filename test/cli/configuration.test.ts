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
