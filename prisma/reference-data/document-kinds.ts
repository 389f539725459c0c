/** Kinds of administrative documents with their abbreviations: Decree 30/2020/NĐ-CP, art. 7 and App. III. */

export interface DocumentKind {
  /** As written in the number of a document: 05/QĐ-SKHĐT. */
  code: string;
  vi: string;
  en: string;
  /** What the code rests on. */
  source: string;
}

const decree30 = 'Nghị định số 30/2020/NĐ-CP, Phụ lục III';
const practice =
  'Ký hiệu quy ước của hệ thống: Phụ lục III Nghị định số 30/2020/NĐ-CP không quy định chữ viết tắt';

export const documentKinds: readonly DocumentKind[] = [
  { code: 'CV', vi: 'Công văn', en: 'Official letter', source: practice },
  { code: 'TTr', vi: 'Tờ trình', en: 'Submission', source: decree30 },
  { code: 'BC', vi: 'Báo cáo', en: 'Report', source: decree30 },
  { code: 'KH', vi: 'Kế hoạch', en: 'Plan', source: decree30 },
  { code: 'TB', vi: 'Thông báo', en: 'Announcement', source: decree30 },
  { code: 'QĐ', vi: 'Quyết định', en: 'Decision', source: decree30 },
  { code: 'NQ', vi: 'Nghị quyết', en: 'Resolution', source: decree30 },
  { code: 'CT', vi: 'Chỉ thị', en: 'Directive', source: decree30 },
  { code: 'QC', vi: 'Quy chế', en: 'Regulation', source: decree30 },
  { code: 'QyĐ', vi: 'Quy định', en: 'Rules', source: decree30 },
  { code: 'TC', vi: 'Thông cáo', en: 'Communiqué', source: decree30 },
  { code: 'HD', vi: 'Hướng dẫn', en: 'Guideline', source: decree30 },
  { code: 'CTr', vi: 'Chương trình', en: 'Programme', source: decree30 },
  { code: 'PA', vi: 'Phương án', en: 'Option paper', source: decree30 },
  { code: 'ĐA', vi: 'Đề án', en: 'Scheme', source: decree30 },
  { code: 'DA', vi: 'Dự án', en: 'Project', source: decree30 },
  { code: 'BB', vi: 'Biên bản', en: 'Minutes', source: decree30 },
  { code: 'HĐ', vi: 'Hợp đồng', en: 'Contract', source: decree30 },
  { code: 'CĐ', vi: 'Công điện', en: 'Official telegram', source: decree30 },
  { code: 'BGN', vi: 'Bản ghi nhớ', en: 'Memorandum', source: decree30 },
  { code: 'BTT', vi: 'Bản thỏa thuận', en: 'Agreement', source: decree30 },
  { code: 'GUQ', vi: 'Giấy ủy quyền', en: 'Power of attorney', source: decree30 },
  { code: 'GM', vi: 'Giấy mời', en: 'Invitation', source: decree30 },
  { code: 'GGT', vi: 'Giấy giới thiệu', en: 'Letter of introduction', source: decree30 },
  { code: 'GNP', vi: 'Giấy nghỉ phép', en: 'Leave certificate', source: decree30 },
  { code: 'PG', vi: 'Phiếu gửi', en: 'Dispatch note', source: decree30 },
  { code: 'PC', vi: 'Phiếu chuyển', en: 'Transfer note', source: decree30 },
  { code: 'PB', vi: 'Phiếu báo', en: 'Notice', source: decree30 },
  { code: 'TCg', vi: 'Thư công', en: 'Official courtesy letter', source: practice },
  { code: 'ĐN', vi: 'Đơn đề nghị', en: 'Application', source: practice },
  { code: 'QĐTT', vi: 'Quyết định thanh tra, kiểm tra', en: 'Inspection decision', source: practice },
  { code: 'KL', vi: 'Kết luận', en: 'Conclusion', source: practice },
];

export function documentKind(code: string): DocumentKind | undefined {
  return documentKinds.find((kind) => kind.code === code);
}
