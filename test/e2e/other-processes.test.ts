/** Documents of the agency, contracts and inspections in the browser, each from its start form to its end. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pdfsig } from '../activities/signing/fixtures.ts';
import { openBrowser, Person, phone } from '../support/browser.ts';
import { type SharedSystem, sharedSystem } from '../support/shared-system.ts';
import { distinct, letter } from './letters.ts';
import { photo } from './photo.ts';

const valid = 'Signature is Valid.';
let system: SharedSystem;
let browser: Browser;
const people = new Map<string, Person>();

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

describe('documents that an agency sends', { timeout: 180_000 }, () => {
  it('should go from the draft to the confirmation of two enterprises', async () => {
    const subject = distinct('Thông báo lịch làm việc với doanh nghiệp');
    const clerk = await as('chuyenvien');
    await clerk.startProcess('outgoing-document');
    await clerk.lookAt('start-outgoing');
    await clerk.fill('Trích yếu', subject);
    await clerk.choose('Loại văn bản', 'Thông báo');
    await clerk.chooseAll('Nơi nhận', [/Thăng Long/, /Hồng Hà/]);
    await clerk.attach('Tệp văn bản (PDF)', [await letter('thong-bao.pdf', subject)]);
    await clerk.begin();

    await does('lanhdao', 'Duyệt và ký', subject, (leader) => check(leader.page, 'Duyệt và ký'));
    await does('vanthu', 'Kiểm tra và phát hành', subject, (officer) =>
      officer.tick('Đã kiểm tra thể thức, chữ ký và nơi nhận'),
    );
    for (const enterprise of ['doanhnghiep', 'doanhnghiep2'])
      await does(enterprise, 'Xác nhận đã nhận', subject, (person) =>
        person.tick('Tôi đã nhận và đọc được văn bản'),
      );

    const enterprise = await as('doanhnghiep2');
    await openDocument(enterprise, subject);
    await enterprise.lookAt('outgoing-enterprise');
    const pdf = await enterprise.download(
      enterprise.page.getByRole('link', { name: /^Tải về .*\.pdf/ }).first(),
    );
    expect((await pdfsig(pdf)).map(({ verdict }) => verdict)).toEqual([valid, valid]);
    const officer = await as('vanthu');
    await officer.goTo('Văn bản');
    await officer.page.getByRole('searchbox').first().fill(subject.slice(-8));
    const sent = officer.page.getByRole('row').filter({ hasText: subject });
    // Each recipient's copy, and what was sent.
    await officer.waitUntilShown(sent.filter({ hasText: 'Hoàn thành' }));
    expect(await sent.count()).toBe(3);
    await officer.lookAt('documents');
  });
});

describe('contracts', { timeout: 180_000 }, () => {
  it('should be signed by both parties in order, and be sealed', async () => {
    const subject = distinct('Hợp đồng dịch vụ số hóa tài liệu');
    const clerk = await as('chuyenvien');
    await clerk.startProcess('e-contract');
    await clerk.fill('Tên hợp đồng', subject);
    await clerk.choose('Mẫu hợp đồng', /Hợp đồng dịch vụ/);
    await clerk.chooseAll('Bên ký (theo thứ tự)', [/Thăng Long/]);
    await clerk.fill('Nội dung dịch vụ', 'Số hóa 12.000 trang tài liệu lưu trữ');
    await clerk.fill('Ngày bắt đầu', '2026-12-01');
    await clerk.fill('Ngày kết thúc', '2027-03-31');
    await clerk.fill('Giá trị hợp đồng (đồng)', '180.000.000');
    await clerk.fill('Phương thức thanh toán', 'Chuyển khoản trong 15 ngày kể từ ngày nghiệm thu');
    await clerk.begin();

    await does('chuyenvien', 'Kiểm tra dự thảo', subject, async (person) => {
      await person.lookAt('task-contract-review');
      await person.tick('Nội dung dự thảo đúng với thỏa thuận');
    });
    await does('doanhnghiep', 'Ký hợp đồng', subject, (person) => check(person.page, 'Ký số hợp đồng'));
    await does('lanhdao', 'Ký hợp đồng', subject, (person) => check(person.page, 'Ký số hợp đồng'));

    const enterprise = await as('doanhnghiep');
    const { page } = enterprise;
    await page.goto('/contracts');
    await enterprise.waitUntilShown(page.getByRole('link', { name: subject }));
    await enterprise.lookAt('contracts');
    await page.getByRole('link', { name: subject }).first().click();
    await page.getByText(/Đã đóng dấu hoàn tất/).waitFor();
    await enterprise.lookAt('contract');
    const pdf = await enterprise.download(page.getByRole('link', { name: /^Tải về .*\.pdf/ }).first());
    expect((await pdfsig(pdf)).map(({ verdict }) => verdict)).toEqual([valid, valid, valid]);
  });
});

describe('inspections', { timeout: 240_000 }, () => {
  it('should go from the proposal to the published conclusion, the checklist filled in on a phone', async () => {
    const subject = distinct('Kiểm tra việc chấp hành quy định về báo cáo đầu tư');
    const inspector = await as('thanhtra');
    await inspector.startProcess('e-inspection');
    await inspector.fill('Nội dung kiểm tra', subject);
    await inspector.choose('Doanh nghiệp được kiểm tra', /Thăng Long/);
    await inspector.fill('Phạm vi, thời kỳ kiểm tra', 'Từ ngày 01/01/2025 đến ngày 30/6/2026');
    await inspector.choose('Trưởng đoàn', /Phạm Đức Thắng/);
    await inspector.begin();
    await does('lanhdao', 'Quyết định kiểm tra', subject, (leader) =>
      check(leader.page, 'Ban hành quyết định kiểm tra'),
    );
    await does('thanhtra', 'Công bố quyết định', subject, (person) =>
      person.fill('Biên bản công bố', 'Công bố tại trụ sở doanh nghiệp, có đại diện theo pháp luật.'),
    );

    const outside = await Person.signIn(browser, system.url, 'thanhtra', {
      viewport: phone,
      hasTouch: true,
      isMobile: true,
    });
    people.set('thanhtra on a phone', outside);
    await outside.openTask('Kiểm tra theo danh mục', subject);
    const first = outside.page.getByRole('group', { name: 'Dòng 1' });
    await outside.fill('Nội dung', 'Báo cáo giám sát, đánh giá đầu tư', first);
    await outside.choose('Kết quả', 'Không đạt', first);
    await outside.fill('Ghi chú, chứng cứ', 'Thiếu báo cáo quý III năm 2025', first);
    await outside.attach('Ảnh hiện trường', [await photo('hien-truong.png')], first);
    await outside.page.getByRole('button', { name: 'Thêm dòng' }).click();
    const second = outside.page.getByRole('group', { name: 'Dòng 2' });
    await outside.fill('Nội dung', 'Giấy chứng nhận đăng ký đầu tư', second);
    await outside.choose('Kết quả', 'Đạt', second);
    await outside.fill('Nhận xét chung', 'Doanh nghiệp cơ bản chấp hành; còn thiếu một báo cáo định kỳ.');
    await outside.snap('checklist-on-phone');
    const width = await outside.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(phone.width);
    await outside.finishTask('Kiểm tra theo danh mục');

    await does('thanhtra', 'Ký biên bản', subject, (person) =>
      person.tick('Tôi đồng ý với nội dung biên bản'),
    );
    await does('doanhnghiep', 'Ký biên bản', subject, async (person) => {
      await person.fill('Ý kiến giải trình', 'Doanh nghiệp sẽ bổ sung báo cáo trong 05 ngày làm việc.');
      await person.tick('Tôi ký biên bản');
    });
    await does('thanhtra', 'Dự thảo kết luận', subject, async (person) => {
      await person.page.getByText('Doanh nghiệp sẽ bổ sung báo cáo trong 05 ngày làm việc.').waitFor();
      await person.fill('Kết luận', 'Doanh nghiệp chấp hành phần lớn quy định về báo cáo đầu tư.');
      await person.fill('Kiến nghị, biện pháp xử lý', 'Bổ sung báo cáo quý III năm 2025.');
    });
    await does('lanhdao', 'Duyệt kết luận', subject, (leader) => check(leader.page, 'Duyệt và ký'));

    const enterprise = await as('doanhnghiep');
    const { page } = enterprise;
    await page.goto('/inspections');
    await enterprise.waitUntilShown(page.getByRole('link', { name: subject }));
    await enterprise.lookAt('inspections');
    await page.getByRole('link', { name: subject }).first().click();
    await expect
      .poll(() => page.getByText('Công khai kết luận').count(), { timeout: 30_000 })
      .toBeGreaterThan(0);
    await page.getByText('Báo cáo giám sát, đánh giá đầu tư').first().waitFor();
    await page.getByRole('img', { name: /Ảnh 1/ }).waitFor();
    await enterprise.lookAt('inspection');
    const minutes = await enterprise.download(
      page.getByRole('link', { name: 'Tải về Biên bản.pdf' }).first(),
    );
    // There is a place for the agency's seal, which minutes do not carry.
    const signed = (await pdfsig(minutes)).filter(({ verdict }) => verdict !== '');
    expect(signed.map(({ field, verdict }) => [field, verdict])).toEqual([
      ['ky-ca-nhan-H26_01', valid],
      ['ky-ca-nhan-0199990011', valid],
    ]);
  });

  it('should leave no error behind in any browser', () => {
    expect([...people.values()].flatMap(({ problems }) => problems)).toEqual([]);
  });
});

/** Somebody opens a task, does what is to be done, and completes it. */
async function does(
  username: string,
  task: string,
  subject: string,
  act: (person: Person) => Promise<void>,
): Promise<void> {
  const person = await as(username);
  await person.openTask(task, subject);
  await act(person);
  await person.finishTask(task);
}

function check(page: Page, choice: string): Promise<void> {
  return page.getByRole('radio', { name: choice }).check();
}

async function openDocument(person: Person, subject: string): Promise<void> {
  const { page } = person;
  await person.goTo('Văn bản');
  await page.getByRole('searchbox').first().fill(subject.slice(-8));
  await page.getByRole('link', { name: subject }).first().click();
  await page.getByRole('heading', { level: 1, name: subject }).waitFor();
}
