/** The documents that processes make by themselves, each from what the process knows. */
import type { Bilingual } from '../job.ts';
import type { Block, OfficialDocument, SigningParty } from './official-document.ts';
import { fillPlaces, lowerFirst, writtenLines, writtenValue } from './values.ts';

export interface Issuer {
  code: string;
  name: string;
  symbol: string;
  superiorName: string | null;
  /** Who signs for the agency, when there is one leader only. */
  leader: { name: string; title: string | null } | null;
}

export interface Recipient {
  taxCode: string;
  name: string;
  address: string | null;
}

export interface RenderContext {
  issuer: Issuer;
  subject: string;
  /** Number and symbol, if it has one already. */
  number: string | null;
  /** Code of the document kind. */
  kind: string;
  /** "YYYY-MM-DD" */
  date: string;
  place: string;
  urgency: 'NORMAL' | 'URGENT' | 'VERY_URGENT' | 'FLASH';
  recipients: readonly Recipient[];
  values: Readonly<Record<string, unknown>>;
}

export interface DocumentTemplate {
  title: Bilingual;
  make(context: RenderContext): OfficialDocument;
}

// ---------------------------------------------------------------------------------------------------------------- parts

function paragraph(text: string, style: 'regular' | 'italic' | 'bold' = 'regular'): Block {
  return { kind: 'paragraph', spans: [{ text, style }] };
}

function centred(text: string): Block {
  return { kind: 'paragraph', spans: [{ text, style: 'bold' }], align: 'center' };
}

/** "Điều 1." in bold, then its words. */
function article(number: number, text: string): Block {
  return { kind: 'paragraph', spans: [{ text: `Điều ${number}. `, style: 'bold' }, { text }] };
}

function heading(text: string): Block {
  return paragraph(text, 'bold');
}

const urgencyMarks = { NORMAL: null, URGENT: 'KHẨN', VERY_URGENT: 'THƯỢNG KHẨN', FLASH: 'HỎA TỐC' } as const;

/** A deputy signs for the head: "KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC" (Decree 30/2020, App. I, II.7). */
function authorityOf(issuer: Issuer): string[] {
  const title = issuer.leader?.title ?? headTitle(issuer.name);
  const deputyOf = /^Phó (.+)$/i.exec(title)?.[1];
  return deputyOf ? [`KT. ${deputyOf}`, title] : [title];
}

function headTitle(agencyName: string): string {
  if (/^Sở /i.test(agencyName)) return 'Giám đốc';
  if (/^Ủy ban/i.test(agencyName)) return 'Chủ tịch';
  return 'Thủ trưởng';
}

function named(recipient: Recipient): string {
  return `${recipient.name} (mã số thuế ${recipient.taxCode})`;
}

function official(
  context: RenderContext,
  parts: Pick<OfficialDocument, 'name' | 'body'> & Partial<OfficialDocument>,
): OfficialDocument {
  const { issuer } = context;
  return {
    issuer: { name: issuer.name, superiorName: issuer.superiorName },
    number: context.number,
    ...(context.number ? {} : { pendingSymbol: `/${context.kind}-${issuer.symbol}` }),
    place: context.place,
    date: context.date,
    urgency: urgencyMarks[context.urgency],
    subject: context.subject,
    recipients: [...(context.recipients.length > 0 ? ['Như trên'] : []), 'Lưu: VT'],
    signer: { authority: authorityOf(issuer), name: issuer.leader?.name ?? null, organisation: issuer.code },
    ...parts,
  };
}

function about(subject: string): string {
  return /^(về việc|v\/v)\s/i.test(subject) ? subject : `Về việc ${lowerFirst(subject)}`;
}

/** Text that somebody wrote in a form, instead of what the template would say. */
function ownBody({ values }: RenderContext): Block[] | null {
  const lines = writtenLines(values.body);
  return lines.length > 0 ? lines.map((line) => paragraph(line)) : null;
}

const resultNames: Record<string, string> = {
  PASS: 'Đạt',
  FAIL: 'Không đạt',
  NOT_APPLICABLE: 'Không áp dụng',
};

