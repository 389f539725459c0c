import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementTemplates } from '../../activities/element-templates.ts';
import { jobs } from '../../activities/index.ts';
import { draftName, dropDraft, readDraft, writeDraft } from '../../admin-ui/src/designer/draft.ts';
import { compareElements } from '../../admin-ui/src/designer/element-changes.ts';
import { checkFiles, mergeFindings } from '../../admin-ui/src/designer/findings.ts';
import { newFieldTypes, parseForm, withField } from '../../admin-ui/src/designer/form-fields.ts';
import { definedNames } from '../../admin-ui/src/designer/known-names.ts';
import {
  compareFiles,
  fileOfProcess,
  inOrder,
  type ModelFile,
  mainFile,
  toDeployInput,
} from '../../admin-ui/src/designer/model-files.ts';
import {
  isProcessKey,
  newDecision,
  newProcessFiles,
  slugOf,
} from '../../admin-ui/src/designer/new-process.ts';
import { jobTypeOf, readTemplates } from '../../admin-ui/src/designer/templates.ts';

const folder = new URL('../../process-definitions/incoming-document/', import.meta.url);
const incoming = await readFile(new URL('process.bpmn', folder), 'utf8');
const words = { start: 'Bắt đầu', task: 'Việc <đầu> & "tiên"', end: 'Kết thúc', note: 'Ghi chú' };

describe('the files of a process', () => {
  const files: ModelFile[] = [
    { name: 'b.form', content: '{"id":"b-form","components":[]}' },
    { name: 'called.bpmn', content: '<bpmn:process id="called" isExecutable="true">' },
    { name: mainFile, content: '<bpmn:process name="Chính" id="main" isExecutable="true">' },
    { name: 'a.dmn', content: '<decision id="pick" name="Chọn">' },
  ];

  it('should send every file: the main diagram apart, the others by name', () => {
    const { bpmn, resources } = toDeployInput(files);
    expect(bpmn).toContain('id="main"');
    expect(resources.map(({ name }) => name)).toEqual(['called.bpmn', 'a.dmn', 'b.form']);
  });

  it('should open the diagram that holds the process', () => {
    expect(fileOfProcess(files, 'called')).toBe('called.bpmn');
    expect(fileOfProcess(files, 'somewhere-else')).toBe(mainFile);
  });

  it('should know what the files define', () => {
    expect(definedNames(files)).toEqual({
      knownProcesses: ['called', 'main'],
      knownDecisions: ['pick'],
      knownForms: ['b-form'],
    });
  });

  it('should tell added, changed and removed files, and pass over line ends', () => {
    const after: ModelFile[] = [
      { name: mainFile, content: `${files[2]?.content}\r\n`.replace('Chính', 'Khác') },
      { name: 'called.bpmn', content: files[1]?.content ?? '' },
      { name: 'b.form', content: files[0]?.content.replaceAll('\n', '\r\n') ?? '' },
      { name: 'c.form', content: '{}' },
    ];
    expect(compareFiles(files, after)).toEqual([
      { name: mainFile, change: 'changed' },
      { name: 'c.form', change: 'added' },
      { name: 'a.dmn', change: 'removed' },
    ]);
  });

  it('should find no change between files and the same files in another order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ name: fc.string(), content: fc.string() }), { selector: (f) => f.name }),
        (some) => {
          expect(compareFiles(some, inOrder(some).reverse())).toEqual([]);
        },
      ),
    );
  });
});

describe('comparing elements', () => {
  it('should find nothing between a file and itself, however it is laid out', async () => {
    expect(await compareElements(incoming, incoming.replaceAll('><', '>\n<'))).toEqual([]);
  });

  it('should tell a renamed step, a removed one and a new condition, by name', async () => {
    const after = incoming
      .replace('name="Kiểm tra và tiếp nhận"', 'name="Kiểm tra, tiếp nhận"')
      .replace('=receiveDecision = "refuse"', '=receiveDecision = "reject"');
    const changes = await compareElements(incoming, after);
    expect(changes).toContainEqual({
      id: 'Task_Receive',
      label: 'Kiểm tra, tiếp nhận',
      type: 'bpmn:UserTask',
      change: 'changed',
    });
    expect(changes?.map(({ id }) => id).sort()).toEqual([
      'Flow_Gateway_Received_Status_Refused',
      'Task_Receive',
    ]);
  });

  it('should tell what only moved from what changed', async () => {
    const bounds = /bpmnElement="Task_Receive"[^>]*>\s*<dc:Bounds x="(\d+)/.exec(incoming);
    expect(bounds).not.toBeNull();
    const [whole = '', x = ''] = bounds ?? [];
    const changes = await compareElements(
      incoming,
      incoming.replace(whole, whole.replace(`x="${x}`, `x="1${x}`)),
    );
    expect(changes).toEqual([expect.objectContaining({ id: 'Task_Receive', change: 'moved' })]);
  });

  it('should tell added elements, and not blame what holds them', async () => {
    const [process] = newProcessFiles('small', 'Nhỏ', words);
    const before = process?.content ?? '';
    const after = before.replace('<bpmn:endEvent', '<bpmn:task id="New" name="Mới" /><bpmn:endEvent');
    expect(await compareElements(before, after)).toEqual([
      { id: 'New', label: 'Mới', type: 'bpmn:Task', change: 'added' },
    ]);
    expect(await compareElements(after, before)).toEqual([
      { id: 'New', label: 'Mới', type: 'bpmn:Task', change: 'removed' },
    ]);
  });

  it('should say nothing of files that cannot be read', async () => {
    expect(await compareElements('<', incoming)).toBeNull();
  });
});

