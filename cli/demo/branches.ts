/** The ways a document may go: every branch of every standard process, and documents left standing at every step. */
import { randomUUID } from 'node:crypto';
import type { DemoFile } from './documents.ts';
import type { Play } from './play.ts';

export interface Branch {
  name: string;
  /** How many of a hundred documents go this way. */
  share: number;
  play(play: Play): Promise<void>;
}

export const branches: readonly Branch[] = [
  { name: 'incoming: replied and filed', share: 14, play: (play) => replied(play) },
  {
    name: 'incoming: waits for the records officer',
    share: 6,
    play: async (play) => {
      await play.submit();
      await play.leaveOpen('vanthu', 'Task_Receive');
    },
  },
  {
    name: 'incoming: waits for assignment',
    share: 6,
    play: async (play) => {
      await received(play);
      await play.leaveOpen('lanhdao', 'Task_Assign');
    },
  },
  { name: 'incoming: in process', share: 8, play: (play) => assigned(play) },
  {
    name: 'incoming: waits for approval',
    share: 5,
    play: async (play) => {
      await drafted(play);
      await play.leaveOpen('lanhdao', 'Task_Approve');
    },
  },
  {
    name: 'incoming: waits to be issued',
    share: 3,
    play: async (play) => {
      await drafted(play);
      await approved(play);
      await play.leaveOpen('vanthu', 'Task_Issue');
    },
  },
  {
    name: 'incoming: waits for confirmation',
    share: 5,
    play: async (play) => {
      await drafted(play);
      await approved(play);
      await issued(play);
      await play.leaveOpen(play.sender, 'Task_ConfirmReceipt');
    },
  },
  {
    name: 'incoming: refused by the records officer',
    share: 5,
    play: async (play) => {
      await play.submit();
      await play.complete('vanthu', 'Task_Receive', {
        decision: 'refuse',
        refuseReason: 'Văn bản không thuộc thẩm quyền giải quyết của cơ quan.',
      });
    },
  },
  {
    name: 'incoming: refused, the file is broken',
    share: 2,
    play: (play) => play.submit({ files: [brokenFile] }),
  },
  { name: 'incoming: supplement asked and sent', share: 4, play: supplemented },
  {
    name: 'incoming: waits for a supplement',
    share: 4,
    play: async (play) => {
      await assigned(play);
      await askSupplement(play);
    },
  },
  { name: 'incoming: overdue', share: 6, play: overdue },
  { name: 'incoming: returned for correction twice', share: 4, play: corrected },
  { name: 'incoming: other units consulted', share: 4, play: consulted },
  { name: 'incoming: extension refused', share: 2, play: extensionRefused },
  { name: 'incoming: recall agreed', share: 2, play: (play) => recalled(play, { decision: 'agree' }) },
  {
    name: 'incoming: recall refused',
    share: 2,
    play: async (play) => {
      await recalled(play, { decision: 'refuse', comment: 'Văn bản đã được giải quyết.' });
    },
  },
  { name: 'outgoing: sent and confirmed', share: 4, play: (play) => sent(play, { confirm: true }) },
  { name: 'outgoing: waits for confirmation', share: 3, play: (play) => sent(play, { confirm: false }) },
  { name: 'outgoing: returned for correction', share: 1, play: sentAfterCorrection },
  { name: 'contract: signed by all', share: 3, play: (play) => contract(play, 'signed') },
  { name: 'contract: waits for the second party', share: 2, play: (play) => contract(play, 'waiting') },
  { name: 'contract: declined', share: 1, play: (play) => contract(play, 'declined') },
  { name: 'inspection: published', share: 2, play: (play) => inspection(play, 'published') },
  { name: 'inspection: under way', share: 1, play: (play) => inspection(play, 'under-way') },
  { name: 'inspection: not approved', share: 1, play: (play) => inspection(play, 'not-approved') },
];