function findingsTable(findings: unknown): Block[] {
  if (!Array.isArray(findings) || findings.length === 0) return [];
  const rows = findings.map((finding: Record<string, unknown>, index) => {
    const photos = Array.isArray(finding.photoIds) ? finding.photoIds.length : 0;
    const note = [writtenValue(finding.note), photos > 0 ? `Kèm ${photos} ảnh` : '']
      .filter(Boolean)
      .join('. ');
    return [String(index + 1), writtenValue(finding.item), resultNames[String(finding.result)] ?? '', note];
  });
  return [
    {
      kind: 'table',
      columns: [
        { title: 'TT', share: 1 },
        { title: 'Nội dung kiểm tra', share: 6 },
        { title: 'Kết quả', share: 2.4 },
        { title: 'Ghi chú', share: 4 },
      ],
      rows,
    },
  ];
}

function section(title: string, text: unknown): Block[] {
  const lines = writtenLines(text);
  return lines.length > 0 ? [heading(title), ...lines.map((line) => paragraph(line))] : [];
}

// ------------------------------------------------------------------------------------------------------------ documents

function decision(context: RenderContext): OfficialDocument {
  const { values, issuer, recipients } = context;
  const [subject] = recipients;
  const bases = writtenLines(values.legalBasis);
  const bodies =
    bases.length > 0
      ? bases
      : ['Nghị định số 217/2025/NĐ-CP của Chính phủ về hoạt động kiểm tra chuyên ngành'];
  const articles = [
    `Kiểm tra${subject ? ` đối với ${named(subject)}` : ''}${values.scope ? `. Nội dung, phạm vi kiểm tra: ${writtenValue(values.scope)}` : ''}.`,
    fillPlaces('Thời hạn kiểm tra là {{periodDays}} ngày, kể từ ngày công bố quyết định.', values),
    subject
      ? `${subject.name} có trách nhiệm cung cấp thông tin, tài liệu theo nội dung kiểm tra và được từ chối cung cấp những gì không liên quan theo quy định của pháp luật.`
      : null,
    'Quyết định này có hiệu lực kể từ ngày ký. Các đơn vị, tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành Quyết định này.',
  ].filter((text) => text !== null);
  return official(context, {
    name: 'QUYẾT ĐỊNH',
    subject: about(context.subject),
    body: [
      centred(`${headTitle(issuer.name)} ${issuer.name}`.toUpperCase()),
      ...bodies.map((basis) =>
        paragraph(`${/^căn cứ/i.test(basis) ? basis : `Căn cứ ${basis}`}`.replace(/[.;]*$/, ';'), 'italic'),
      ),
      centred('QUYẾT ĐỊNH:'),
      ...(ownBody(context) ?? articles.map((text, index) => article(index + 1, text))),
    ],
    recipients: [...recipients.map(({ name }) => name), 'Lưu: VT'],
  });
}

function announcement(context: RenderContext): OfficialDocument {
  return official(context, {
    name: 'THÔNG BÁO',
    subject: about(context.subject),
    body: ownBody(context) ?? [
      paragraph(
        `${context.issuer.name} thông báo để ${context.recipients.map(({ name }) => name).join(', ') || 'các tổ chức, cá nhân có liên quan'} biết và thực hiện.`,
      ),
    ],
    recipients: [...context.recipients.map(({ name }) => name), 'Lưu: VT'],
  });
}

function minutes(context: RenderContext): OfficialDocument {
  const { values, issuer, recipients } = context;
  const [subject] = recipients;
  const parties: SigningParty[] = [
    { caption: 'ĐẠI DIỆN ĐOÀN KIỂM TRA', organisation: issuer.code },
    ...(subject ? [{ caption: 'ĐẠI DIỆN ĐƠN VỊ ĐƯỢC KIỂM TRA', organisation: subject.taxCode }] : []),
  ];
  return official(context, {
    name: 'BIÊN BẢN',
    number: null,
    pendingSymbol: '',
    subject: about(context.subject),
    body: [
      ...(ownBody(context) ?? [
        paragraph(
          `Hôm nay, ngày ${writtenValue(context.date)}, đoàn kiểm tra của ${issuer.name} đã làm việc với ${subject ? named(subject) : 'đơn vị được kiểm tra'}.`,
        ),
        ...(values.decisionNumber
          ? [paragraph(`Thực hiện Quyết định số ${writtenValue(values.decisionNumber)}.`)]
          : []),
      ]),
      ...(Array.isArray(values.findings) && values.findings.length > 0
        ? [heading('I. Kết quả kiểm tra')]
        : []),
      ...findingsTable(values.findings),
      ...section('II. Nhận xét', values.summary),
      ...section('III. Ý kiến của đơn vị được kiểm tra', values.enterpriseOpinion),
      paragraph(
        'Biên bản được lập dưới dạng điện tử, các bên đã đọc, thống nhất nội dung và ký số; mỗi bên nhận một bản qua hệ thống.',
      ),
      { kind: 'signatures', parties },
    ],
    recipients: [],
    signer: null,
  });
}

