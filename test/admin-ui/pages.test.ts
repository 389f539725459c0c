/** The built pages in a real browser over sample data: what needs no engine behind it is tried here, fast. */
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vi } from '../../admin-ui/src/i18n/vi.ts';
import { buildWebInterface } from '../../cli/web-interface.ts';
import { desktop, openBrowser, phone } from '../support/browser.ts';
import { startMockServer } from './mock-server.ts';
import { instances, type UserName } from './sample-data.ts';

let server: Awaited<ReturnType<typeof startMockServer>>;
let browser: Browser;

beforeAll(async () => {
  await buildWebInterface(() => undefined);
  server = await startMockServer(fileURLToPath(new URL('../../admin-ui/dist', import.meta.url)));
  browser = await openBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

type Visit = { page: Page; problems: string[]; [Symbol.asyncDispose]: () => Promise<void> };

async function visit(user: UserName, path: string, viewport: typeof desktop = desktop): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport,
    hasTouch: viewport === phone,
    isMobile: viewport === phone,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(`/as/${user}`);
  await page.goto(path);
  await page.getByRole('main').locator('h1, h2').first().waitFor();
  return { page, problems, [Symbol.asyncDispose]: () => context.close() };
}

const [first, second] = instances;
const task = encodeURIComponent(`${first?.id}:11`);
const pages: [UserName, string][] = [
  ['doanhnghiep', '/'],
  ['doanhnghiep', '/submit'],
  ['doanhnghiep', '/documents'],
  ['doanhnghiep', '/documents/d4'],
  ['lanhdao', '/'],
  ['chuyenvien', '/tasks'],
  ['chuyenvien', `/tasks?task=${task}`],
  ['chuyenvien', `/tasks/${task}`],
  ['chuyenvien', '/register'],
  ['chuyenvien', '/documents/d1'],
  ['lanhdao', '/documents/d21'],
  ['lanhdao', '/documents/d22'],
  ['lanhdao', '/contracts'],
  ['lanhdao', '/inspections'],
  ['thanhtra', '/start'],
  ['thanhtra', '/start/e-inspection'],
  ['quantri', '/processes'],
  ['quantri', '/processes/incoming-document'],
  ['quantri', '/instances'],
  ['quantri', `/instances/${second?.id}`],
  ['quantri', '/notifications'],
];

/** A key where its words should be: "task.claim". */
const bareKey = new RegExp(`(^|\\s)(${Object.keys(vi).join('|')})\\.[a-z]\\w+`);

describe('every page', () => {
  it.each(pages)(
    'should be shown to %s: %s, nothing broken, cut off or without words',
    async (user, path) => {
      await using here = await visit(user, path);
      const { page } = here;
      for (const viewport of [desktop, phone]) {
        await page.setViewportSize(viewport);
        await page.getByLabel('Đang tải…').first().waitFor({ state: 'detached' });
        // what is drawn follows the new width a moment later
        const overflow = () => page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        await expect.poll(overflow, { timeout: 5_000 }).toBeLessThanOrEqual(0);
      }
      expect(await page.getByRole('main').textContent()).not.toMatch(bareKey);
      expect(here.problems).toEqual([]);
    },
  );
});

describe('a list of more than is counted', () => {
  it.each([desktop, phone])('should say so, and go on to the next page: %o', async (viewport) => {
    await using here = await visit('lanhdao', '/documents', viewport);
    const { page } = here;
    await page.route('**/graphql', async (route) => {
      if (route.request().headers().accept?.includes('text/event-stream')) return await route.continue();
      const response = await route.fetch();
      const text = (await response.text())
        .replaceAll(/"totalCount":\d+/g, '"totalCount":1000')
        .replaceAll('"totalCountExceeded":false', '"totalCountExceeded":true')
        .replaceAll('"hasNextPage":false', '"hasNextPage":true');
      await route.fulfill({ response, body: text });
    });
    await page.reload();
    await page
      .getByRole('status')
      .getByText(/trong số hơn 1\.000$/)
      .waitFor();
    expect(await page.getByRole('button', { name: 'Sau', exact: true }).isEnabled()).toBe(true);
    await page.goto('/');
    const figures = page.getByRole('list', { name: 'Công việc' });
    await figures.getByText('hơn 1.000').first().waitFor();
    const overflow = () => page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    await expect.poll(overflow, { timeout: 5_000 }).toBeLessThanOrEqual(0);
    expect(here.problems).toEqual([]);
  });
});

describe('on a phone', () => {
  it('should have controls that a thumb can hit', async () => {
    await using here = await visit('chuyenvien', `/tasks/${task}`, phone);
    const small: string[] = await here.page
      .getByRole('button')
      .evaluateAll((buttons) =>
        (buttons as unknown as { offsetHeight: number; textContent: string; ariaLabel: string | null }[])
          .filter((button) => button.offsetHeight > 0 && button.offsetHeight < 44)
          .map((button) => button.ariaLabel ?? button.textContent),
      );
    expect(small).toEqual([]);
  });
});

describe('sending a document', () => {
  it('should say what is missing, show a refused file by itself, and end with a code', async () => {
    await using here = await visit('doanhnghiep', '/submit');
    const { page } = here;
    await page.getByRole('button', { name: 'Gửi văn bản' }).click();
    await page.getByText('Chọn cơ quan nhận').waitFor();

    const pdf = { name: 'don.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') };
    await page.locator('input[type=file]').setInputFiles([pdf, { ...pdf, name: 'virus.pdf' }]);
    const refused = page.getByRole('listitem').filter({ hasText: 'virus.pdf' });
    await refused.getByText('Tệp bị nhiễm vi-rút').waitFor();
    await refused.getByRole('button', { name: 'Bỏ tệp virus.pdf' }).click();

    await page.getByRole('combobox', { name: 'Cơ quan nhận' }).fill('xây');
    await page.getByRole('option', { name: 'Sở Xây dựng' }).click();
    await page.getByLabel('Trích yếu nội dung').fill('Đề nghị cấp giấy phép xây dựng');
    await page.getByRole('combobox', { name: 'Loại văn bản' }).click();
    await page.getByRole('option', { name: 'Công văn' }).click();
    await page.getByLabel('Ngày văn bản').fill('2/3/2026');
    await page.getByRole('button', { name: 'Gửi văn bản' }).click();
    await page.getByRole('button', { name: /Sao chép H26/ }).waitFor();
    expect(here.problems).toEqual([]);
  });
});