/** Which branch each of `count` documents takes: by share, every branch at least once when there are enough documents, mixed. */
export function schedule(count: number): Branch[] {
  const total = branches.reduce((sum, branch) => sum + branch.share, 0);
  const queue = branches.map((branch) => ({ branch, credit: 0 }));
  const chosen: Branch[] = [];
  const first = count >= branches.length ? [...branches] : [];
  while (chosen.length + first.length < count) {
    for (const entry of queue) entry.credit += entry.branch.share;
    const next = queue.reduce((best, entry) => (entry.credit > best.credit ? entry : best));
    next.credit -= total;
    chosen.push(next.branch);
  }
  return [...first, ...chosen].slice(0, count);
}

// incoming documents /////////////////////////////////////////////////

const brokenFile: DemoFile = {
  name: 'van-ban.pdf',
  mediaType: 'application/pdf',
  content: new TextEncoder().encode('%PDF-1.7\nnot a document any more\n'),
};

async function received(play: Play): Promise<void> {
  await play.submit();
  await play.complete('vanthu', 'Task_Receive', { decision: 'accept' });
}

async function assigned(play: Play, coordinatingUnits: string[] = []): Promise<void> {
  await received(play);
  await play.complete('lanhdao', 'Task_Assign', {
    instruction: 'Giao chuyên viên nghiên cứu, tham mưu trả lời đúng hạn.',
    clerkId: play.stage.people.chuyenvien,
    coordinatingUnits,
    workingDays: 7,
  });
}

async function draft(play: Play): Promise<void> {
  const subject = 'V/v trả lời đề nghị của doanh nghiệp';
  const file = await play.letter('chuyenvien', 'trả lời đề nghị của doanh nghiệp');
  await play.complete('chuyenvien', 'Task_Process', {
    decision: 'draft',
    replySubject: subject,
    replyFiles: [file],
  });
}

async function drafted(play: Play): Promise<void> {
  await assigned(play);
  await draft(play);
}

const approved = (play: Play) => play.complete('lanhdao', 'Task_Approve', { decision: 'approve' });
const issued = (play: Play) => play.complete('vanthu', 'Task_Issue', { checked: true });
const confirmed = (play: Play) => play.complete(play.sender, 'Task_ConfirmReceipt', { received: true });

async function finish(play: Play): Promise<void> {
  await draft(play);
  await approved(play);
  await issued(play);
  await confirmed(play);
}

async function replied(play: Play): Promise<void> {
  await assigned(play);
  await finish(play);
}

const askSupplement = (play: Play) =>
  play.complete('chuyenvien', 'Task_Process', {
    decision: 'supplement',
    supplementRequest: 'Đề nghị bổ sung báo cáo tài chính năm gần nhất.',
  });

async function supplemented(play: Play): Promise<void> {
  await assigned(play);
  await askSupplement(play);
  const { clients, agency } = play.stage;
  const client = clients[play.sender];
  const fileId = await client.upload('bo-sung.pdf', 'application/pdf', await contentOfLetter(play));
  await untilPaused(play);
  await client.request(
    'mutation ($input: SubmitDocumentInput!) { submitDocument(input: $input) { document { id } } }',
    {
      input: {
        idempotencyKey: randomUUID(),
        receiver: agency.code,
        subject: 'Bổ sung báo cáo tài chính',
        kind: 'CV',
        fileIds: [fileId],
        inReplyTo: play.documentId,
      },
    },
  );
  await finish(play);
}

/** The clerk asks for more time when time has long run out: the deadline is warned of and escalated at once. */
async function overdue(play: Play): Promise<void> {
  await assigned(play);
  await play.leaveOpen('chuyenvien', 'Task_Process');
  await play.stage.backDate(play.documentId, 30);
  await play.complete('chuyenvien', 'Task_Process', {
    decision: 'extension',
    extensionDays: 2,
    extensionReason: 'Chờ số liệu của các đơn vị.',
  });
  await play.complete('lanhdao', 'Task_GrantExtension', { decision: 'grant', extensionDays: 2 });
  await play.leaveOpen('chuyenvien', 'Task_Process');
}

async function corrected(play: Play): Promise<void> {
  await drafted(play);
  for (const comment of ['Bổ sung căn cứ pháp lý.', 'Rà soát lỗi chính tả.']) {
    await play.complete('lanhdao', 'Task_Approve', { decision: 'return', comment });
    await draft(play);
  }
  await approved(play);
  await issued(play);
  await confirmed(play);
}

