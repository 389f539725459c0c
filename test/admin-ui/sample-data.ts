/** Believable contents for the interface's tests: an agency, enterprises, documents in every state, tasks with real forms. */
import { readFileSync } from 'node:fs';

const definitions = new URL('../../process-definitions/', import.meta.url);

function read(path: string): string {
  return readFileSync(new URL(path, definitions), 'utf8');
}

function form(path: string): unknown {
  return JSON.parse(read(path));
}

const now = Date.now();
const hour = 3_600_000;
const day = 24 * hour;

/** An instant so many hours from now; negative lies in the past. */
export function at(hours: number): string {
  return new Date(now + hours * hour).toISOString();
}

// ── People and organisations ───────────────────────────────────────────────────────────────────

const planning = { __typename: 'Agency', code: 'H26.01', name: 'Sở Kế hoạch và Đầu tư' };
const building = { __typename: 'Agency', code: 'H26.02', name: 'Sở Xây dựng' };
const green = {
  __typename: 'Enterprise',
  taxCode: '0199990011',
  name: 'Công ty Cổ phần Môi trường Xanh Hà Thành',
};
const stone = {
  __typename: 'Enterprise',
  taxCode: '0199990029',
  name: 'Công ty TNHH Vật liệu xây dựng Đá Vàng',
};
export const agencies = [planning, building];
export const enterprises = [green, stone];

type Side = 'AGENCY' | 'ENTERPRISE';
function person(id: string, name: string, side: Side, roles: string[]) {
  const isAgency = side === 'AGENCY';
  return { id, name, side, roles, agency: isAgency ? planning : null, enterprise: isAgency ? null : green };
}

export const people = {
  vanthu: person('p1', 'Nguyễn Thị Thu Hà', 'AGENCY', ['RECORDS_OFFICER']),
  lanhdao: person('p2', 'Trần Quốc Bảo', 'AGENCY', ['LEADER']),
  chuyenvien: person('p3', 'Lê Minh Tuấn', 'AGENCY', ['CLERK']),
  thanhtra: person('p4', 'Phạm Đức Thịnh', 'AGENCY', ['INSPECTOR']),
  quantri: person('p5', 'Vũ Hồng Nhung', 'AGENCY', ['PROCESS_MANAGER']),
  doanhnghiep: person('p6', 'Đặng Thùy Linh', 'ENTERPRISE', ['MEMBER']),
};
export type UserName = keyof typeof people;

export const kinds = [
  { code: 'CV', name: 'Công văn', nameEn: 'Official letter' },
  { code: 'TTr', name: 'Tờ trình', nameEn: 'Submission' },
  { code: 'BC', name: 'Báo cáo', nameEn: 'Report' },
  { code: 'HĐ', name: 'Hợp đồng', nameEn: 'Contract' },
  { code: 'QĐTT', name: 'Quyết định thanh tra', nameEn: 'Inspection decision' },
];

// ── Files ──────────────────────────────────────────────────────────────────────────────────────

export type File = { id: string; name: string; mediaType: string; size: number; sha256: string; url: string };
export const files = new Map<string, File>();

export function file(id: string, name: string, size: number, mediaType = 'application/pdf'): File {
  const made = { id, name, mediaType, size, sha256: id.padEnd(64, '0'), url: `/files/${id}` };
  files.set(id, made);
  return made;
}

// ── Processes ──────────────────────────────────────────────────────────────────────────────────

const counts = { active: 14, completed: 131, incident: 1 };
function definition(key: string, name: string, version: number, instances = counts) {
  return {
    key,
    name,
    version,
    hash: `${key}${version}`.padEnd(64, 'a'),
    deployedAt: at(-24 * 9 * (6 - version)),
    instances,
    bpmn: read(`${key}/process.bpmn`),
  };
}
const quiet = { active: 3, completed: 22, incident: 0 };
export const processes = [
  definition('incoming-document', 'Tiếp nhận và xử lý văn bản đến', 3),
  definition('outgoing-document', 'Soạn thảo và ban hành văn bản đi', 1, quiet),
  definition('e-contract', 'Hợp đồng điện tử', 1, quiet),
  definition('e-inspection', 'Thanh tra, kiểm tra điện tử', 2, quiet),
];
export const startForms: Record<string, unknown> = {
  'outgoing-document': form('outgoing-document/forms/draft-document.form'),
  'e-contract': form('e-contract/forms/draft-contract.form'),
  'e-inspection': form('e-inspection/forms/propose-inspection.form'),
};

