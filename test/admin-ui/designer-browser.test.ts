/** The designer in a real browser, over the real standard processes, element templates and checks. */
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWebInterface } from '../../cli/web-interface.ts';
import { openBrowser } from '../support/browser.ts';
import { startDesignerServer } from './designer-server.ts';

let server: Awaited<ReturnType<typeof startDesignerServer>>;
let browser: Browser;

beforeAll(async () => {
  await buildWebInterface(() => undefined);
  server = await startDesignerServer(fileURLToPath(new URL('../../admin-ui/dist', import.meta.url)));
  browser = await openBrowser();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function openDesigner(path: string) {
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(path);
  await page.locator('.djs-container .djs-shape').first().waitFor();
  return { page, problems, [Symbol.asyncDispose]: () => context.close() };
}

/** The checks follow the drawing after a moment, on a busy machine a longer one. */
const patience = { timeout: 15_000 };
const shape = (page: Page, id: string) => page.locator(`[data-element-id="${id}"]`).first();
const deployButton = (page: Page) => page.getByRole('button', { name: 'Ban hành', exact: true });
const why = (page: Page) => page.locator('#deploy-why');
const panel = (page: Page) => page.getByRole('complementary', { name: 'Thuộc tính' });

describe('the designer', () => {
  it('should show the mark of bpmn.io in full, over everything else', async () => {
    await using here = await openDesigner('/designer/incoming-document');
    const onTop = await here.page.evaluate(() => {
      const mark = document.querySelector('a.bjs-powered-by');
      const box = mark?.getBoundingClientRect();
      if (!box) return [];
      const inside = box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
      const corners = [
        [box.left + 2, box.top + 2],
        [box.right - 2, box.bottom - 2],
        [(box.left + box.right) / 2, (box.top + box.bottom) / 2],
      ] as const;
      return [inside, ...corners.map(([x, y]) => document.elementFromPoint(x, y)?.closest('a') === mark)];
    });
    expect(onTop).toEqual([true, true, true, true]);
    expect(here.problems).toEqual([]);
  });

  it('should say that there is nothing to deploy, move a shape, and be where it was after undoing', async () => {
    await using here = await openDesigner('/designer/incoming-document');
    const { page } = here;
    await expect.poll(() => why(page).innerText(), patience).toContain('Nội dung giống phiên bản 1');
    const box = await shape(page, 'Register_Incoming').boundingBox();
    const [x, y] = [(box?.x ?? 0) + 20, (box?.y ?? 0) + 20];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 20, y + 10, { steps: 4 });
    await page.mouse.move(x + 40, y + 30, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => deployButton(page).isEnabled(), patience).toBe(true);
    const moved = await shape(page, 'Register_Incoming').boundingBox();
    expect(moved?.x).toBeGreaterThan((box?.x ?? 0) + 20);
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(() => why(page).innerText(), patience).toContain('Nội dung giống phiên bản 1');
    expect(here.problems).toEqual([]);
  });

  it('should offer the templates of the activities, that of the job type first, and keep what the task had', async () => {
    await using here = await openDesigner('/designer/incoming-document');
    const { page } = here;
    await shape(page, 'Status_Refused').click();
    await panel(page).getByRole('button', { name: 'Chọn mẫu' }).click();
    const dialog = page.getByRole('dialog', { name: 'Chọn mẫu công việc' });
    const first = dialog.getByRole('button').first();
    await expect.poll(() => first.innerText(), patience).toContain('đúng loại đang dùng');
    await dialog.getByRole('searchbox').fill('trang thai van ban');
    await first.click();
    await panel(page).getByText('Đang dùng mẫu').waitFor();
    await page.getByRole('button', { name: 'Lưu nháp' }).click();
    const draft = await page.evaluate(() => Object.values(localStorage).join());
    expect(draft).toContain('zeebe:modelerTemplate=\\"congvan.document.set-status\\"');
    expect(draft).toContain('zeebe:header key=\\"statusCode\\" value=\\"02\\"');
    expect(here.problems).toEqual([]);
  });

  it('should refuse a broken expression, and lead from the finding to its element', async () => {
    await using here = await openDesigner('/designer/incoming-document');
    const { page } = here;
    await shape(page, 'Flow_Gateway_Received_Status_Refused').click({ force: true });
    await panel(page).getByText('Điều kiện', { exact: true }).click();
    const field = panel(page).getByRole('textbox', { name: 'Biểu thức điều kiện' });
    await field.click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('receiveDecision = (');
    await expect.poll(() => why(page).innerText(), patience).toContain('Còn 1 lỗi phải sửa');
    expect(await deployButton(page).isDisabled()).toBe(true);
    await panel(page).getByText('Biểu thức FEEL chưa đúng.').waitFor();
    await page.locator('.bjsl-icon-error').first().waitFor();

    await shape(page, 'Task_Receive').click();
    await panel(page).getByText('Việc của người dùng').first().waitFor();
    await page.getByRole('button', { name: '1 lỗi', exact: true }).click();
    await page.getByRole('region', { name: 'Kiểm tra' }).getByRole('button').first().click();
    await panel(page).getByText('Luồng tuần tự').waitFor();
    const canvas = await page.getByTestId('designer-canvas').boundingBox();
    const flow = await shape(page, 'Flow_Gateway_Received_Status_Refused').boundingBox();
    const middle = (box: typeof canvas) => (box?.x ?? 0) + (box?.width ?? 0) / 2;
    expect(Math.abs(middle(canvas) - middle(flow))).toBeLessThan(60);
    expect(here.problems).toEqual([]);
  });

  it('should keep a draft, offer it again, and let it be dropped', async () => {
    await using here = await openDesigner('/designer/outgoing-document');
    const { page } = here;
    await page.getByRole('button', { name: /^draft-document/ }).click();
    await page.getByRole('button', { name: 'Thêm trường' }).click();
    await page.getByRole('menuitem', { name: 'Ô đánh dấu' }).click();
    await page.getByText(/Đã lưu nháp lúc/).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Mở bản nháp' }).click();
    await page.getByRole('button', { name: /^draft-document/ }).click();
    await page.getByRole('checkbox', { name: 'Ô đánh dấu' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Bỏ bản nháp' }).click();
    await expect.poll(() => why(page).innerText(), patience).toContain('Nội dung giống phiên bản 1');
    expect(here.problems).toEqual([]);
  });

  it('should edit a decision table, and find what is wrong in it', async () => {
    await using here = await openDesigner('/designer/incoming-document');
    const { page } = here;
    await page.getByRole('button', { name: /^handling-time/ }).click();
    await page.locator('.tjs-table td.input-cell').first().click();
    await page.keyboard.press('End');
    await page.keyboard.type(' ((');
    await page.locator('.tjs-table td.output-cell').first().click();
    await expect.poll(() => why(page).innerText(), patience).toMatch(/Còn \d lỗi phải sửa/);
    const undo = page.getByRole('button', { name: 'Hoàn tác' });
    while (await undo.isEnabled()) await undo.click();
    await expect.poll(() => why(page).innerText(), patience).toContain('Nội dung giống phiên bản 1');
    expect(here.problems).toEqual([]);
  });

  it('should deploy every file as one version, saying what changed and who stays', async () => {
    await using here = await openDesigner('/designer/incoming-document');
    const { page } = here;
    await shape(page, 'Task_Receive').dblclick();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('Tiếp nhận tại một cửa');
    await shape(page, 'Task_CheckValidity').click();
    await expect.poll(() => deployButton(page).isEnabled(), patience).toBe(true);
    await deployButton(page).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Tiếp nhận tại một cửa').waitFor();
    await dialog.getByText(/^14 tiến trình đang chạy/).waitFor();
    await dialog.getByRole('button', { name: 'Ban hành phiên bản mới' }).click();
    await page.getByText('Đã ban hành phiên bản 2').waitFor();

    const sent = server.deployments.filter(({ dryRun }) => !dryRun).at(-1);
    expect(sent?.bpmn).toContain('name="Tiếp nhận tại một cửa"');
    const folder = fileURLToPath(new URL('../../process-definitions/incoming-document/', import.meta.url));
    const paths = await readdir(folder, { recursive: true });
    const others = paths.filter((path) => /\.(bpmn|dmn|form)$/.test(path) && path !== 'process.bpmn');
    expect(sent?.resources.map(({ name }) => name).sort()).toEqual(
      others.map((path) => path.replace(/.*\//, '')).sort(),
    );
    for (const path of others) {
      const content = sent?.resources.find(({ name }) => path.endsWith(name))?.content;
      expect(content).toBe(await readFile(`${folder}${path}`, 'utf8'));
    }

    await page.getByRole('button', { name: 'Tiếp tục thiết kế' }).click();
    await expect.poll(() => why(page).innerText(), patience).toContain('Nội dung giống phiên bản 2');
    await page.getByRole('button', { name: 'Phiên bản 2' }).click();
    await page.getByRole('menuitem', { name: /^Phiên bản 1/ }).click();
    await page.getByText('Đang xem phiên bản 1').waitFor();
    expect(here.problems).toEqual([]);
  });

  it('should begin a new process that can be deployed at once', async () => {
    const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto('/designer/+new');
    await page.getByLabel('Tên quy trình').fill('Cấp phép đấu nối');
    await page.getByRole('button', { name: 'Bắt đầu vẽ' }).click();
    await shape(page, 'Task_First').waitFor();
    await expect.poll(() => deployButton(page).isEnabled(), patience).toBe(true);
    await deployButton(page).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Ban hành' }).click();
    await page.getByText('Đã ban hành phiên bản 1').waitFor();
    await page.getByRole('button', { name: 'Tiếp tục thiết kế' }).click();
    await page.waitForURL('**/designer/cap-phep-dau-noi');
    await context.close();
  });
});
