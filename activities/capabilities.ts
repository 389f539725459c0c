/** The capabilities by the first part of a job type, in the order in which people read of them. */
import type { Bilingual } from './job.ts';

export const capabilities = {
  document: { vi: 'Văn bản', en: 'Documents' },
  register: { vi: 'Sổ đăng ký', en: 'Registers' },
  deadline: { vi: 'Hạn xử lý', en: 'Deadlines' },
  signature: { vi: 'Ký số', en: 'Signatures' },
  notification: { vi: 'Thông báo', en: 'Notifications' },
  dossier: { vi: 'Hồ sơ công việc', en: 'Work files' },
  contract: { vi: 'Hợp đồng điện tử', en: 'Contracts' },
  inspection: { vi: 'Thanh tra, kiểm tra', en: 'Inspections' },
  message: { vi: 'Thông điệp', en: 'Messages' },
} as const satisfies Record<string, Bilingual>;

export type Capability = keyof typeof capabilities;

/** "document" of "document.set-status". */
export function capabilityOf(type: string): Capability {
  const name = type.split('.')[0] ?? '';
  if (!(name in capabilities)) throw new Error(`Expected a known capability before the dot of "${type}".`);
  return name as Capability;
}