// ── Documents ──────────────────────────────────────────────────────────────────────────────────

type Sketch = {
  code: string;
  subject: string;
  kind?: string;
  urgency?: string;
  from?: typeof green;
  due?: number;
  daysLeft?: number;
  paused?: boolean;
  number?: number;
  outgoing?: string;
};

const sketches: Sketch[] = [
  {
    code: '05',
    subject: 'Đề nghị cấp phép đấu nối hệ thống thoát nước của Nhà máy xử lý nước thải Yên Xá giai đoạn 2',
    urgency: 'URGENT',
    due: 30,
    daysLeft: 3.5,
    number: 148,
  },
  {
    code: '05',
    subject: 'Báo cáo tình hình thực hiện dự án đầu tư quý III năm 2026',
    kind: 'BC',
    due: -50,
    daysLeft: 0,
    number: 141,
  },
  {
    code: '01',
    subject: 'Đề nghị điều chỉnh Giấy chứng nhận đăng ký đầu tư số 1234567890',
    urgency: 'FLASH',
  },
  {
    code: '04',
    subject: 'Xin ý kiến về phương án bảo vệ môi trường cụm công nghiệp Thanh Oai',
    from: stone,
    due: 96,
    daysLeft: 8,
    number: 147,
  },
  {
    code: '05',
    subject: 'Đề nghị gia hạn thời gian thực hiện dự án khu tái chế Nam Sơn',
    paused: true,
    due: 200,
    daysLeft: 6,
    number: 139,
  },
  {
    code: '06',
    subject: 'Đề nghị xác nhận hoàn thành nghĩa vụ ký quỹ bảo đảm thực hiện dự án',
    due: -100,
    number: 120,
  },
  { code: '02', subject: 'Đề nghị hỗ trợ lãi suất vay vốn lưu động', from: stone },
  { code: '13', subject: 'Đề nghị bổ sung ngành nghề kinh doanh', due: 70, daysLeft: 5, number: 145 },
  {
    code: '03',
    subject: 'Tờ trình về việc chấp thuận chủ trương đầu tư bãi đỗ xe ngầm Thống Nhất',
    kind: 'TTr',
    from: stone,
    number: 149,
  },
  {
    code: '06',
    subject: 'Đề nghị cung cấp thông tin quy hoạch sử dụng đất phường Dương Nội',
    due: -300,
    number: 98,
  },
];

const order = ['01', '03', '04', '05'];
function historyOf(code: string, paused: boolean) {
  const passed = order.includes(code)
    ? order.slice(0, order.indexOf(code) + 1)
    : code === '02'
      ? ['01', '02']
      : [...order, code];
  const history = passed.map((each, index) => ({
    code: each,
    at: at(-24 * 6 + index * 11),
    note:
      each === '02'
        ? 'Không thuộc thẩm quyền giải quyết. Đề nghị gửi Ngân hàng Nhà nước chi nhánh thành phố.'
        : (null as string | null),
  }));
  if (paused)
    history.push({
      code: '05',
      at: at(-20),
      note: 'Đề nghị bổ sung bản vẽ hoàn công có xác nhận của tư vấn giám sát và báo cáo quan trắc quý gần nhất.',
    });
  return history;
}