function conclusion(context: RenderContext): OfficialDocument {
  const { values, issuer, recipients } = context;
  const [subject] = recipients;
  return official(context, {
    name: 'KẾT LUẬN',
    subject: about(context.subject),
    body: ownBody(context) ?? [
      paragraph(
        `${values.decisionNumber ? `Thực hiện Quyết định số ${writtenValue(values.decisionNumber)}, ` : ''}${issuer.name} đã kiểm tra${subject ? ` ${named(subject)}` : ''}. Căn cứ biên bản và hồ sơ kiểm tra, ${issuer.name} kết luận như sau:`,
      ),
      ...(Array.isArray(values.findings) && values.findings.length > 0
        ? [heading('1. Kết quả kiểm tra')]
        : []),
      ...findingsTable(values.findings),
      ...section('2. Kết luận', values.conclusion),
      ...section('3. Ý kiến của đơn vị được kiểm tra', values.enterpriseOpinion),
      ...section('4. Biện pháp khắc phục, kiến nghị', values.remedies),
    ],
    recipients: [...recipients.map(({ name }) => name), 'Lưu: VT'],
  });
}

function officialLetter(context: RenderContext): OfficialDocument {
  const names = context.recipients.map(({ name }) => name);
  return official(context, {
    name: null,
    subject: lowerFirst(context.subject),
    addressees: names,
    body: ownBody(context) ?? [paragraph(`${context.issuer.name} trân trọng thông báo.`)],
  });
}

/** Acknowledgement of an electronic document on the day of its arrival (Decree 30/2020, art. 21.2). */
function receipt(context: RenderContext): OfficialDocument {
  const { values, issuer, recipients } = context;
  const [sender] = recipients;
  const rows = [
    ['Bên gửi', sender ? named(sender) : ''],
    ['Trích yếu', context.subject],
    ['Số, ký hiệu văn bản của bên gửi', writtenValue(values.originalNumber)],
    ['Mã tra cứu', writtenValue(values.trackingCode)],
    ['Số đến', writtenValue(values.incomingNumber)],
    ['Thời điểm tiếp nhận', writtenValue(values.receivedAtText)],
    ['Các tệp kèm theo (SHA-256)', writtenValue(values.files)],
  ].filter(([, text]) => text);
  return official(context, {
    name: 'GIẤY BIÊN NHẬN',
    number: null,
    pendingSymbol: '',
    subject: 'Tiếp nhận văn bản điện tử',
    body: [
      paragraph(`${issuer.name} xác nhận đã tiếp nhận văn bản điện tử sau đây:`),
      {
        kind: 'table',
        columns: [
          { title: 'Thông tin', share: 4 },
          { title: 'Nội dung', share: 8 },
        ],
        rows: rows.map(([label = '', text = '']) => [label, text]),
      },
      paragraph('Bên gửi dùng mã tra cứu để theo dõi quá trình xử lý. Không phải gửi thêm bản giấy.'),
    ],
    recipients: sender ? [sender.name, 'Lưu: VT'] : ['Lưu: VT'],
    signer: { authority: [issuer.name], name: null, organisation: issuer.code, sealOnly: true },
  });
}

export const documentTemplates = {
  decision: { title: { vi: 'Quyết định', en: 'Decision' }, make: decision },
  announcement: { title: { vi: 'Thông báo', en: 'Announcement' }, make: announcement },
  minutes: { title: { vi: 'Biên bản', en: 'Minutes' }, make: minutes },
  conclusion: { title: { vi: 'Kết luận', en: 'Conclusion' }, make: conclusion },
  'official-letter': { title: { vi: 'Công văn', en: 'Official letter' }, make: officialLetter },
  receipt: { title: { vi: 'Giấy biên nhận', en: 'Receipt' }, make: receipt },
} as const satisfies Record<string, DocumentTemplate>;

export type DocumentTemplateName = keyof typeof documentTemplates;
