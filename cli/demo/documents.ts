/** Documents made for the purpose, in the form that Decree 30/2020 prescribes: real PDF files of 1 to 40 pages, annexes, scans. */
import { renderOfficialDocument } from '../../activities/rendering/index.ts';
import type { Random } from './random.ts';
import { scannedPdf } from './scan.ts';

export interface DemoFile {
  name: string;
  mediaType: string;
  content: Uint8Array;
}

export interface DemoDocument {
  subject: string;
  /** Code of the document kind. */
  kind: string;
  urgency: 'NORMAL' | 'URGENT' | 'VERY_URGENT' | 'FLASH';
  originalNumber: string;
  /** ISO date. */
  issuedOn: string;
  files: DemoFile[];
}

const matters = [
  ['CV', 'Đề nghị hướng dẫn thủ tục điều chỉnh giấy chứng nhận đăng ký đầu tư'],
  ['CV', 'Đề nghị giải đáp chính sách hỗ trợ doanh nghiệp nhỏ và vừa'],
  ['CV', 'Đề nghị xác nhận ưu đãi đầu tư đối với dự án nhà máy chế biến nông sản'],
  ['BC', 'Báo cáo tình hình thực hiện dự án đầu tư quý III năm 2026'],
  ['BC', 'Báo cáo giám sát, đánh giá đầu tư 6 tháng đầu năm 2026'],
  ['TTr', 'Đề nghị chấp thuận chủ trương đầu tư khu thương mại, dịch vụ'],
  ['CV', 'Kiến nghị tháo gỡ vướng mắc về giải phóng mặt bằng'],
  ['CV', 'Đề nghị cung cấp thông tin quy hoạch khu công nghiệp'],
  ['TTr', 'Đề nghị gia hạn tiến độ thực hiện dự án'],
  ['CV', 'Thông báo thay đổi người đại diện theo pháp luật'],
] as const;

const clauses = [
  'Căn cứ Luật Đầu tư và các văn bản hướng dẫn thi hành, doanh nghiệp đã rà soát toàn bộ hồ sơ, đối chiếu với quy định hiện hành và nhận thấy còn một số nội dung cần được cơ quan có thẩm quyền hướng dẫn cụ thể.',
  'Trong quá trình triển khai, doanh nghiệp đã chủ động bố trí nhân lực, kinh phí, phối hợp với chính quyền địa phương và các đơn vị liên quan; đến nay khối lượng công việc hoàn thành đạt khoảng bảy mươi phần trăm so với kế hoạch đã đăng ký.',
  'Tuy nhiên, do giá nguyên vật liệu biến động và thời tiết không thuận lợi, tiến độ một số hạng mục chậm hơn dự kiến. Doanh nghiệp đã điều chỉnh biện pháp thi công và cam kết không làm ảnh hưởng đến mục tiêu, quy mô của dự án.',
  'Về nghĩa vụ tài chính, doanh nghiệp đã nộp đầy đủ các khoản thuế, phí theo thông báo của cơ quan thuế, có xác nhận kèm theo; các khoản còn lại sẽ được thực hiện đúng thời hạn theo quy định.',
  'Doanh nghiệp kính đề nghị quý cơ quan xem xét, hướng dẫn về thành phần hồ sơ, trình tự, thời hạn giải quyết và cơ quan đầu mối tiếp nhận, để doanh nghiệp có căn cứ thực hiện đúng quy định của pháp luật.',
  'Mọi thông tin trao đổi xin gửi qua hệ thống văn bản điện tử của thành phố. Doanh nghiệp chịu trách nhiệm trước pháp luật về tính chính xác của hồ sơ, tài liệu gửi kèm.',
] as const;

/** @param senderName name of the enterprise; `place` as in the heading */
export async function makeDocument(
  number: number,
  senderName: string,
  receiverName: string,
  random: Random,
): Promise<DemoDocument> {
  const [kind, subject] = random.of(matters);
  const originalNumber = `${String(random.between(1, 999)).padStart(2, '0')}/${kind}-${initials(senderName)}`;
  const issuedOn = new Date(Date.now() - random.between(0, 5) * 86_400_000).toISOString().slice(0, 10);
  // most documents are short; one in ten runs to as many as 40 pages
  const pages = random.between(1, 10) === 1 ? random.between(15, 40) : random.between(1, 4);
  const letter = await officialLetter({
    subject,
    originalNumber,
    issuedOn,
    senderName,
    receiverName,
    pages,
    random,
  });
  const files: DemoFile[] = [pdf(`cong-van-${number}.pdf`, letter)];
  if (random.between(1, 3) === 1)
    files.push(pdf(`phu-luc-${number}.pdf`, await annex(subject, issuedOn, random)));
  if (random.between(1, 5) === 1)
    files.push(pdf(`ban-quet-${number}.pdf`, await scannedPdf(random.between(1, 2), random)));
  const urgency = random.of([
    'NORMAL',
    'NORMAL',
    'NORMAL',
    'NORMAL',
    'URGENT',
    'VERY_URGENT',
    'FLASH',
  ] as const);
  return { subject, kind, urgency, originalNumber, issuedOn, files };
}

