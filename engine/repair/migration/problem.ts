/** Why an instance cannot go to another version, element by element. */
import type { Bilingual } from '../../graph.ts';

export interface MigrationProblem {
  /** Of the version that is left. */
  elementId: string;
  /** Key of the element instance; null where it is not about one, such as for a token in front of a join. */
  key: string | null;
  reason: Bilingual;
}

export const reasons = {
  processGone: (id: string): Bilingual => ({
    vi: `Phiên bản mới không có quy trình “${id}”.`,
    en: `The new version has no process '${id}'.`,
  }),
  gone: (): Bilingual => ({
    vi: 'Phiên bản mới không có phần tử tương ứng.',
    en: 'The new version has nothing that it becomes.',
  }),
  unknown: (to: string): Bilingual => ({
    vi: `Phiên bản mới không có phần tử “${to}”.`,
    en: `The new version has no element '${to}'.`,
  }),
  unknownSource: (): Bilingual => ({
    vi: 'Phiên bản hiện tại không có phần tử này.',
    en: 'The version that is left has no such element.',
  }),
  otherType: (to: string, type: string): Bilingual => ({
    vi: `“${to}” thuộc loại khác (${type}).`,
    en: `'${to}' is of another type (${type}).`,
  }),
  otherRepetition: (to: string): Bilingual => ({
    vi: `“${to}” lặp theo cách khác (không lặp, song song, tuần tự hoặc vòng lặp).`,
    en: `'${to}' is repeated in another way (not at all, in parallel, one after the other, or in a loop).`,
  }),
  otherScope: (to: string): Bilingual => ({
    vi: `“${to}” không nằm trong phạm vi mà phạm vi bao quanh hiện tại trở thành, cũng không nằm trong tiến trình con mới có thể bắt đầu tại đó.`,
    en: `'${to}' is neither in what the scope around becomes, nor in new sub-processes there that can begin around it.`,
  }),
  losesVariables: (): Bilingual => ({
    vi: 'Tiến trình con không còn, và các biến riêng của nó sẽ mất.',
    en: 'The sub-process is gone, and variables of its own would be lost.',
  }),
  losesCompensation: (): Bilingual => ({
    vi: 'Tiến trình con không còn, và việc hoàn tác những gì đã xong bên trong sẽ mất.',
    en: 'The sub-process is gone, and what has been done inside could no longer be undone.',
  }),
  noWait: (to: string): Bilingual => ({
    vi: `“${to}” không chờ sự kiện nào.`,
    en: `'${to}' waits for no event.`,
  }),
  noJob: (to: string): Bilingual => ({
    vi: `“${to}” không còn là công việc tự động.`,
    en: `'${to}' has no job any more.`,
  }),
  noListener: (to: string): Bilingual => ({
    vi: `“${to}” không có bộ lắng nghe mà phần tử đang chờ.`,
    en: `'${to}' does not have the listener that is waited for.`,
  }),
  flowGone: (flow: string): Bilingual => ({
    vi: `Có mã hiệu đang chờ trên luồng “${flow}”, nhưng phiên bản mới không có luồng tương ứng đi vào điểm nhập này.`,
    en: `A token waits on the flow '${flow}', but the new version has no such flow into this join.`,
  }),
  flowsMerged: (flow: string): Bilingual => ({
    vi: `Nhiều luồng có mã hiệu đang chờ cùng trở thành luồng “${flow}”.`,
    en: `Several flows with waiting tokens become the flow '${flow}'.`,
  }),
  compensationGone: (): Bilingual => ({
    vi: 'Đã hoàn thành và có thể hoàn tác, nhưng phiên bản mới không có phần tử tương ứng. Ánh xạ về “không có” để bỏ việc hoàn tác.',
    en: 'It has completed and can be undone, but the new version has nothing that it becomes. Map it to nothing to give that up.',
  }),
  compensationMoved: (to: string): Bilingual => ({
    vi: `Đã hoàn thành và có thể hoàn tác, nhưng “${to}” nằm trong phạm vi khác.`,
    en: `It has completed and can be undone, but '${to}' is in another scope.`,
  }),
  compensationUnderWay: (): Bilingual => ({
    vi: 'Đang được hoàn tác, nhưng phiên bản mới không hoàn tác theo cách đó.',
    en: 'It is being undone, but the new version does not undo it that way.',
  }),
  suspendedGone: (): Bilingual => ({
    vi: 'Đang tạm dừng, nhưng phiên bản mới không có phần tử tương ứng. Hãy cho phần tử này tiếp tục trước.',
    en: 'It is suspended, but the new version has nothing that it becomes. Let it go on first.',
  }),
  losesKept: (): Bilingual => ({
    vi: 'Đang tạm dừng, và thông điệp, tín hiệu hoặc kết quả đã nhận trong lúc đó sẽ mất. Hãy cho phần tử này tiếp tục trước.',
    en: 'It is suspended, and what has come for it meanwhile would be lost. Let it go on first.',
  }),
  fails: (message: string): Bilingual => ({
    vi: `Không tính được theo phiên bản mới: ${message}`,
    en: `By the new version it fails: ${message}`,
  }),
} as const;