function makeDocument(sketch: Sketch, index: number) {
  const { code, subject, paused = false, from = green } = sketch;
  const dueAt = sketch.due === undefined ? null : at(sketch.due);
  const isOverdue = sketch.due !== undefined && sketch.due < 0 && code !== '06';
  const trackingCode = `H26.01-26-${['4F7K2M9Q', '8HR2XW5C', '2N6VJ3TD', '9Q4BM7KA', 'C5T8PZ2E', 'W3G6NL4H', '7Y2KD9RS', 'M4X8CF6V', 'P2J5HT3B', 'R9E3WQ7N'][index] ?? `TEST${index}`}`;
  const history = historyOf(code, paused);
  const label = null as string | null;
  const main = file(
    `f${index}a`,
    `${index === 1 ? 'Báo cáo quý III' : 'Công văn đề nghị'} ${trackingCode.slice(-4)}.pdf`,
    482_000 + index * 31_111,
  );
  const annex = file(`f${index}b`, 'Phụ lục 01 - Bản vẽ tổng mặt bằng.pdf', 3_912_334);
  const sheet = file(
    `f${index}c`,
    'Dự toán chi tiết.xlsx',
    88_120,
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  );
  return {
    id: `d${index}`,
    trackingCode,
    subject,
    kind: sketch.kind ?? 'CV',
    urgency: sketch.urgency ?? 'NORMAL',
    direction: 'INCOMING',
    sender: from as object,
    receiver: planning as object,
    incomingNumber: sketch.number === undefined ? null : String(sketch.number),
    outgoingNumber: null as string | null,
    originalNumber: `${20 + index}/CV-MTX` as string | null,
    issuedOn: '2026-11-12' as string | null,
    receivedAt: code === '01' ? null : at(-24 * 6 + 3),
    dueAt,
    dossierCode: code === '06' ? 'H26.01/2026/HS-0142' : null,
    files: [main, annex, sheet],
    status: {
      trackingCode,
      code,
      label,
      since: history.at(-1)?.at ?? at(-1),
      subject,
      handlingAgency: planning,
      incomingNumber: null,
      dueAt,
      workingDaysLeft: sketch.daysLeft ?? null,
      overdue: isOverdue,
      paused,
      expectedAt: dueAt,
      history,
      replies: [],
      receipt:
        code === '01' || code === '02'
          ? null
          : file(`r${index}`, `Giấy tiếp nhận ${trackingCode}.pdf`, 91_000),
      direction: 'INCOMING',
      documentId: `d${index}`,
    },
    replies: [] as unknown[],
    inReplyTo: null as unknown,
    signatures:
      code === '01'
        ? []
        : [
            {
              fileId: main.id,
              subject: 'CN=Đặng Thùy Linh, O=Công ty Cổ phần Môi trường Xanh Hà Thành, C=VN',
              serial: '54:01:9a:22',
              level: 'PAdES-B-B',
              signedAt: at(-24 * 6),
            },
          ],
    deadline:
      dueAt === null
        ? null
        : {
            dueAt,
            warnAt: at((sketch.due ?? 0) - 16),
            pausedAt: paused ? at(-20) : null,
            extensions: 0,
            workingDaysLeft: sketch.daysLeft ?? null,
          },
    contract: null as unknown,
    inspection: null as unknown,
    instance: null as unknown,
    tasks: [] as unknown[],
  };
}
export type SampleDocument = ReturnType<typeof makeDocument>;
export const documents: SampleDocument[] = sketches.map(makeDocument);

export function addDocument(input: {
  receiver: string;
  subject: string;
  kind: string;
  urgency: string;
  fileIds: string[];
}): SampleDocument {
  const made = makeDocument(
    { code: '01', subject: input.subject, kind: input.kind, urgency: input.urgency },
    documents.length,
  );
  made.files = input.fileIds.flatMap((id) => files.get(id) ?? []);
  documents.unshift(made);
  return made;
}

const [first, , , , , done] = documents;
if (first === undefined || done === undefined)
  throw new Error('Expected sample documents, but there are none');
const reply = makeDocument({ code: '06', subject: `Trả lời: ${done.subject}` }, 20);
Object.assign(reply, {
  direction: 'OUTGOING',
  sender: planning,
  receiver: green,
  incomingNumber: null,
  outgoingNumber: '312/SKHĐT-ĐTr',
  inReplyTo: done,
});
done.replies = [reply];

