/** Input fields that many jobs share, with their labels "vi | en". Tax codes: Circular 86/2024/TT-BTC. */
import { z } from 'zod';

export const documentId = z.uuid().describe('Mã văn bản | Document id');
export const fileId = z.uuid().describe('Mã tệp | File id');
export const fileIds = z.array(z.uuid()).describe('Các tệp | Files');
export const signerId = z.uuid().describe('Người ký | Signer');
/** Code of the national exchange: Decision 20/2020/QĐ-TTg. */
export const agencyCode = z
  .string()
  .regex(/^[A-Z]\d{2}(\.\d+)*$/)
  .describe('Mã cơ quan | Agency code');
/** Ten digits, "-" and three more for a dependent unit; twelve (personal number) for a household business. */
export const taxCode = z
  .string()
  .regex(/^(\d{10}(-\d{3})?|\d{12})$/)
  .describe('Mã số thuế | Tax code');
export const urgency = z.enum(['NORMAL', 'URGENT', 'VERY_URGENT', 'FLASH']).describe('Độ khẩn | Urgency');
/** A moment with its offset, "2026-11-22T09:30:00+07:00". */
export const moment = z.iso.datetime({ offset: true });
/** Who did something, as the API hands it to the process. */
export const person = z.object({ id: z.uuid(), name: z.string(), username: z.string() });
export const nothing = z.object({});