/** A reply or any other document of the agency, one page. */
export function agencyLetter(
  subject: string,
  agencyName: string,
  recipientName: string,
  random: Random,
): Promise<Uint8Array> {
  return renderOfficialDocument(
    {
      issuer: { name: agencyName, superiorName: 'ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI' },
      number: null,
      place: 'Hà Nội',
      date: new Date().toISOString().slice(0, 10),
      name: null,
      subject,
      addressees: [recipientName],
      body: [
        random.of(clauses),
        'Trên đây là ý kiến của cơ quan, đề nghị doanh nghiệp nghiên cứu, thực hiện theo quy định.',
      ].map(paragraph),
      recipients: ['Như trên', 'Lưu: VT'],
      signer: { authority: ['GIÁM ĐỐC'], name: null, organisation: 'H26.01' },
    },
    { title: subject, createdAt: new Date() },
  );
}

// helpers ////////////////////////////////////////////////////////////

interface Letter {
  subject: string;
  originalNumber: string;
  issuedOn: string;
  senderName: string;
  receiverName: string;
  pages: number;
  random: Random;
}

function officialLetter({
  subject,
  originalNumber,
  issuedOn,
  senderName,
  receiverName,
  pages,
  random,
}: Letter): Promise<Uint8Array> {
  // about eight of these paragraphs fill a page
  const paragraphs = Array.from({ length: Math.max(4, pages * 8 - 5) }, (_, index) =>
    pages > 4 && index % 8 === 0 ? `${index / 8 + 1}. ${random.of(clauses)}` : random.of(clauses),
  );
  return renderOfficialDocument(
    {
      issuer: { name: senderName, superiorName: null },
      number: originalNumber,
      place: 'Hà Nội',
      date: issuedOn,
      name: null,
      subject,
      addressees: [receiverName],
      body: paragraphs.map(paragraph),
      recipients: ['Như trên', 'Lưu: VT'],
      signer: { authority: ['GIÁM ĐỐC'], name: null, organisation: 'doanh-nghiep' },
    },
    { title: subject, createdAt: new Date(`${issuedOn}T02:00:00Z`) },
  );
}

function annex(subject: string, issuedOn: string, random: Random): Promise<Uint8Array> {
  const rows = Array.from({ length: random.between(6, 20) }, (_, index) => [
    String(index + 1),
    random.of([
      'San lấp mặt bằng',
      'Xây dựng nhà xưởng',
      'Lắp đặt thiết bị',
      'Hệ thống xử lý nước thải',
      'Đào tạo nhân lực',
    ]),
    `${random.between(1, 90)}`,
    random.of(['Hoàn thành', 'Đang thực hiện', 'Chưa thực hiện']),
  ]);
  return renderOfficialDocument(
    {
      issuer: null,
      number: null,
      place: 'Hà Nội',
      date: issuedOn,
      name: 'PHỤ LỤC',
      subject: `Kèm theo văn bản: ${subject}`,
      body: [
        {
          kind: 'table',
          columns: [
            { title: 'STT', share: 1 },
            { title: 'Hạng mục', share: 5 },
            { title: 'Giá trị (tỷ đồng)', share: 3 },
            { title: 'Tình trạng', share: 3 },
          ],
          rows,
        },
      ],
      recipients: [],
      signer: null,
    },
    { title: 'Phụ lục', createdAt: new Date(`${issuedOn}T02:00:00Z`) },
  );
}

const paragraph = (text: string) => ({ kind: 'paragraph' as const, spans: [{ text }] });

const pdf = (name: string, content: Uint8Array): DemoFile => ({
  name,
  mediaType: 'application/pdf',
  content,
});

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .join('')
    .toUpperCase()
    .slice(0, 5);
