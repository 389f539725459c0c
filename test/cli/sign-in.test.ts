import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Configuration, readConfiguration } from '../../cli/configuration.ts';
import { freePort } from '../../cli/free-port.ts';
import { signingKey } from '../../cli/keys.ts';
import { safePath } from '../../cli/oidc/relying-party.ts';
import { mintToken } from '../../cli/oidc/token.ts';
import { createSignIn, type SignIn } from '../../cli/sign-in.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let configuration: Configuration;
let signIn: SignIn;
let server: Server;
let folder: string;

beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'congvan-sign-in-'));
  const port = await freePort();
  configuration = readConfiguration({
    DATABASE_URL: database.url,
    PORT: String(port),
    CONGVAN_DATA: folder,
  });
  signIn = await createSignIn(database.db, configuration);
  server = createServer((request, response) => {
    const handler = request.url?.startsWith('/oidc/') ? signIn.provider : signIn.relyingParty;
    void handler?.(request, response);
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** A browser as far as sign-in needs one: it keeps cookies by path and follows redirects, one at a time. */
class Browser {
  readonly #cookies = new Map<string, { value: string; path: string }>();

  async open(url: string, form?: Record<string, string>): Promise<Response> {
    const target = new URL(url, configuration.publicUrl);
    const response = await fetch(target, {
      redirect: 'manual',
      headers: { cookie: this.cookies(target.pathname) },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const header of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = header.split('; ');
      const [name = '', value = ''] = pair.split('=');
      const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, { value, path });
    }
    return response;
  }

  /** Goes on until an answer that is no redirect, or one to a page of the interface. */
  async follow(response: Response): Promise<{ url: string; response: Response }> {
    let current = response;
    for (;;) {
      const location = current.headers.get('location');
      if (!location) return { url: '', response: current };
      const { pathname, search } = new URL(location, configuration.publicUrl);
      if (!/^\/(oidc|auth)\//.test(pathname)) return { url: `${pathname}${search}`, response: current };
      current = await this.open(`${pathname}${search}`);
      if (!current.headers.get('location')) return { url: `${pathname}${search}`, response: current };
    }
  }

  cookies(path: string): string {
    return [...this.#cookies]
      .filter(([, cookie]) => path.startsWith(cookie.path))
      .map(([name, { value }]) => `${name}=${value}`)
      .join('; ');
  }
}

async function signedIn(
  username: string,
  returnTo = '/documents?page=2',
): Promise<{ browser: Browser; url: string }> {
  const browser = new Browser();
  const { url: form } = await browser.follow(
    await browser.open(`/auth/login?returnTo=${encodeURIComponent(returnTo)}`),
  );
  const answer = await browser.open(form, { username, password: username });
  return { browser, url: (await browser.follow(answer)).url };
}

async function personOf(username: string): Promise<{ personId: string }> {
  const { id } = await database.db.person.findUniqueOrThrow({ where: { username } });
  return { personId: id };
}

function request(options: { headers?: Record<string, string>; method?: string }): Request {
  return new Request(`${configuration.publicUrl}/graphql`, options);
}

describe('signing in with a browser', () => {
  it('should lead from the interface to the form and back, with a session', async () => {
    const { browser, url } = await signedIn('vanthu');
    expect(url).toBe('/documents?page=2');
    const session = request({ headers: { cookie: browser.cookies('/graphql') } });
    expect(await signIn.authenticate(session)).toEqual(await personOf('vanthu'));
  });

  it('should show the form in Vietnamese, and in English on demand', async () => {
    const browser = new Browser();
    const { url, response } = await browser.follow(await browser.open('/auth/login'));
    const page = await response.text();
    expect(page).toContain('<h1>Đăng nhập</h1>');
    expect(page).toContain('<html lang="vi">');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await (await browser.open(`${url}?lang=en`)).text()).toContain('<h1>Sign in</h1>');
    const english = await browser.follow(await browser.open('/auth/login?lang=en'));
    expect(await english.response.text()).toContain('<h1>Sign in</h1>');
  });

  it.each([
    ['vanthu', 'wrong'],
    ['nobody', 'nobody'],
    ['portal', 'portal'],
    ['<script>', 'x'],
  ])('should refuse %s with password %s and let try again', async (username, password) => {
    const browser = new Browser();
    const { url } = await browser.follow(await browser.open('/auth/login'));
    const answer = await browser.open(url, { username, password });
    expect(answer.status).toBe(401);
    const page = await answer.text();
    expect(page).toContain('role="alert"');
    expect(page).not.toContain('<script>');
  });

  it('should refuse an answer that belongs to another browser', async () => {
    // given an authorization response of somebody else
    const other = new Browser();
    const { url } = await other.follow(await other.open('/auth/login'));
    let answer = await other.open(url, { username: 'lanhdao', password: 'lanhdao' });
    while (!answer.headers.get('location')?.includes('/auth/callback'))
      answer = await other.open(answer.headers.get('location') ?? '');
    // when it is opened here
    const mine = new Browser();
    const outcome = await mine.open(answer.headers.get('location') ?? '');
    // then sign-in starts anew
    expect(outcome.headers.get('location')).toMatch(/^\/auth\/login/);
    expect(mine.cookies('/')).toBe('');
  });

  it('should end both sessions at sign-out', async () => {
    const { browser } = await signedIn('chuyenvien');
    const { response } = await browser.follow(await browser.open('/auth/logout'));
    const page = await response.text();
    const [, action = ''] = /action="([^"]+)"/.exec(page) ?? [];
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(page) ?? [];
    const end = await browser.open(action, { xsrf, logout: 'yes' });
    expect(new URL(end.headers.get('location') ?? '').href).toBe(`${configuration.publicUrl}/`);
    expect(browser.cookies('/')).not.toContain('congvan_session');
    // and the provider asks for the password again
    const again = await browser.follow(await browser.open('/auth/login'));
    expect(await again.response.text()).toContain('<h1>Đăng nhập</h1>');
  });

  it('should keep people signed in over a restart of the server', async () => {
    const { browser } = await signedIn('quantri');
    const restarted = await createSignIn(database.db, configuration);
    const session = request({ headers: { cookie: browser.cookies('/graphql') } });
    expect(await restarted.authenticate(session)).toEqual(await personOf('quantri'));
  });

  it('should not let a session outlive its person', async () => {
    const { browser } = await signedIn('chuyenvien2');
    await database.db.person.update({ where: { username: 'chuyenvien2' }, data: { active: false } });
    const session = request({ headers: { cookie: browser.cookies('/graphql') } });
    expect(await signIn.authenticate(session)).toBeNull();
  });
});

describe('a POST with the session cookie', () => {
  const evil = 'https://evil.example';
  const cases: [string, (own: string) => Record<string, string>, boolean][] = [
    ['should count with the origin of our own page', (own) => ({ origin: own }), true],
    [
      'should count under the name by which the browser knows us',
      () => ({ origin: 'http://localhost:9', host: 'localhost:9' }),
      true,
    ],
    ['should count with our header', () => ({ 'x-congvan-csrf': '1' }), true],
    ['should not count with nothing', () => ({}), false],
    ['should not count with the origin of another site', () => ({ origin: evil }), false],
    [
      'should not count with our header from another site',
      () => ({ origin: evil, 'x-congvan-csrf': '1' }),
      false,
    ],
    ['should not count with a hidden origin', () => ({ origin: 'null' }), false],
  ];

  it.each(cases)('%s', async (_name, headers, counts) => {
    const { browser } = await signedIn('thanhtra');
    const cookie = browser.cookies('/graphql');
    const principal = await signIn.authenticate(
      request({ method: 'POST', headers: { cookie, ...headers(configuration.publicUrl) } }),
    );
    expect(principal !== null).toBe(counts);
  });
});

describe('bearer tokens', () => {
  async function minted(change: Partial<Parameters<typeof mintToken>[0]> = {}): Promise<Request> {
    const token = await mintToken({
      key: await signingKey(configuration.keysFolder),
      issuer: configuration.oidc.issuer,
      audience: configuration.oidc.audience,
      subject: 'vanthu',
      ...change,
    });
    return request({ method: 'POST', headers: { authorization: `Bearer ${token}` } });
  }

  it('should be accepted as minted for a person', async () => {
    expect(await signIn.authenticate(await minted())).toEqual(await personOf('vanthu'));
  });

  it('should be accepted from the token endpoint for the portal', async () => {
    const answer = await fetch(`${configuration.publicUrl}/oidc/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('portal:portal')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const { access_token } = (await answer.json()) as { access_token: string };
    const principal = await signIn.authenticate(
      request({ headers: { authorization: `Bearer ${access_token}` } }),
    );
    expect(principal).toEqual({ clientId: 'portal' });
  });

  it('should be refused for a wrong secret', async () => {
    const answer = await fetch(`${configuration.publicUrl}/oidc/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('portal:guess')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    expect(answer.status).toBe(401);
  });

  it.each([
    ['of another issuer', { issuer: 'https://evil.example' }],
    ['for another audience', { audience: 'mail' }],
    ['that is over', { seconds: -60 }],
    ['of an unknown person', { subject: 'nobody' }],
    ['of a machine as a person', { subject: 'portal' }],
  ])('should be refused %s', async (_name, change) => {
    expect(await signIn.authenticate(await minted(change))).toBeNull();
  });

  it('should be refused when signed with another key', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'congvan-keys-'));
    const key = await signingKey(elsewhere);
    await rm(elsewhere, { recursive: true });
    const known = await signingKey(configuration.keysFolder);
    expect(await signIn.authenticate(await minted({ key: { ...key, kid: known.kid } }))).toBeNull();
  });
});

describe('safePath', () => {
  it.each([
    ['/tasks?x=1#y', '/tasks?x=1#y'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    ['/\t/evil.example', '/'],
    [null, '/'],
  ])('should make of %j %s', (path, expected) => {
    expect(safePath(path)).toBe(expected);
  });
});
