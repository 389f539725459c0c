import { randomUUID } from 'node:crypto';
import { agencyLetter } from '../../cli/demo/documents.ts';
import type { Stage } from '../../cli/demo/play.ts';
import { createRandom } from '../../cli/demo/random.ts';

/**
 * One letter, printed once and sent again and again: rendering each would keep the clients' processor from them, and the links of the same
 * process. Each copy ends with a comment of its own (ISO 32000-2, 7.2.4), so that no two have the same content.
 */
export async function openStationery(): Promise<Stage['writer']> {
  const subject = 'Đề nghị hướng dẫn thủ tục';
  const letter = await agencyLetter(subject, 'Sở Tài chính', 'Công ty Thử nghiệm', createRandom(1));
  const copy = async () => new Uint8Array(Buffer.concat([letter, Buffer.from(`%${randomUUID()}\n`)]));
  return {
    letter: copy,
    document: async (number) => ({
      subject,
      kind: 'CV',
      urgency: 'NORMAL',
      originalNumber: `${number + 1}/CV-TN`,
      issuedOn: new Date().toISOString().slice(0, 10),
      files: [{ name: `cong-van-${number}.pdf`, mediaType: 'application/pdf', content: await copy() }],
    }),
  };
}
