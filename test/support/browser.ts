/** A person at the web interface, in real Chromium: what they see and press is found as they find it, by role, label and text. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { chromiumPath } from './chromium.ts';

export interface Upload {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export const desktop = { width: 1366, height: 900 };
export const phone = { width: 390, height: 844 };

/** Git-ignored: looked at by people, compared by nobody. */
const screenshotFolder = fileURLToPath(new URL('../../.cache/screenshots', import.meta.url));
const patienceMs = 30_000;

/** @throws {Error} that says how to install it, when there is no Chromium */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    // Its sandbox does not work for root, as who containers run.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

export class Person {
  readonly username: string;
  readonly page: Page;
  /** What went wrong in the page without being shown: uncaught errors, and answers 500 and above. */
  readonly problems: string[] = [];

  private constructor(username: string, page: Page) {
    this.username = username;
    this.page = page;
    page.setDefaultTimeout(patienceMs);
    page.on('pageerror', (error) => this.problems.push(`${page.url()}: ${error.message}`));
    page.on('response', (response) => {
      if (response.status() >= 500) this.problems.push(`${response.status()} ${response.url()}`);
    });
  }

  /** Signs in through the pages of the OpenID provider, in a browser profile of their own; the password is the user name. */
  static async signIn(
    browser: Browser,
    url: string,
    username: string,
    options: BrowserContextOptions = {},
  ): Promise<Person> {
    const context = await browser.newContext({
      baseURL: url,
      viewport: desktop,
      locale: 'vi-VN',
      timezoneId: 'Asia/Ho_Chi_Minh',
      ...options,
    });
    const person = new Person(username, await context.newPage());
    const { page } = person;
    await page.goto('/');
    await page
      .getByRole('button', { name: 'Đăng nhập' })
      .or(page.getByRole('link', { name: 'Đăng nhập' }))
      .waitFor();
    const name = page.getByLabel('Tên đăng nhập');
    if (!(await name.isVisible())) await page.getByRole('link', { name: 'Đăng nhập' }).click();
    await name.fill(username);
    await page.getByLabel('Mật khẩu').fill(username);
    await page.getByRole('button', { name: 'Đăng nhập' }).click();
    await page.getByRole('main').waitFor();
    return person;
  }

  /** Follows a link of the navigation. */
  async goTo(place: string): Promise<void> {
    // What waits there is counted beside the name.
    const name = new RegExp(`^${place}( \\d+)?$`);
    await this.page.getByRole('navigation').getByRole('link', { name }).first().click();
  }

  /** Opens a task from the inbox on its own page, claiming it where nobody has it. */
  async openTask(name: string, about: string): Promise<void> {
    const { page } = this;
    await page.goto('/tasks?view=groups');
    const row = page.getByRole('listitem').filter({ hasText: about }).filter({ hasText: name });
    await row.first().waitFor();
    const claim = row.getByRole('button', { name: `Nhận việc: ${name}` });
    if (await claim.isVisible()) {
      await claim.click();
      await row.getByText('Bạn', { exact: true }).waitFor();
    }
    await row.getByRole('button', { name: `Mở việc ${name}` }).click();
    const finish = page.getByRole('button', { name: 'Hoàn thành việc' });
    await finish.waitFor();
  }

  /** Opens the start form of a process. */
  async startProcess(key: string): Promise<void> {
    await this.page.goto(`/start/${key}`);
    await this.page.getByRole('button', { name: 'Bắt đầu', exact: true }).waitFor();
  }

  /** Starts the process whose start form is filled in, and sees that it is. */
  async begin(): Promise<void> {
    await this.page.getByRole('button', { name: 'Bắt đầu', exact: true }).click();
    await this.page.getByText(/^Đã bắt đầu/).waitFor();
  }

  /** Completes the open task, and sees that it is. */
  async finishTask(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Hoàn thành việc' }).click();
    await this.page.getByText(`Đã hoàn thành: ${name}`).waitFor();
  }

  async fill(label: string, text: string, within: Locator | Page = this.page): Promise<void> {
    await within.getByLabel(label).and(within.locator('input, textarea')).fill(text);
  }

  /** Chooses from a list that opens: a select, or a field that searches. */
  async choose(label: string, option: string | RegExp, within: Locator | Page = this.page): Promise<void> {
    await within.getByRole('combobox', { name: label }).click();
    await this.page.getByRole('option', { name: option, exact: true }).click();
  }

  /** Like `choose`, several, in that order. */
  async chooseAll(label: string, options: (string | RegExp)[]): Promise<void> {
    const field = this.page.getByRole('combobox', { name: label });
    await field.click();
    for (const option of options) await this.page.getByRole('option', { name: option }).click();
    await field.press('Escape');
  }

  async tick(label: string): Promise<void> {
    await this.page.getByRole('checkbox', { name: label }).check();
  }

  /** Attaches files, and waits until they are uploaded. */
  async attach(label: string, files: Upload[], within: Locator | Page = this.page): Promise<void> {
    const input = within.locator('input[type="file"]');
    await within.getByLabel(label, { exact: true }).and(input).setInputFiles(files);
    for (const { name } of files) {
      const row = within.getByRole('listitem').filter({ hasText: name });
      await row.waitFor();
      await row.getByText(/Đang (tải lên|quét)/).waitFor({ state: 'detached' });
    }
  }

  /** Loads the page again until it shows what is done in the background. */
  async waitUntilShown(locator: Locator): Promise<void> {
    for (const end = Date.now() + patienceMs; ; await this.page.reload()) {
      await this.settled();
      if (await locator.first().isVisible()) return;
      if (Date.now() > end) throw new Error(`${this.page.url()} did not show ${locator}`);
    }
  }

  /** The file behind a link, as it arrives on the disk. */
  async download(link: Locator): Promise<Buffer> {
    const [download] = await Promise.all([this.page.waitForEvent('download'), link.click()]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  /** Everything that is loaded has come: nothing grey or turning stands in its place any more. */
  async settled(): Promise<void> {
    await this.page.waitForFunction(
      () =>
        document.querySelector('main') &&
        !document.querySelector('.MuiSkeleton-root, main [role="progressbar"], main [aria-busy="true"]'),
    );
  }

  /** The page as it looks now, once on a desk and once on a phone. What was being entered may not outlive the change. */
  async lookAt(name: string): Promise<void> {
    const before = this.page.viewportSize() ?? desktop;
    for (const [suffix, viewport] of [
      ['desktop', desktop],
      ['phone', phone],
    ] as const) {
      await this.page.setViewportSize(viewport);
      await this.snap(`${name}-${suffix}`);
    }
    await this.page.setViewportSize(before);
  }

  /** The page as it looks now. */
  async snap(name: string): Promise<void> {
    await mkdir(screenshotFolder, { recursive: true });
    await this.settled();
    await this.page.screenshot({ path: join(screenshotFolder, `${name}.png`), fullPage: true });
  }

  /** What they saw when a test failed. */
  async showFailure(): Promise<void> {
    await mkdir(screenshotFolder, { recursive: true });
    await this.page.screenshot({ path: join(screenshotFolder, `failed-${this.username}.png`) });
  }

  async leave(): Promise<void> {
    await this.page.context().close();
  }
}