const contract = makeDocument(
  { code: '05', subject: 'Hợp đồng dịch vụ vận hành trạm quan trắc nước mặt sông Nhuệ năm 2027', kind: 'HĐ' },
  21,
);
contract.contract = {
  templateId: 'dich-vu',
  values: { 'Giá trị hợp đồng': '1.250.000.000 đồng', 'Thời hạn': '12 tháng' },
  sealedAt: null,
  signedFile: null,
  parties: [
    {
      position: 1,
      name: planning.name,
      agency: planning,
      enterprise: null,
      signer: people.lanhdao,
      signedAt: at(-30),
      declinedAt: null,
    },
    {
      position: 2,
      name: green.name,
      agency: null,
      enterprise: green,
      signer: null,
      signedAt: null,
      declinedAt: null,
    },
  ],
};
const inspection = makeDocument(
  {
    code: '05',
    subject: 'Kiểm tra việc chấp hành pháp luật về môi trường tại Công ty Cổ phần Môi trường Xanh Hà Thành',
    kind: 'QĐTT',
  },
  22,
);
inspection.inspection = {
  decisionNumber: '87/QĐ-TTr',
  announcedAt: at(-72),
  endedAt: null,
  publishedAt: null,
  minutes: null,
  conclusion: null,
  findings: [
    { position: 1, item: 'Giấy phép môi trường còn hiệu lực', result: 'PASS', note: null, photos: [] },
    {
      position: 2,
      item: 'Kho chứa chất thải nguy hại có biển báo và rãnh thu',
      result: 'FAIL',
      note: 'Rãnh thu phía bắc bị lấp, chưa có biển cảnh báo.',
      photos: [
        file('ph1', 'Kho chứa 1.png', 120_000, 'image/png'),
        file('ph2', 'Kho chứa 2.png', 98_000, 'image/png'),
      ],
    },
    { position: 3, item: 'Nhật ký vận hành trạm xử lý', result: 'NOT_APPLICABLE', note: null, photos: [] },
  ],
};
export const contracts = [contract];
export const inspections = [inspection];
export const everyDocument = () => [...documents, reply, contract, inspection];

export const register = {
  INCOMING: documents
    .filter((each) => each.incomingNumber !== null)
    .map((document) => ({
      number: Number(document.incomingNumber),
      year: new Date(now).getFullYear(),
      symbol: document.incomingNumber ?? '',
      registeredAt: document.receivedAt ?? at(-1),
      document,
    }))
    .sort((a, b) => b.number - a.number),
  OUTGOING: [
    {
      number: 312,
      year: new Date(now).getFullYear(),
      symbol: '312/SKHĐT-ĐTr',
      registeredAt: at(-90),
      document: reply,
    },
  ],
};

// ── Instances and tasks ────────────────────────────────────────────────────────────────────────

const [incoming] = processes;
if (incoming === undefined) throw new Error('Expected sample processes, but there are none');

const steps: [string, string, string, number, typeof people.vanthu | null][] = [
  ['Start_Submitted', 'startEvent', 'completed', -144, null],
  ['Task_Receive', 'userTask', 'activated', -144, null],
  ['Task_Receive', 'userTask', 'completed', -140, people.vanthu],
  ['Flow_1', 'sequenceFlow', 'taken', -140, null],
  ['Task_Assign', 'userTask', 'activated', -140, null],
  ['Task_Assign', 'userTask', 'completed', -118, people.lanhdao],
  ['Task_Process', 'userTask', 'activated', -118, null],
];
const events = steps.map(([elementId, type, event, hours, actor], index) => ({
  sequence: index + 1,
  at: at(hours),
  event,
  elementId,
  type,
  actor,
}));

export const instances = documents.map((document, index) => {
  const hasIncident = index === 1;
  const instance = {
    id: `incoming-document-0197f2c4-8a1b-7c3d-9e5f-00000000000${index}`,
    businessKey: document.trackingCode as string | null,
    state:
      document.status.code === '06' ? 'COMPLETED' : document.status.code === '02' ? 'TERMINATED' : 'ACTIVE',
    startedAt: at(-144),
    endedAt: document.status.code === '06' || document.status.code === '02' ? at(-10) : null,
    activeElements:
      {
        '01': ['Task_Receive'],
        '03': ['Task_Assign'],
        '04': ['Task_Process'],
        '05': ['Task_Process'],
        '13': ['Task_Process', 'Task_Recall'],
      }[document.status.code] ?? [],
    definition: incoming,
    variables: {
      documentId: document.id,
      trackingCode: document.trackingCode,
      agency: 'H26.01',
      taxCode: '0199990011',
      subject: document.subject,
      kind: document.kind,
      urgency: document.urgency,
      validity: { valid: true, ground: 'SIGNED', signatureCount: 1, findings: [] },
    } as Record<string, unknown>,
    incidents: hasIncident
      ? [
          {
            id: 'i1',
            elementId: 'Task_Process',
            code: 'JOB_NO_RETRIES',
            message: 'Không gửi được thông báo: máy chủ thư từ chối kết nối (ECONNREFUSED).',
            at: at(-5),
            resolvedAt: null as string | null,
          },
        ]
      : [],
    events,
    tasks: [] as unknown[],
  };
  document.instance = instance;
  return instance;
});

