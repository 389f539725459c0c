/** A manager changes a process in the designer: what is broken cannot be deployed, what runs stays on its version. */
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { branches } from '../../cli/demo/branches.ts';
import { Play, type Stage } from '../../cli/demo/play.ts';
import { setStage } from '../../cli/demo/stage.ts';
import { openBrowser, Person } from '../support/browser.ts';
import { type SharedSystem, sharedSystem } from '../support/shared-system.ts';

const process = 'Tiếp nhận và xử lý văn bản đến';
const task = 'Kiểm tra và tiếp nhận';
/** Begins as before: other tests of this system look for the task by its name. */
const renamed = 'Kiểm tra và tiếp nhận tại bộ phận một cửa';
const condition = 'intake.route = "refuse"';

let system: SharedSystem;
let stage: Stage;
let browser: Browser;
let manager: Person;
let panel: Locator;
let versionBefore = 0;
const running: { play?: Play } = {};

beforeAll(async () => {
  system = await sharedSystem();
  stage = await setStage((account) => system.client(account));
  browser = await openBrowser();
  manager = await Person.signIn(browser, system.url, 'quantri');
  panel = manager.page.getByRole('complementary', { name: 'Thuộc tính' });
});

afterEach(async ({ task: test }) => {
  if (test.result?.state === 'fail') await manager.showFailure();
});

afterAll(async () => {
  await browser?.close();
});

describe('a manager in the designer', { timeout: 120_000 }, () => {
  it('should open the process that runs, with the mark of bpmn.io in sight', async () => {
    running.play = await submitted();
    versionBefore = await versionOf(running.play);
    const { page } = manager;
    await manager.goTo('Quy trình');
    await manager.lookAt('processes');
    await page.getByRole('link', { name: process }).click();
    await manager.settled();
    await manager.lookAt('process');
    await page.getByRole('link', { name: 'Thiết kế' }).click();
    await shape('Task_Receive').waitFor();
    await page.getByRole('button', { name: `Phiên bản ${versionBefore}` }).waitFor();
    await manager.snap('designer');
    const mark = page.locator('a[href*="bpmn.io"]').last();
    const box = await mark.boundingBox();
    const onTop = await page.evaluate(
      ([x, y]) => document.elementFromPoint(x ?? 0, y ?? 0)?.closest('a')?.href ?? '',
      [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2],
    );
    expect(onTop).toContain('bpmn.io');
  });

  it('should have nothing to deploy as long as nothing is changed', async () => {
    await manager.page.getByText(`Nội dung giống phiên bản ${versionBefore}`).waitFor();
    expect(await manager.page.getByRole('button', { name: 'Ban hành', exact: true }).isDisabled()).toBe(true);
  });

  it('should be kept from deploying an expression that is broken', async () => {
    const { page } = manager;
    await shape('Task_Receive').click();
    await panel.getByText('Chung', { exact: true }).click();
    await panel.getByRole('textbox', { name: 'Tên' }).fill(renamed);
    await enterCondition('intake.route = = "refuse"');
    await page.getByText(/Còn \d+ lỗi phải sửa/).waitFor();
    expect(await page.getByRole('button', { name: 'Ban hành', exact: true }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: /^\d+ lỗi$/ }).click();
    await page
      .getByRole('listitem')
      .filter({ hasText: /Lỗi.*Không hợp lệ|Không hợp lệ.*Lỗi/s })
      .first()
      .waitFor();
    await manager.snap('designer-finding');
  });

  it('should deploy a new version once it is repaired', async () => {
    const { page } = manager;
    await enterCondition(condition);
    const deploy = page.getByRole('button', { name: 'Ban hành', exact: true });
    await expect.poll(() => deploy.isEnabled(), { timeout: 20_000 }).toBe(true);
    await deploy.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(renamed).waitFor();
    await dialog.getByText(/tiến trình đang chạy vẫn theo phiên bản của mình/).waitFor();
    await manager.snap('designer-deploy');
    await dialog.getByRole('button', { name: 'Ban hành phiên bản mới' }).click();
    await dialog.getByText(`Đã ban hành phiên bản ${versionBefore + 1}`).waitFor();
  });

  it('should leave what runs on the version it was started with, to the end', async () => {
    const play = running.play as Play;
    const old = await stage.clients.vanthu.waitForTask(play.instanceId, 'Task_Receive');
    expect(await nameOf(old.id)).toBe(task);
    await rest(play);
    await expect.poll(() => stateOf(play), { timeout: 30_000 }).toBe('COMPLETED');
    expect(await versionOf(play)).toBe(versionBefore);
  });

  it('should start new documents on the new version', async () => {
    const play = await submitted();
    const open = await stage.clients.vanthu.waitForTask(play.instanceId, 'Task_Receive');
    expect(await versionOf(play)).toBe(versionBefore + 1);
    expect(await nameOf(open.id)).toBe(renamed);
    const { page } = manager;
    await page.goto('/instances');
    await manager.settled();
    await manager.lookAt('instances');
    await page.goto(`/instances/${encodeURIComponent(play.instanceId)}`);
    await manager.settled();
    await manager.lookAt('instance');
  });

  it('should leave no error behind in the browser', () => {
    expect(manager.problems).toEqual([]);
  });
});

// the drawing //////////////////////////////////////////////////////////////////////////////////////

/** What is drawn has no role: the id of the element is all there is. */
function shape(elementId: string): Locator {
  return manager.page.locator(`.djs-element[data-element-id="${elementId}"]`).first();
}

async function enterCondition(expression: string): Promise<void> {
  const field = panel.getByRole('textbox', { name: 'Biểu thức điều kiện' });
  // Pressed when it is selected already, it would no longer be.
  const selected = panel.getByText('Luồng tuần tự');
  if (!(await selected.isVisible())) await shape('Flow_Gateway_Validity_Status_Refused_label').click();
  await selected.waitFor();
  if (!(await field.isVisible())) await panel.getByText('Điều kiện', { exact: true }).click();
  await field.click();
  await field.press('ControlOrMeta+a');
  await field.pressSequentially(expression);
  await field.press('Tab');
}

// documents, by the API ////////////////////////////////////////////////////////////////////////////

async function submitted(): Promise<Play> {
  const play = new Play(stage, 0);
  await play.submit();
  return play;
}

/** The rest of the way of a document that is submitted. */
async function rest(play: Play): Promise<void> {
  const way = branches.find(({ name }) => name === 'incoming: refused by the records officer');
  play.submit = () => Promise.resolve();
  await way?.play(play);
}

const asManager = () => stage.clients.quantri;

async function versionOf({ instanceId }: Play): Promise<number> {
  const { processInstance } = await asManager().request<{
    processInstance: { definition: { version: number } };
  }>('query ($id: ID!) { processInstance(id: $id) { definition { version } } }', { id: instanceId });
  return processInstance.definition.version;
}

async function stateOf({ instanceId }: Play): Promise<string> {
  const { processInstance } = await asManager().request<{ processInstance: { state: string } }>(
    'query ($id: ID!) { processInstance(id: $id) { state } }',
    { id: instanceId },
  );
  return processInstance.state;
}

async function nameOf(taskId: string): Promise<string> {
  const { task: found } = await stage.clients.vanthu.request<{ task: { name: string } }>(
    'query ($id: ID!) { task(id: $id) { name } }',
    { id: taskId },
  );
  return found.name;
}
