import { PDFDocument, PDFSignature } from '@cantoo/pdf-lib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Block,
  documentTemplates,
  type OfficialDocument,
  type RenderContext,
  renderDocument,
  renderOfficialDocument,
  writeNumber,
} from '../../../activities/rendering/index.ts';
import { breakBalanced, breakLines } from '../../../activities/rendering/text-lines.ts';
import { loadTypeface } from '../../../activities/rendering/typeface.ts';
import { fillPlaces, lowerFirst, writtenValue } from '../../../activities/rendering/values.ts';
import { pdftotext } from '../signing/fixtures.ts';

const context: RenderContext = {
  issuer: {
    code: 'H26.01',
    name: 'Sở Kế hoạch và Đầu tư',
    symbol: 'SKHĐT',
    superiorName: 'Ủy ban nhân dân thành phố Hà Nội',
    leader: { name: 'Trần Quốc Bảo', title: 'Phó Giám đốc' },
  },
  subject: 'Kiểm tra việc chấp hành pháp luật về đăng ký doanh nghiệp',
  number: null,
  kind: 'QĐ',
  date: '2026-02-05',
  place: 'Hà Nội',
  urgency: 'FLASH',
  recipients: [{ taxCode: '0199990011', name: 'Công ty Cổ phần Thiết bị điện Thăng Long', address: null }],
  values: {
    periodDays: 10,
    findings: [{ item: 'Góp đủ vốn điều lệ', result: 'FAIL', note: 'Thiếu 2 tỷ đồng' }],
  },
};
const createdAt = new Date('2026-02-05T09:00:00+07:00');

const words = (text: string) => text.split(/\s+/).filter(Boolean);
const oneLine = (text: string) => words(text).join(' ');

function aDocument(body: Block[]): OfficialDocument {
  return {
    issuer: { name: 'Sở Kế hoạch và Đầu tư', superiorName: null },
    number: '05/CV-SKHĐT',
    place: 'Hà Nội',
    date: '2026-11-20',
    name: null,
    subject: 'thử nghiệm',
    body,
    recipients: ['Lưu: VT'],
    signer: { authority: ['Giám đốc'], name: 'Trần Quốc Bảo', organisation: 'H26.01' },
  };
}