type TaskSketch = {
  name: string;
  elementId: string;
  form: string;
  document: number;
  group: string;
  assignee?: typeof people.vanthu;
  due?: number;
  state?: string;
};
const taskSketches: TaskSketch[] = [
  {
    name: 'Xử lý văn bản',
    elementId: 'Task_Process',
    form: 'process-document',
    document: 1,
    group: 'clerk@H26.01',
    assignee: people.chuyenvien,
    due: -50,
  },
  {
    name: 'Xử lý văn bản',
    elementId: 'Task_Process',
    form: 'process-document',
    document: 0,
    group: 'clerk@H26.01',
    assignee: people.chuyenvien,
    due: 30,
  },
  {
    name: 'Kiểm tra và tiếp nhận',
    elementId: 'Task_Receive',
    form: 'receive-document',
    document: 2,
    group: 'records-officer@H26.01',
    due: 5,
  },
  {
    name: 'Phân công xử lý',
    elementId: 'Task_Assign',
    form: 'assign-document',
    document: 8,
    group: 'leader@H26.01',
    due: 20,
  },
  {
    name: 'Xử lý văn bản',
    elementId: 'Task_Process',
    form: 'process-document',
    document: 3,
    group: 'clerk@H26.01',
    due: 96,
  },
  {
    name: 'Xem xét thu hồi',
    elementId: 'Task_Recall',
    form: 'decide-recall',
    document: 7,
    group: 'leader@H26.01',
    due: 3,
  },
  {
    name: 'Duyệt dự thảo',
    elementId: 'Task_Approve',
    form: 'approve-reply',
    document: 4,
    group: 'leader@H26.01',
    assignee: people.lanhdao,
  },
  {
    name: 'Xác nhận đã nhận',
    elementId: 'Task_ConfirmReceipt',
    form: 'confirm-receipt',
    document: 5,
    group: 'member@0199990011',
    due: 48,
  },
  {
    name: 'Kiểm tra và tiếp nhận',
    elementId: 'Task_Receive',
    form: 'receive-document',
    document: 9,
    group: 'records-officer@H26.01',
    assignee: people.chuyenvien,
    state: 'COMPLETED',
  },
];

export const tasks = taskSketches.map((sketch, index) => {
  const document = documents[sketch.document] ?? first;
  const instance = instances[sketch.document];
  if (instance === undefined) throw new Error('Expected an instance for each document, but one is missing');
  const due = sketch.due;
  const task = {
    id: `${instance.id}:${10 + index}`,
    elementId: sketch.elementId,
    name: sketch.name,
    state: sketch.state ?? 'OPEN',
    assignee: (sketch.assignee ?? null) as { id: string; name: string } | null,
    candidateGroups: [sketch.group],
    createdAt: at(-20 - index),
    dueAt: due === undefined ? null : at(due),
    overdue: due !== undefined && due < 0,
    priority: 50,
    form: form(`incoming-document/forms/${sketch.form}.form`),
    variables: instance.variables,
    document,
    instance,
  };
  if (task.state === 'OPEN') document.tasks.push(task);
  instance.tasks.push(task);
  return task;
});

export const notifications = [
  {
    id: 'n1',
    title: 'Cơ quan yêu cầu bổ sung hồ sơ',
    titleEn: 'The agency asks for a supplement',
    body: 'Đề nghị gia hạn thời gian thực hiện dự án khu tái chế Nam Sơn',
    at: at(-2),
    readAt: null as string | null,
    documentId: 'd4' as string | null,
  },
  {
    id: 'n2',
    title: 'Văn bản sắp đến hạn',
    titleEn: 'A document is nearly due',
    body: 'Đề nghị cấp phép đấu nối hệ thống thoát nước của Nhà máy xử lý nước thải Yên Xá',
    at: at(-7),
    readAt: null as string | null,
    documentId: 'd0' as string | null,
  },
  {
    id: 'n3',
    title: 'Đã có văn bản trả lời',
    titleEn: 'A reply has been issued',
    body: '312/SKHĐT-ĐTr',
    at: at(-30),
    readAt: at(-20) as string | null,
    documentId: 'd5' as string | null,
  },
];
export const aDay = day;
