/** Status codes of the national document exchange that this system uses (codes and meaning: the axis's technical guide). */
import type { Bilingual } from '../job.ts';

export const statusLabels = {
  '01': { vi: 'Đã đến', en: 'Arrived' },
  '02': { vi: 'Từ chối nhận', en: 'Refused' },
  '03': { vi: 'Đã tiếp nhận', en: 'Received' },
  '04': { vi: 'Đã phân công xử lý', en: 'Assigned' },
  '05': { vi: 'Đang xử lý', en: 'In process' },
  '06': { vi: 'Hoàn thành', en: 'Done' },
  '13': { vi: 'Bên gửi đề nghị thu hồi', en: 'Recall asked' },
  '15': { vi: 'Đồng ý cho thu hồi', en: 'Recall agreed' },
  '16': { vi: 'Từ chối cho thu hồi', en: 'Recall refused' },
} as const satisfies Record<string, Bilingual>;

export type StatusCode = keyof typeof statusLabels;

export const statusCodes = Object.keys(statusLabels) as [StatusCode, ...StatusCode[]];

/** Nothing more is owed on a document with one of these. */
export const closingCodes: readonly StatusCode[] = ['02', '06', '15'];