describe('the inbox', () => {
  it('should be worked by keyboard: down, claim, open, and every key explained', async () => {
    await using here = await visit('vanthu', '/tasks');
    const { page } = here;
    await page.getByRole('button', { name: /^Mở việc Kiểm tra và tiếp nhận/ }).waitFor();
    const row = page.getByRole('listitem').filter({ hasText: 'Kiểm tra và tiếp nhận' });
    const id = encodeURIComponent((await row.getAttribute('data-task')) ?? '');
    while (!page.url().includes(id)) {
      const before = page.url();
      await page.keyboard.press('j');
      await page.waitForURL((url) => url.href !== before);
    }
    await page.keyboard.press('a');
    await row.getByText('Bạn', { exact: true }).waitFor();
    await page.keyboard.press('Shift+?');
    await page.getByRole('dialog', { name: 'Phím tắt' }).getByText('Việc kế tiếp').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/tasks\/incoming-document/);
  });

  it('should say why a task cannot be completed, keep what was entered, and offer the next task', async () => {
    await using here = await visit('chuyenvien', `/tasks/${task}`);
    const { page } = here;
    await page.getByRole('radio', { name: 'Yêu cầu bổ sung' }).check();
    await page.getByRole('button', { name: 'Hoàn thành việc' }).click();
    await page.getByText(/Còn \d+ mục cần sửa/).waitFor();
    const [field] = await page.getByRole('textbox').and(page.locator('[aria-invalid="true"]')).all();
    await field?.fill('Bổ sung bản vẽ hoàn công có xác nhận của tư vấn giám sát.');
    await page.reload();
    await page.getByText(/Đã khôi phục bản nháp/).waitFor();
    expect(await page.getByRole('radio', { name: 'Yêu cầu bổ sung' }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Hoàn thành việc' }).click();
    await page.getByText('Đã hoàn thành: Xử lý văn bản').waitFor();
    await page.getByRole('button', { name: 'Mở việc tiếp theo' }).click();
    await page.getByRole('heading', { name: 'Xử lý văn bản', level: 1 }).waitFor();
    expect(page.url()).not.toContain(task);
  });
});

describe('the frame', () => {
  it('should change its language without a reload, and keep it', async () => {
    await using here = await visit('lanhdao', '/documents');
    const { page } = here;
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Documents', exact: true }).waitFor();
    await page.getByText('In process').first().waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Documents', exact: true }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  it('should find a page by typing without diacritics', async () => {
    await using here = await visit('lanhdao', '/documents');
    const { page } = here;
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Gõ tên trang hoặc thao tác' }).fill('so van');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sổ đăng ký văn bản' }).waitFor();
  });

  it('should keep the mark of bpmn.io whole and on top, as its licence asks', async () => {
    await using here = await visit('quantri', '/processes/incoming-document');
    const mark = here.page.locator('a.bjs-powered-by');
    await mark.waitFor();
    await mark.scrollIntoViewIfNeeded();
    const isOnTop = await mark.evaluate((element) => {
      const link = element as unknown as {
        getBoundingClientRect(): { x: number; y: number; width: number; height: number };
        contains(other: unknown): boolean;
        ownerDocument: { elementFromPoint(x: number, y: number): unknown };
      };
      const { x, y, width, height } = link.getBoundingClientRect();
      return link.contains(link.ownerDocument.elementFromPoint(x + width / 2, y + height / 2));
    });
    expect(isOnTop).toBe(true);
  });
});
