/** The main job in the browser: an enterprise's document travels to its signed-off reply, and stays its own. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pdfsig, pdftotext } from '../activities/signing/fixtures.ts';
import { openBrowser, Person, phone } from '../support/browser.ts';
import { type SharedSystem, sharedSystem } from '../support/shared-system.ts';
import { distinct, letter } from './letters.ts';

const subject = distinct('Đề nghị hướng dẫn điều chỉnh giấy chứng nhận đăng ký đầu tư');
const reply = distinct('V/v hướng dẫn điều chỉnh giấy chứng nhận đăng ký đầu tư');

let system: SharedSystem;
let browser: Browser;
const people = new Map<string, Person>();
let documentPath = '';
let trackingCode = '';

/** Signed in when first needed, and there until the end, as at a desk of their own. */
async function as(username: string): Promise<Person> {
  const known = people.get(username);
  if (known) return known;
  const person = await Person.signIn(browser, system.url, username);
  people.set(username, person);
  return person;
}

beforeAll(async () => {
  system = await sharedSystem();
  browser = await openBrowser();
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') for (const person of people.values()) await person.showFailure();
});

afterAll(async () => {
  await browser?.close();
});

describe('a document on its way from an enterprise to its reply', { timeout: 120_000 }, () => {
  it('should be submitted by the enterprise, which gets a code to follow it by', async () => {
    const person = await as('doanhnghiep');
    const { page } = person;
    await person.lookAt('home-enterprise');
    await person.goTo('Gửi văn bản');
    await person.attach('Tệp văn bản', [await letter('de-nghi.pdf', subject)]);
    await person.choose('Cơ quan nhận', 'Sở Kế hoạch và Đầu tư');
    await person.fill('Trích yếu nội dung', subject);
    await person.choose('Loại văn bản', 'Công văn');
    await person.fill('Số của văn bản gửi', '27/CV-TL');
    await person.lookAt('submit');
    await page.getByRole('button', { name: 'Gửi văn bản' }).click();
    await page.getByText('Văn bản đã được gửi').waitFor();
    const [code] = /H26\.01-\d\d-[0-9A-Z]{8}/.exec((await page.getByRole('main').textContent()) ?? '') ?? [];
    expect(code).toBeDefined();
    trackingCode = code ?? '';
    await page.getByRole('link', { name: 'Theo dõi văn bản' }).click();
    await page.getByRole('heading', { name: subject }).waitFor();
    documentPath = new URL(page.url()).pathname + new URL(page.url()).hash;
    await person.lookAt('document-enterprise');
  });

  it('should be claimed in the inbox and accepted by the records officer', async () => {
    const person = await as('vanthu');
    await person.goTo('Việc cần xử lý');
    await person.page.getByRole('listitem').filter({ hasText: subject }).first().waitFor();
    await person.lookAt('inbox');
    await person.openTask('Kiểm tra và tiếp nhận', subject);
    await person.lookAt('task-receive');
    await person.page.getByRole('radio', { name: 'Tiếp nhận' }).check();
    await person.finishTask('Kiểm tra và tiếp nhận');
  });

  it('should be assigned by the leader', async () => {
    const person = await as('lanhdao');
    await person.openTask('Phân công xử lý', subject);
    await person.lookAt('task-assign');
    await person.fill('Ý kiến chỉ đạo', 'Giao chuyên viên nghiên cứu, tham mưu trả lời đúng hạn.');
    await person.choose('Người chủ trì', /Lê Minh Châu/);
    await person.fill('Thời hạn (ngày làm việc)', '7');
    await person.finishTask('Phân công xử lý');
  });

  it('should be answered by the clerk with a draft', async () => {
    const person = await as('chuyenvien');
    await person.openTask('Xử lý văn bản', subject);
    await person.lookAt('task-process');
    await person.page.getByRole('radio', { name: 'Trình dự thảo trả lời' }).check();
    await person.fill('Trích yếu văn bản trả lời', reply);
    await person.attach('Tệp dự thảo (PDF)', [await letter('du-thao.pdf', reply)]);
    await person.finishTask('Xử lý văn bản');
  });

  it('should be approved by the leader, and issued by the records officer', async () => {
    const leader = await as('lanhdao');
    await leader.openTask('Duyệt dự thảo', subject);
    await leader.lookAt('task-approve');
    await leader.page.getByRole('radio', { name: 'Duyệt và ký' }).check();
    await leader.finishTask('Duyệt dự thảo');
    const officer = await as('vanthu');
    await officer.openTask('Kiểm tra và phát hành', subject);
    await officer.tick('Đã kiểm tra thể thức, chữ ký và nơi nhận');
    await officer.finishTask('Kiểm tra và phát hành');
  });

  it('should show its reply to the enterprise, signed by the leader and sealed by the agency', async () => {
    const person = await as('doanhnghiep');
    const { page } = person;
    await page.goto(documentPath);
    await page.getByRole('link', { name: reply }).click();
    await page.getByRole('heading', { name: reply }).waitFor();
    await person.lookAt('reply-enterprise');
    const pdf = await person.download(page.getByRole('link', { name: /^Tải về .*\.pdf/ }).first());
    expect((await pdfsig(pdf)).map(({ verdict }) => verdict)).toEqual([
      'Signature is Valid.',
      'Signature is Valid.',
    ]);
    expect(await pdftotext(pdf)).toContain('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM');
    const signatures = page.getByRole('region', { name: 'Chữ ký số' });
    await signatures.getByText('Trần Quốc Bảo').waitFor();
    await signatures.getByText('Sở Kế hoạch và Đầu tư').waitFor();
  });

  it('should be confirmed by the enterprise, and be filed with its whole history', async () => {
    const person = await as('doanhnghiep');
    const { page } = person;
    await person.openTask('Xác nhận đã nhận', subject);
    await person.tick('Tôi đã nhận và đọc được văn bản');
    await person.finishTask('Xác nhận đã nhận');
    await page.goto(documentPath);
    const history = page.getByRole('region', { name: 'Quá trình xử lý' });
    await history.getByText('Hoàn thành').waitFor();
    const steps = await history.getByRole('listitem').allInnerTexts();
    expect(steps.map((step) => step.split('\n')[0]).reverse()).toEqual([
      'Đã đến',
      'Đã tiếp nhận',
      'Đã phân công',
      'Đang xử lý',
      'Hoàn thành',
    ]);
    await person.lookAt('document-done');

    const officer = await as('vanthu');
    await officer.page.goto(documentPath);
    const facts = officer.page.getByRole('region', { name: 'Thông tin văn bản' });
    await facts.getByText('Hồ sơ công việc').waitFor();
    await officer.lookAt('document-agency');
  });

  it('should be found in the register by searching', async () => {
    const person = await as('vanthu');
    const { page } = person;
    await person.goTo('Sổ văn bản');
    await page.getByRole('searchbox', { name: 'Tìm trong sổ' }).fill(subject.slice(-8));
    await expect.poll(() => page.getByRole('row').filter({ hasText: subject }).count()).toBe(1);
    await expect.poll(() => page.getByRole('row').count(), { timeout: 10_000 }).toBe(2);
    await person.lookAt('register');
  });

  it('should be followed by its code', async () => {
    const person = await as('doanhnghiep');
    const { page } = person;
    await page.goto('/');
    await page.getByRole('region', { name: 'Tra cứu theo mã' }).getByRole('textbox').fill(trackingCode);
    await page.getByRole('button', { name: 'Tra cứu', exact: true }).click();
    await page.getByRole('heading', { name: subject }).waitFor();
  });

  it.for(['doanhnghiep2', 'vanthu2'])(
    'should stay hidden from %s, who knows its address',
    async (username) => {
      const person = await as(username);
      await person.page.goto(documentPath);
      await person.page
        .getByText(/Không tìm thấy/)
        .first()
        .waitFor();
      expect(await person.page.getByText(subject).count()).toBe(0);
      await person.page.goto('/documents');
      await person.page.getByRole('heading', { level: 1 }).waitFor();
      expect(await person.page.getByText(subject).count()).toBe(0);
    },
  );

  it('should be worked on in English too', async () => {
    const person = await as('vanthu');
    const { page } = person;
    await page.goto('/tasks');
    await page.getByRole('button', { name: 'Tài khoản' }).click();
    await page.getByRole('menuitem', { name: 'English' }).click();
    await page.getByRole('tab', { name: /My groups|Groups/ }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await person.lookAt('inbox-english');
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'Tiếng Việt' }).click();
    await page.getByRole('tab', { name: 'Nhóm của tôi' }).waitFor();
  });

  it.for([
    ['vanthu', '/'],
    ['vanthu', '/tasks?view=groups'],
    ['vanthu', '/documents'],
    ['vanthu', '/register'],
    ['vanthu', 'the document'],
    ['doanhnghiep', '/submit'],
    ['doanhnghiep', 'the document'],
  ] as const)('should fit a phone: %s at %s', async ([username, place]) => {
    const person = await as(username);
    const { page } = person;
    await page.setViewportSize(phone);
    await page.goto(place === 'the document' ? documentPath : place);
    await person.settled();
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
  });

  it('should leave no error behind in any browser', () => {
    expect([...people.values()].flatMap(({ problems }) => problems)).toEqual([]);
  });
});