describe('renderDocument', () => {
  it('should carry the parts that Decree 30/2020 prescribes, as text that can be copied', async () => {
    const pdf = await renderDocument({ template: 'decision', context, createdAt });
    const text = oneLine(await pdftotext(pdf, '-layout'));
    for (const part of [
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
      'Độc lập - Tự do - Hạnh phúc',
      'SỞ KẾ HOẠCH VÀ ĐẦU TƯ',
      'Hà Nội, ngày 05 tháng 02 năm 2026',
      'QUYẾT ĐỊNH',
      'HỎA TỐC',
      'Thời hạn kiểm tra là 10 ngày',
      'Nơi nhận:',
      'KT. GIÁM ĐỐC',
      'PHÓ GIÁM ĐỐC',
      'Trần Quốc Bảo',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('should keep a gap for a number that is still to come, and take it once', async () => {
    const pdf = await renderDocument({ template: 'decision', context, createdAt });
    expect(oneLine(await pdftotext(pdf, '-layout'))).toMatch(/Số: \/QĐ-SKHĐT/);
    const numbered = await writeNumber(pdf, '07/QĐ-SKHĐT');
    expect(oneLine(await pdftotext(numbered, '-layout'))).toMatch(/Số: 07 ?\/QĐ-SKHĐT/);
    expect(await writeNumber(numbered, '08/QĐ-SKHĐT')).toBe(numbered);
  });

  it('should leave a file alone that keeps no place for a number', async () => {
    const letter = await renderDocument({
      template: 'official-letter',
      context: { ...context, number: '05/CV-SKHĐT' },
      createdAt,
    });
    expect(await writeNumber(letter, '06/CV-SKHĐT')).toBe(letter);
    const noPdf = Buffer.from('không phải PDF');
    expect(await writeNumber(noPdf, '06/CV-SKHĐT')).toBe(noPdf);
  });

  it.each(Object.keys(documentTemplates) as (keyof typeof documentTemplates)[])(
    'should keep places for signatures: %s',
    async (template) => {
      const document = await PDFDocument.load(await renderDocument({ template, context, createdAt }));
      const fields = document.getForm().getFields();
      expect(fields.every((field) => field instanceof PDFSignature)).toBe(true);
      const expected = {
        minutes: ['ky-ca-nhan-H26_01', 'ky-co-quan-H26_01', 'ky-ca-nhan-0199990011'],
        receipt: ['ky-co-quan-H26_01'],
      };
      const names = fields.map((field) => field.getName());
      expect(names).toEqual(
        expected[template as keyof typeof expected] ?? ['ky-ca-nhan-H26_01', 'ky-co-quan-H26_01'],
      );
    },
  );

  it('should write what somebody wrote in a form instead of the words of the template', async () => {
    const values = { body: 'Dòng thứ nhất.\nDòng thứ hai.' };
    const pdf = await renderDocument({
      template: 'official-letter',
      context: { ...context, values },
      createdAt,
    });
    const text = oneLine(await pdftotext(pdf));
    expect(text).toContain('Dòng thứ nhất. Dòng thứ hai.');
    expect(text).not.toContain('trân trọng thông báo');
  });
});

describe('renderOfficialDocument', () => {
  it('should number pages from the second on and lose no word over 40 pages', async () => {
    const sentence =
      'Căn cứ kết quả thẩm định hồ sơ, cơ quan chủ trì đã lấy ý kiến các đơn vị có liên quan theo quy định.';
    const paragraphs = Array.from({ length: 680 }, (_, index) => `Đoạn ${index + 1}. ${sentence}`);
    const body = paragraphs.map((text): Block => ({ kind: 'paragraph', spans: [{ text }] }));
    const pdf = await renderOfficialDocument(aDocument(body), { title: 'Thử nghiệm', createdAt });
    const pages = (await pdftotext(pdf)).split('\f').slice(0, -1);
    expect(pages.length).toBeGreaterThan(35);
    expect(words(pages[0] ?? '')[0]).not.toBe('1');
    for (const [index, page] of pages.entries())
      if (index > 0) expect(words(page)[0]).toBe(String(index + 1));
    const text = pages
      .map((page, index) => oneLine(page).replace(index > 0 ? `${index + 1} ` : '', ''))
      .join(' ');
    for (const paragraph of paragraphs) expect(text).toContain(paragraph);
  });

  it('should break a table row that is longer than a page, and keep all of it', async () => {
    const cell = Array.from({ length: 700 }, (_, index) => `mục${index}`).join(' ');
    const table: Block = {
      kind: 'table',
      columns: [
        { title: 'TT', share: 1 },
        { title: 'Nội dung', share: 3 },
      ],
      rows: [['1', cell]],
    };
    const pdf = await renderOfficialDocument(aDocument([table]), { title: 'Bảng', createdAt });
    const found = new Set(words(await pdftotext(pdf)));
    for (const word of words(cell)) expect(found.has(word)).toBe(true);
  });

  it('should write letters of any script that the typeface has, and "?" for others', async () => {
    const body: Block[] = [
      { kind: 'paragraph', spans: [{ text: 'Αθήνα, Москва, 漢字, 5 m², 10 €, “ngoặc” … ₫' }] },
    ];
    const text = await pdftotext(await renderOfficialDocument(aDocument(body), { title: 'x', createdAt }));
    expect(oneLine(text)).toContain('Αθήνα, Москва, ??, 5 m², 10 €, “ngoặc” … ₫');
  });
});

describe('breaking lines', async () => {
  const letters = 'aăâbcdđeêghiklmnoôơpqrstuưvxyấềộữ ';
  const typeface = await loadTypeface(await PDFDocument.create(), letters, ['regular']);
  const word = fc.string({ unit: fc.constantFrom(...letters.trim()), minLength: 1, maxLength: 40 });
  const options = fc.record({
    size: fc.constant(14),
    width: fc.integer({ min: 40, max: 450 }),
    indent: fc.constantFrom(0, 28),
  });

  it('should keep every letter in order and no line wider than its column', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), options, (given, { size, width, indent }) => {
        const lines = breakLines(typeface, [{ text: given.join(' ') }], { size, width, indent });
        const back = lines.flatMap((line) => line.words.map(({ text }) => text)).join('');
        expect(back).toBe(given.join(''));
        for (const [index, line] of lines.entries()) {
          expect(line.width).toBeLessThanOrEqual(width - (index === 0 ? indent : 0) + 0.001);
        }
        expect(lines.map(({ isLast }) => isLast)).toEqual(
          lines.map((_, index) => index === lines.length - 1),
        );
      }),
    );
  });

  it('should balance with no more lines than it needs', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), (given) => {
        const spans = [{ text: given.join(' ') }];
        const greedy = breakLines(typeface, spans, { size: 13, width: 198 });
        const balanced = breakBalanced(typeface, spans, { size: 13, width: 198 });
        expect(balanced.length).toBeLessThanOrEqual(greedy.length);
        const widest = (lines: typeof greedy) => Math.max(...lines.map(({ width }) => width));
        expect(widest(balanced)).toBeLessThanOrEqual(widest(greedy) + 0.001);
      }),
    );
  });
});

describe('values', () => {
  it('should be written as in Vietnamese documents', () => {
    expect(writtenValue(1250000)).toBe('1.250.000');
    expect(writtenValue('2026-11-05')).toBe('05/11/2026');
    expect(writtenValue(['a', null, 2])).toBe('a, 2');
    expect(fillPlaces('{{a}} đồng', { a: 5000 })).toBe('5.000 đồng');
    expect(fillPlaces('{{a}} đồng', {})).toBeNull();
    expect(lowerFirst('Kiểm tra')).toBe('kiểm tra');
    expect(lowerFirst('UBND phường')).toBe('UBND phường');
    expect(lowerFirst('Đề nghị')).toBe('đề nghị');
  });
});