async function consulted(play: Play): Promise<void> {
  const unit = play.stage.otherUnit;
  await assigned(play, [unit]);
  await play.complete('chuyenvien', 'Task_Process', {
    decision: 'consult',
    consultUnits: [unit],
    consultQuestion: 'Đề nghị cho ý kiến về nội dung thuộc lĩnh vực phụ trách.',
  });
  await play.complete('chuyenvien2', 'Task_Consult', {
    opinion: 'Thống nhất với đề xuất; đề nghị bổ sung số liệu năm 2026.',
  });
  await finish(play);
}

async function extensionRefused(play: Play): Promise<void> {
  await assigned(play);
  await play.complete('chuyenvien', 'Task_Process', {
    decision: 'extension',
    extensionDays: 5,
    extensionReason: 'Khối lượng công việc lớn.',
  });
  await play.complete('lanhdao', 'Task_GrantExtension', {
    decision: 'deny',
    extensionDays: 5,
    comment: 'Thời hạn còn đủ.',
  });
  await play.leaveOpen('chuyenvien', 'Task_Process');
}

async function recalled(play: Play, answer: Record<string, unknown>): Promise<void> {
  await assigned(play);
  await play.leaveOpen('chuyenvien', 'Task_Process');
  await untilAcknowledged(play);
  await play.stage.clients[play.sender].request(
    'mutation ($id: ID!, $reason: String!, $key: String) { recallDocument(id: $id, reason: $reason, idempotencyKey: $key) { id } }',
    { id: play.documentId, reason: 'Doanh nghiệp gửi nhầm tệp đính kèm.', key: randomUUID() },
  );
  await play.complete('lanhdao', 'Task_Recall', answer);
}

// documents of the agency ////////////////////////////////////////////

async function startOutgoing(play: Play): Promise<void> {
  const { enterprises } = play.stage;
  const file = await play.letter('chuyenvien', 'thông báo lịch làm việc với doanh nghiệp');
  await play.start('chuyenvien', 'outgoing-document', {
    subject: 'Thông báo lịch làm việc với doanh nghiệp',
    kind: 'TB',
    urgency: 'NORMAL',
    recipients: [enterprises.doanhnghiep.code, enterprises.doanhnghiep2.code],
    files: [file],
  });
}

async function sent(play: Play, { confirm }: { confirm: boolean }): Promise<void> {
  await startOutgoing(play);
  await approved(play);
  await issued(play);
  await play.complete('doanhnghiep', 'Task_ConfirmReceipt', { received: true });
  if (confirm) await play.complete('doanhnghiep2', 'Task_ConfirmReceipt', { received: true });
}

async function sentAfterCorrection(play: Play): Promise<void> {
  await startOutgoing(play);
  await play.complete('lanhdao', 'Task_Approve', { decision: 'return', comment: 'Sửa thời gian làm việc.' });
  const file = await play.letter('chuyenvien', 'thông báo lịch làm việc (đã sửa)');
  await play.complete('chuyenvien', 'Task_Revise', {
    subject: 'Thông báo lịch làm việc (đã sửa)',
    files: [file],
  });
  await approved(play);
}

async function contract(play: Play, end: 'signed' | 'waiting' | 'declined'): Promise<void> {
  const { enterprises } = play.stage;
  await play.start('chuyenvien', 'e-contract', {
    subject: 'Hợp đồng dịch vụ số hóa tài liệu lưu trữ',
    templateId: 'service',
    partyTaxCodes: [enterprises[play.sender].code],
    service: 'Số hóa 12.000 trang tài liệu lưu trữ',
    value: 180_000_000,
    startDate: '2026-12-01',
    endDate: '2027-03-31',
    paymentTerms: 'Chuyển khoản trong 15 ngày kể từ ngày nghiệm thu',
  });
  await play.complete('chuyenvien', 'Task_Review', { checked: true });
  if (end === 'declined')
    return play.complete(play.sender, 'Task_Sign', {
      decision: 'decline',
      reason: 'Chưa thống nhất được giá trị hợp đồng.',
    });
  await play.complete(play.sender, 'Task_Sign', { decision: 'sign' });
  if (end === 'waiting') return play.leaveOpen('lanhdao', 'Task_Sign');
  await play.complete('lanhdao', 'Task_Sign', { decision: 'sign' });
}

