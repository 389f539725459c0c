import { randomUUID } from 'node:crypto';
import { agencyLetter } from '../../cli/demo/documents.ts';
import { createRandom } from '../../cli/demo/random.ts';
import type { Upload } from '../support/browser.ts';

/** A one-page letter as people have it on their disk. */
export async function letter(name: string, about: string): Promise<Upload> {
  const sender = 'CÔNG TY CỔ PHẦN THIẾT BỊ ĐIỆN THĂNG LONG';
  const content = await agencyLetter(about, sender, 'Sở Kế hoạch và Đầu tư', createRandom(1));
  return { name, mimeType: 'application/pdf', buffer: Buffer.from(content) };
}

/** Words that no other document of the system has. */
export function distinct(subject: string): string {
  return `${subject} ${randomUUID().slice(0, 8)}`;
}
