/**
 * What people are told, each declared once. `{{subject}}`, `{{trackingCode}}`, `{{dueAt}}`, `{{agency}}` and `{{note}}` are filled in from the
 * document and the process; a sentence with a place that has nothing to fill it is left out.
 */
import type { Bilingual } from '../job.ts';

export interface NotificationTemplate {
  title: Bilingual;
  /** One sentence each. */
  body: readonly string[];
}

const document = 'Văn bản “{{subject}}” (mã tra cứu {{trackingCode}}).';

function template(vi: string, en: string, ...body: string[]): NotificationTemplate {
  return { title: { vi, en }, body };
}

export const notificationTemplates = {
  'document-received': template(
    'Văn bản đã được tiếp nhận',
    'Document received',
    document,
    'Cơ quan tiếp nhận: {{agency}}.',
    'Số đến: {{incomingNumber}}.',
  ),
  'document-refused': template(
    'Văn bản bị từ chối tiếp nhận',
    'Document refused',
    document,
    'Lý do: {{note}}',
  ),
  'document-assigned': template(
    'Bạn được phân công xử lý văn bản',
    'A document was assigned to you',
    document,
    'Ý kiến chỉ đạo: {{note}}',
    'Hạn xử lý: {{dueAt}}.',
  ),
  'coordination-requested': template(
    'Đề nghị phối hợp xử lý văn bản',
    'Co-ordination requested',
    document,
    'Nội dung: {{note}}',
    'Hạn xử lý: {{dueAt}}.',
  ),
  'supplement-requested': template(
    'Đề nghị bổ sung hồ sơ',
    'Supplement requested',
    document,
    'Nội dung cần bổ sung: {{note}}',
    'Thời gian chờ bổ sung không tính vào hạn xử lý.',
  ),
  'deadline-warning': template(
    'Văn bản sắp đến hạn xử lý',
    'Deadline is near',
    document,
    'Hạn xử lý: {{dueAt}}.',
    '{{note}}',
  ),
  'deadline-overdue': template(
    'Văn bản quá hạn xử lý',
    'Deadline has passed',
    document,
    'Hạn xử lý: {{dueAt}}.',
    '{{note}}',
  ),
  'deadline-extended': template(
    'Hạn xử lý được gia hạn',
    'Deadline extended',
    document,
    'Hạn mới: {{dueAt}}.',
    'Lý do: {{note}}',
  ),
  'extension-requested': template(
    'Đề nghị gia hạn xử lý',
    'Extension requested',
    document,
    'Lý do: {{note}}',
  ),
  'extension-refused': template(
    'Đề nghị gia hạn không được chấp thuận',
    'Extension refused',
    document,
    'Ý kiến: {{note}}',
    'Hạn xử lý: {{dueAt}}.',
  ),
  'returned-for-correction': template(
    'Dự thảo bị trả lại để hoàn thiện',
    'Draft returned for correction',
    document,
    'Ý kiến: {{note}}',
  ),
  'reply-issued': template(
    'Đã có văn bản trả lời',
    'Reply issued',
    document,
    'Số và ký hiệu văn bản trả lời: {{note}}.',
  ),
  'document-delivered': template(
    'Bạn nhận được một văn bản',
    'You have received a document',
    document,
    'Cơ quan ban hành: {{agency}}.',
    'Số và ký hiệu: {{note}}.',
  ),
  'document-recalled': template('Văn bản đã được thu hồi', 'Document recalled', document, '{{note}}'),
  'recall-refused': template(
    'Đề nghị thu hồi không được chấp thuận',
    'Recall refused',
    document,
    'Lý do: {{note}}',
  ),
  'contract-invitation': template(
    'Mời ký hợp đồng điện tử',
    'Invitation to sign a contract',
    'Hợp đồng “{{subject}}” đang chờ bạn ký.',
    'Mã tra cứu: {{trackingCode}}.',
  ),
  'contract-reminder': template(
    'Nhắc ký hợp đồng điện tử',
    'Reminder to sign a contract',
    'Hợp đồng “{{subject}}” vẫn đang chờ bạn ký.',
    'Mã tra cứu: {{trackingCode}}.',
  ),
  'contract-declined': template(
    'Hợp đồng bị từ chối ký',
    'Contract declined',
    'Hợp đồng “{{subject}}” (mã tra cứu {{trackingCode}}) không được ký.',
    'Lý do: {{note}}',
  ),
  'contract-sealed': template(
    'Hợp đồng đã có đủ chữ ký',
    'Contract signed by all parties',
    'Hợp đồng “{{subject}}” (mã tra cứu {{trackingCode}}) đã có hiệu lực.',
  ),
  'inspection-announced': template(
    'Công bố quyết định thanh tra, kiểm tra',
    'Inspection announced',
    '{{agency}} công bố quyết định: “{{subject}}”.',
    'Số quyết định: {{note}}.',
    'Mã tra cứu: {{trackingCode}}.',
  ),
  'inspection-concluded': template(
    'Đã có kết luận thanh tra, kiểm tra',
    'Inspection concluded',
    '{{agency}} công khai kết luận: “{{subject}}”.',
    'Số kết luận: {{note}}.',
    'Mã tra cứu: {{trackingCode}}.',
  ),
  information: template('Thông báo', 'Information', document, '{{note}}'),
} as const satisfies Record<string, NotificationTemplate>;

export type NotificationTemplateName = keyof typeof notificationTemplates;

export const notificationTemplateNames = Object.keys(notificationTemplates) as [
  NotificationTemplateName,
  ...NotificationTemplateName[],
];

/** The text of a notification, in one paragraph. */
export function notificationBody(
  template: NotificationTemplate,
  values: Readonly<Record<string, string | null | undefined>>,
): string {
  return template.body
    .flatMap((sentence) => {
      const isComplete = [...sentence.matchAll(/\{\{(\w+)\}\}/g)].every(([, key = '']) => values[key]);
      return isComplete ? [sentence.replace(/\{\{(\w+)\}\}/g, (_, key: string) => values[key] ?? '')] : [];
    })
    .join(' ');
}