describe('findings', () => {
  const files: ModelFile[] = newProcessFiles('small', 'Nhỏ', words);

  it('should find nothing wrong with a process that was just begun', async () => {
    expect(await checkFiles(files, ['document.open'], 'vi')).toEqual([]);
  });

  it('should find an expression that cannot be read, with its file and element, in the language asked for', async () => {
    const broken = files.map(({ name, content }) => ({
      name,
      content: content.replace('candidateGroups="clerk"', 'candidateGroups="=clerk + ("'),
    }));
    const [vi, en] = await Promise.all([checkFiles(broken, [], 'vi'), checkFiles(broken, [], 'en')]);
    expect(vi[0]).toMatchObject({ severity: 'error', file: mainFile, elementId: 'Task_First' });
    expect(vi[0]?.message).toContain('FEEL');
    expect(en[0]?.message).not.toBe(vi[0]?.message);
  });

  it('should add what only the server found, with the file that holds the element, errors first', () => {
    const own = [
      { severity: 'warning', rule: 'lane', file: mainFile, elementId: 'Start', message: 'A' } as const,
    ];
    const merged = mergeFindings(
      own,
      [
        { severity: 'WARNING', rule: 'lane', elementId: 'Start', message: 'A' },
        { severity: 'ERROR', rule: 'job-type', elementId: 'Task_First', message: 'B' },
        { severity: 'INFO', rule: 'other', elementId: null, message: 'C' },
      ],
      files,
    );
    expect(merged).toEqual([
      { severity: 'error', rule: 'job-type', file: mainFile, elementId: 'Task_First', message: 'B' },
      ...own,
      { severity: 'info', rule: 'other', file: null, elementId: null, message: 'C' },
    ]);
  });
});

describe('drafts', () => {
  const files = [{ name: mainFile, content: 'x' }];
  function memory(room = Number.POSITIVE_INFINITY) {
    const held = new Map<string, string>();
    return {
      getItem: (key: string) => held.get(key) ?? null,
      setItem(key: string, value: string) {
        if (value.length > room) throw new DOMException('full', 'QuotaExceededError');
        held.set(key, value);
      },
      removeItem: (key: string) => void held.delete(key),
    };
  }

  it('should come back as they were kept, for their version alone', () => {
    const storage = memory();
    const draft = { at: '2026-03-02T03:05:00.000Z', files };
    expect(writeDraft(draftName('p', 3), draft, storage)).toBe(true);
    expect(readDraft(draftName('p', 3), storage)).toEqual(draft);
    expect(readDraft(draftName('p', 4), storage)).toBeNull();
    dropDraft(draftName('p', 3), storage);
    expect(readDraft(draftName('p', 3), storage)).toBeNull();
  });

  it('should say so where there is no room', () => {
    expect(writeDraft('d', { at: '', files }, memory(3))).toBe(false);
  });

  it('should pass over what is no draft', () => {
    for (const text of [
      '',
      'null',
      '{"at":1}',
      '{"at":"x","files":[]}',
      '{"at":"x","files":[{"name":"a"}]}',
    ]) {
      const storage = memory();
      storage.setItem('d', text);
      expect(readDraft('d', storage)).toBeNull();
    }
  });
});

describe('a new process', () => {
  it('should have a key made of its name', () => {
    expect(slugOf('Cấp phép Đấu nối, đợt 2')).toBe('cap-phep-dau-noi-dot-2');
    expect(slugOf('2026: kế hoạch')).toBe('ke-hoach');
  });

  it('should have a key that BPMN allows, or none', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        (name) => slugOf(name) === '' || isProcessKey(slugOf(name)),
      ),
    );
  });

  it('should be deployable from the start, with a new decision table too', async () => {
    const files = [
      ...newProcessFiles('p', 'Tên "lạ" & <khác>', words),
      { name: 'd.dmn', content: newDecision('d', 'D & D') },
    ];
    expect(await checkFiles(files, [], 'vi')).toEqual([]);
  });
});

describe('forms', () => {
  it('should say what is wrong with a text that is no form', () => {
    expect(parseForm('{"id":')).toMatchObject({ ok: false, reason: expect.any(String) });
    expect(parseForm('{"components":[]}')).toEqual({ ok: false, reason: null });
    expect(parseForm('{"id":"f","components":[]}').ok).toBe(true);
  });

  it('should give every new field an id and a key of its own', () => {
    let form: Record<string, unknown> = {
      id: 'f',
      components: [{ id: 'Field_2', key: 'field3', type: 'textfield' }],
    };
    for (const type of [...newFieldTypes, ...newFieldTypes]) form = withField(form, type, 'Tên');
    const made = form.components as { id: string; key?: string }[];
    expect(new Set(made.map(({ id }) => id)).size).toBe(made.length);
    const keys = made.flatMap(({ key }) => key ?? []);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('element templates of the declared activities', () => {
  it('should stand for every job type once', () => {
    const types = readTemplates(elementTemplates()).map(jobTypeOf);
    expect(types.toSorted()).toEqual(jobs.map(({ type }) => type).toSorted());
  });

  it('should pass over what is no template', () => {
    expect(readTemplates([null, 1, { id: 'x' }])).toEqual([]);
    expect(readTemplates({})).toEqual([]);
  });
});