async function inspection(play: Play, end: 'published' | 'under-way' | 'not-approved'): Promise<void> {
  const { enterprises, people } = play.stage;
  await play.start('thanhtra', 'e-inspection', {
    subject: 'Kiểm tra việc chấp hành quy định về báo cáo đầu tư',
    taxCode: enterprises[play.sender].code,
    scope: 'Giai đoạn từ ngày 01/01/2025 đến ngày 30/6/2026',
    legalBasis: 'Nghị định số 217/2025/NĐ-CP',
    periodDays: 10,
    inspectorId: people.thanhtra,
  });
  if (end === 'not-approved')
    return play.complete('lanhdao', 'Task_Decide', {
      decision: 'refuse',
      comment: 'Trùng với kế hoạch của đơn vị khác.',
    });
  await play.complete('lanhdao', 'Task_Decide', { decision: 'approve' });
  await play.complete('thanhtra', 'Task_Announce', {
    note: 'Công bố tại trụ sở doanh nghiệp, có đại diện theo pháp luật.',
  });
  if (end === 'under-way') return play.leaveOpen('thanhtra', 'Task_Checklist');
  await play.complete('thanhtra', 'Task_Checklist', {
    findings: [
      { item: 'Giấy chứng nhận đăng ký đầu tư', result: 'PASS', note: '', photoIds: [] },
      {
        item: 'Báo cáo giám sát, đánh giá đầu tư',
        result: 'FAIL',
        note: 'Thiếu báo cáo quý III năm 2025',
        photoIds: [],
      },
      { item: 'Ưu đãi về đất đai', result: 'NOT_APPLICABLE', note: '', photoIds: [] },
    ],
    summary: 'Doanh nghiệp cơ bản chấp hành; còn thiếu một báo cáo định kỳ.',
  });
  await play.complete('thanhtra', 'Task_SignMinutesInspector', { agreed: true });
  await play.complete(play.sender, 'Task_SignMinutesEnterprise', {
    agreed: true,
    opinion: 'Doanh nghiệp sẽ bổ sung báo cáo trong 05 ngày làm việc.',
  });
  await play.complete('thanhtra', 'Task_DraftConclusion', {
    conclusion: 'Doanh nghiệp chấp hành phần lớn quy định về báo cáo đầu tư.',
    remedies: 'Bổ sung báo cáo quý III năm 2025 trước ngày 15/12/2026.',
  });
  await play.complete('lanhdao', 'Task_ApproveConclusion', { decision: 'approve' });
}

// helpers ////////////////////////////////////////////////////////////

function contentOfLetter(play: Play): Promise<Uint8Array> {
  const { agency, enterprises, random, writer } = play.stage;
  return writer.letter('bổ sung hồ sơ', enterprises[play.sender].name, agency.name, random);
}

/** The receipt is made, and its sender told. */
const acknowledging = new Set(['Issue_Receipt', 'Notify_Received']);

/** The sender has been told of the receipt: else a recall may overtake that, and the same branch leaves different traces. */
async function untilAcknowledged(play: Play): Promise<void> {
  const { lanhdao } = play.stage.clients;
  await lanhdao.waitFor(`acknowledgement of document ${play.documentId}`, async () => {
    const { processInstance } = await lanhdao.request<{
      processInstance: { activeElements: string[] } | null;
    }>('query ($id: ID!) { processInstance(id: $id) { activeElements } }', { id: play.instanceId });
    return (processInstance && !processInstance.activeElements.some((id) => acknowledging.has(id))) || null;
  });
}

/** The request for a supplement has reached the sender: the clock stands still. */
async function untilPaused(play: Play): Promise<void> {
  const client = play.stage.clients[play.sender];
  await client.waitFor(`pause of document ${play.documentId}`, async () => {
    const { document } = await client.request<{ document: { status: { paused: boolean } } | null }>(
      'query ($id: ID!) { document(id: $id) { status { paused } } }',
      { id: play.documentId },
    );
    return document?.status.paused || null;
  });
}
