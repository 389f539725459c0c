/** The API on a real Temporal server: deploy, start, claim, complete, follow. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeSkippingServer } from '../../cli/temporal/test-environments.ts';
import { renewUpdate } from '../../workflows/messages.ts';
import { aProcess } from '../engine/a-process.ts';
import { type Bench, bench, eventually } from '../workflows/support.ts';
import { type Answer, type ApiBench, apiBench, events, submit } from './support.ts';

let system: Bench;
let api: ApiBench;
const read = (name: string) => readFileSync(new URL(`models/${name}`, import.meta.url), 'utf8');
const resources = ['review.form', 'start.form'].map((name) => ({ name, content: read(name) }));

beforeAll(async () => {
  system = await bench(await timeSkippingServer(), []);
  api = await apiBench({ database: system.database, temporal: system.temporal });
  await deploy(read('review.bpmn'));
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
});

const deployMutation = `mutation ($input: DeployProcessInput!) { deployProcess(input: $input) {
  definitions { key version hash startForm } findings { severity rule elementId message } } }`;

async function deploy(bpmn: string, person = 'quantri'): Promise<Answer> {
  return api.as(person)(deployMutation, { input: { bpmn, resources } });
}

const startMutation = `mutation ($input: StartProcessInput!) { startProcess(input: $input) {
  id state variables activeElements definition { version } tasks(state: OPEN) { id elementId form variables } } }`;

async function start(variables: Record<string, unknown> = {}) {
  const answer = await api.as('chuyenvien')(startMutation, {
    input: { key: 'review', variables: { subject: 'Đề nghị', taxCode: '0199990011', ...variables } },
  });
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data.startProcess;
}

const completeMutation = `mutation ($input: CompleteTaskInput!) { completeTask(input: $input) {
  task { id state assignee { name } } instance { state activeElements variables } } }`;

const complete = (person: string, id: string, variables: unknown, idempotencyKey?: string) =>
  api.as(person)(completeMutation, {
    input: { id, variables, ...(idempotencyKey ? { idempotencyKey } : {}) },
  });

const faults = ({ errors }: Answer) => errors?.map(({ extensions }) => [extensions.code, extensions.path]);

describe('deployProcess', () => {
  it('should deploy the same content once, and a changed one as a new version of the agency', async () => {
    const first = await deploy(read('review.bpmn'));
    const changed = await deploy(
      read('review.bpmn').replace('name="Xét duyệt" is', 'name="Xét duyệt mới" is'),
    );

    const version = first.data.deployProcess.definitions[0].version;
    expect(first.data.deployProcess.definitions[0]).toMatchObject({
      key: 'review',
      startForm: { id: 'start' },
    });
    expect(changed.data.deployProcess.definitions[0].version).toBe(version + 1);
    const seen = await api.as('vanthu2')('{ processDefinition(key: "review") { version } }');
    expect(seen.data.processDefinition).toBeNull();
    const versions = await api.as('quantri')(
      '{ processDefinition(key: "review") { versions { version } bpmn } }',
    );
    expect(versions.data.processDefinition.versions).toHaveLength(version + 1);
    expect(versions.data.processDefinition.bpmn).toContain('Xét duyệt mới');
    await deploy(read('review.bpmn'));
  });

  it.each([
    ['forms/start.form', undefined],
    ['start.form', undefined],
    ['../start.form', 'input.resources.0.name'],
    ['/start.form', 'input.resources.0.name'],
    ['forms//start.form', 'input.resources.0.name'],
    ['start.txt', 'input.resources.0.name'],
  ])('should take files in folders of the process, and none from outside: %s', async (name, path) => {
    const content = '{"id":"unused","type":"default","components":[]}';
    const answer = await api.as('quantri')(deployMutation, {
      input: { bpmn: read('review.bpmn'), resources: [{ name, content }], dryRun: true },
    });
    expect(answer.errors?.[0]?.extensions.path).toEqual(path);
  });

  it('should tell what is wrong, in the language asked for, and deploy nothing', async () => {
    const broken = read('review.bpmn').replace('targetRef="Confirm"', 'targetRef="Nowhere"');

    const answer = await api.as('quantri')(deployMutation, { input: { bpmn: broken, resources } });

    const { definitions, findings } = answer.data.deployProcess;
    expect(definitions).toEqual([]);
    expect(findings.some(({ severity }: { severity: string }) => severity === 'ERROR')).toBe(true);
  });

  it('should name the resource that is none', async () => {
    const bad = [{ name: '../x.form', content: '{}' }];
    const answer = await api.as('quantri')(deployMutation, { input: { bpmn: '', resources: bad } });
    expect(faults(answer)).toEqual([['BAD_USER_INPUT', 'input.resources.0.name']]);
  });
});

describe('startProcess', () => {
  it('should add who started it and where, and be readable at once', async () => {
    const instance = await start();

    const person = await api.db.person.findUniqueOrThrow({ where: { username: 'chuyenvien' } });
    expect(instance).toMatchObject({ state: 'ACTIVE', activeElements: ['Review'] });
    expect(instance.variables).toMatchObject({
      agency: 'H26.01',
      startedBy: { id: person.id, name: person.name, username: 'chuyenvien' },
    });
    expect(instance.tasks).toMatchObject([{ elementId: 'Review', form: { id: 'review' } }]);
  });

  it('should have its tasks found by words of theirs, without regard to capitals and diacritics', async () => {
    const instance = await start();
    const [{ id }] = instance.tasks;
    const found = async (search: string) => {
      const query =
        'query ($search: String) { tasks(first: 100, filter: { search: $search }) { edges { node { id } } } }';
      const { data } = await api.as('quantri')(query, { search });
      return data.tasks.edges.some(({ node }: { node: { id: string } }) => node.id === id);
    };

    expect(await found('xet DUYỆT')).toBe(true);
    expect(await found('duyệt khác')).toBe(false);
    expect(await found('...')).toBe(true);
  });

  it('should start one instance however often it is asked with the same key', async () => {
    const ask = (person: string, idempotencyKey: string) =>
      api.as(person)(startMutation, {
        input: { key: 'review', variables: { subject: 'Đề nghị', taxCode: '0199990011' }, idempotencyKey },
      });
    const once = await Promise.all([ask('chuyenvien', 'k-1'), ask('chuyenvien', 'k-1')]);
    const again = await ask('chuyenvien', 'k-1');
    const others = [await ask('chuyenvien', 'k-2'), await ask('lanhdao', 'k-1')];

    const id = again.data.startProcess.id;
    expect(once.map(({ data }) => data.startProcess.id)).toEqual([id, id]);
    expect(new Set([id, ...others.map(({ data }) => data.startProcess.id)]).size).toBe(3);
    expect(await api.db.task.count({ where: { instanceId: id } })).toBe(1);
  });

  it('should hold the start form', async () => {
    const input = { key: 'review', variables: { taxCode: '123', agency: 'H26.02' } };
    const answer = await api.as('chuyenvien')(startMutation, { input });
    expect(faults(answer)).toEqual(
      expect.arrayContaining([
        ['BAD_USER_INPUT', 'input.variables.subject'],
        ['BAD_USER_INPUT', 'input.variables.taxCode'],
        ['BAD_USER_INPUT', 'input.variables.agency'],
      ]),
    );
  });

  it('should offer what may be started', async () => {
    const answer = await api.as('chuyenvien')('{ startableProcesses { key startForm } }');
    expect(answer.data.startableProcesses).toMatchObject([{ key: 'review', startForm: { id: 'start' } }]);
  });
});

describe('tasks', () => {
  const claim = 'mutation ($id: ID!) { claimTask(id: $id) { id assignee { name } } }';
  const unclaim = 'mutation ($id: ID!) { unclaimTask(id: $id) { id assignee { name } } }';

  it('should be claimed by one, given back, and completed with who did it', async () => {
    const { tasks } = await start();
    const { id } = tasks[0];

    const claimed = await api.as('chuyenvien')(claim, { id });
    const again = await api.as('chuyenvien')(claim, { id });
    const back = await api.as('chuyenvien')(unclaim, { id });
    const done = await complete('chuyenvien', id, { decision: 'approve' });

    expect(claimed.data.claimTask.assignee.name).toBe('Lê Minh Châu');
    expect(again.errors).toBeUndefined();
    expect(back.data.unclaimTask.assignee).toBeNull();
    expect(done.data.completeTask).toMatchObject({
      task: { state: 'COMPLETED' },
      instance: {
        activeElements: ['Confirm'],
        variables: { decision: 'approve', reviewedBy: 'Lê Minh Châu' },
      },
    });
  });

  it('should be nobody’s who has no part in it', async () => {
    const { tasks } = await start();
    const { id } = tasks[0];
    const codes = async (person: string) => [
      faults(await api.as(person)(claim, { id }))?.[0]?.[0],
      faults(await complete(person, id, { decision: 'approve' }))?.[0]?.[0],
    ];
    expect(await codes('vanthu')).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    expect(await codes('chuyenvien2')).toEqual(['NOT_FOUND', 'NOT_FOUND']);
    expect(await codes('doanhnghiep')).toEqual(['NOT_FOUND', 'NOT_FOUND']);
  });

  it('should tell every field that the form refuses', async () => {
    const { tasks } = await start();
    const foreign = await api.upload('doanhnghiep2', 'x.pdf', '%PDF-1.7 x');
    const leader = await api.db.person.findUniqueOrThrow({ where: { username: 'lanhdao' } });

    const answer = await complete('chuyenvien', tasks[0].id, {
      decision: 'return',
      days: 99,
      clerkId: leader.id,
      files: [foreign.data.uploadFile.id],
      other: 1,
    });

    expect(faults(answer)?.sort()).toEqual([
      ['BAD_USER_INPUT', 'input.variables.clerkId'],
      ['BAD_USER_INPUT', 'input.variables.comment'],
      ['BAD_USER_INPUT', 'input.variables.days'],
      ['BAD_USER_INPUT', 'input.variables.files.0'],
      ['BAD_USER_INPUT', 'input.variables.other'],
    ]);
    expect(answer.errors?.map(({ message }) => message)).toContain('Cần nhập “Ý kiến”.');
  });

  it('should be completed once, however often that is repeated with its key', async () => {
    const { tasks } = await start();
    const { id } = tasks[0];

    const answers = await Promise.all(
      Array.from({ length: 5 }, () => complete('chuyenvien', id, { decision: 'approve' }, 'key-1')),
    );
    const later = await complete('chuyenvien', id, { decision: 'approve' }, 'key-1');
    const other = await complete('chuyenvien', id, { decision: 'approve' }, 'key-2');

    expect([...answers, later].map(({ errors }) => errors)).toEqual(Array(6).fill(undefined));
    expect(faults(other)).toEqual([['TASK_NOT_OPEN', undefined]]);
    const history = await api.as('chuyenvien')(
      'query ($id: ID!) { task(id: $id) { instance { events { edges { node { event elementId actor { name } } } } } } }',
      { id },
    );
    const completions = history.data.task.instance.events.edges.filter(
      ({ node }: { node: { event: string; elementId: string } }) =>
        node.event === 'completed' && node.elementId === 'Review',
    );
    expect(completions).toMatchObject([{ node: { actor: { name: 'Lê Minh Châu' } } }]);
  });

  it('should reach the enterprise, who completes its own and sets nothing that no form asks for', async () => {
    const { id: instanceId, tasks } = await start();
    await complete('chuyenvien', tasks[0].id, { decision: 'approve' });
    const own = await api.as('doanhnghiep')('{ tasks { edges { node { id instance { id } } } } }');
    const { node } = own.data.tasks.edges.find(
      (edge: { node: { instance: { id: string } } }) => edge.node.instance.id === instanceId,
    );

    const done = await complete('doanhnghiep', node.id, { agency: 'H26.02' });

    expect(done.data.completeTask.instance).toMatchObject({ state: 'COMPLETED', variables: {} });
    const instance = await api.db.processInstance.findUniqueOrThrow({ where: { id: instanceId } });
    expect(instance.variables).toMatchObject({ agency: 'H26.01' });
    const others = await api.as('doanhnghiep2')('query ($id: ID!) { task(id: $id) { id } }', { id: node.id });
    expect(others.data.task).toBeNull();
  });

  it('should end when a manager cancels the instance', async () => {
    const { id, tasks } = await start();
    const cancel = 'mutation ($id: ID!) { cancelInstance(id: $id, reason: "Nhầm") { state } }';

    const cancelled = await api.as('quantri')(cancel, { id });
    const twice = await api.as('quantri')(cancel, { id });

    expect(cancelled.data.cancelInstance.state).toBe('TERMINATED');
    expect(faults(twice)).toEqual([['CONFLICT', undefined]]);
    expect(faults(await complete('chuyenvien', tasks[0].id, { decision: 'approve' }))).toEqual([
      ['TASK_NOT_OPEN', undefined],
    ]);
  });
});

describe('updateTask', () => {
  const mutation = `mutation ($input: UpdateTaskInput!) { updateTask(input: $input) {
    dueAt priority candidateGroups candidateUsers { name } assignee { name } } }`;
  const update = (input: Record<string, unknown>) => api.as('quantri')(mutation, { input });

  it('should change who it is for and until when, and let those work on it who are named', async () => {
    const { tasks } = await start();
    const { id } = tasks[0];
    const officer = await api.db.person.findUniqueOrThrow({ where: { username: 'vanthu' } });
    const claim = () => api.as('vanthu')('mutation ($id: ID!) { claimTask(id: $id) { id } }', { id });

    const before = faults(await claim());
    const updated = await update({ id, candidateUsers: [officer.id], dueAt: '2026-12-01T00:00:00.000Z' });
    const listed = await api.as('vanthu')('{ tasks(first: 100) { edges { node { id } } } }');
    const after = await claim();

    expect(before).toEqual([['FORBIDDEN', undefined]]);
    expect(updated.data.updateTask).toMatchObject({
      dueAt: '2026-12-01T00:00:00.000Z',
      priority: 50,
      candidateGroups: ['clerk@H26.01'],
      candidateUsers: [{ name: officer.name }],
    });
    const ids = listed.data.tasks.edges.map(({ node }: { node: { id: string } }) => node.id);
    expect(ids).toContain(id);
    expect(after.errors).toBeUndefined();
  });

  it('should name what is wrong', async () => {
    const { tasks } = await start();
    const { id } = tasks[0];
    expect(faults(await update({ id, priority: 101 }))).toEqual([['BAD_USER_INPUT', 'input.priority']]);
    expect(faults(await update({ id, candidateUsers: ['x'] }))).toEqual([
      ['BAD_USER_INPUT', 'input.candidateUsers'],
    ]);
    expect(faults(await update({ id, candidateGroups: ['Nhóm'] }))).toEqual([
      ['BAD_USER_INPUT', 'input.candidateGroups'],
    ]);
  });
});

describe('a task that the model has assigned to a name nobody has', () => {
  it('should be shown to managers, and be done once they have assigned it', async () => {
    const extensions = '<zeebe:assignmentDefinition assignee="nobody.here" candidateGroups="clerk" />';
    const process = aProcess('lost').startEvent().userTask('work', { extensions }).endEvent();
    expect((await deploy(process.resource().content)).errors).toBeUndefined();
    const started = await api.as('quantri')(startMutation, { input: { key: 'lost', variables: {} } });
    const { id, tasks } = started.data.startProcess;
    const claim = () =>
      api.as('chuyenvien')('mutation ($id: ID!) { claimTask(id: $id) { assignee { name } } }', {
        id: tasks[0].id,
      });
    const unknown = async () => {
      const query = 'query ($id: ID!) { processInstance(id: $id) { unknownAssignees { taskId assignee } } }';
      return (await api.as('quantri')(query, { id })).data.processInstance.unknownAssignees;
    };

    const refused = await claim();
    expect(faults(refused)).toEqual([['CONFLICT', undefined]]);
    expect(refused.errors?.[0]?.message).toContain('không có trong hệ thống');
    expect(await unknown()).toEqual([{ taskId: tasks[0].id, assignee: 'nobody.here' }]);
    const clerk = await api.db.person.findFirstOrThrow({ where: { username: 'chuyenvien' } });
    const assigned = await api.as('quantri')(
      'mutation ($id: ID!, $to: ID!) { updateTask(input: { id: $id, assignee: $to }) { assignee { name } } }',
      { id: tasks[0].id, to: clerk.id },
    );
    expect(assigned.errors).toBeUndefined();
    expect(await unknown()).toEqual([]);
    expect((await complete('chuyenvien', tasks[0].id, {})).errors).toBeUndefined();
  });
});

describe('undoTask', () => {
  const mutation = `mutation ($id: ID!, $dryRun: Boolean) { undoTask(id: $id, reason: "Nhầm", dryRun: $dryRun) {
    task { id state assignee { name } } instance { activeElements variables tasks(state: OPEN) { id elementId } events { edges { node { event actor { name } } } } }
    steps { event elementId } } }`;
  const undo = (person: string, id: string, dryRun = false) => api.as(person)(mutation, { id, dryRun });
  const claim = 'mutation ($id: ID!) { claimTask(id: $id) { id } }';
  const unclaim = 'mutation ($id: ID!) { unclaimTask(id: $id) { id } }';
  /** Another run, which knows none of the requests before. */
  async function renewed(instanceId: string): Promise<void> {
    const handle = system.temporal.workflow.getHandle(instanceId);
    const { runId } = await handle.describe();
    await handle.executeUpdate(renewUpdate);
    await eventually(async () => (await handle.describe()).runId !== runId || null, 'the next run');
  }

  it('should open the task again for who completed it, and close what followed', async () => {
    const { id: instanceId, tasks } = await start();
    const { id } = tasks[0];
    await api.as('chuyenvien')(claim, { id });
    await complete('chuyenvien', id, { decision: 'approve' }, 'first');

    const preview = await undo('chuyenvien', id, true);
    const undone = await undo('chuyenvien', id);
    const twice = await undo('chuyenvien', id);

    expect(preview.data.undoTask).toMatchObject({
      task: { state: 'COMPLETED' },
      steps: expect.arrayContaining([
        { event: 'terminated', elementId: 'Confirm' },
        { event: 'userTaskReopened', elementId: 'Review' },
      ]),
    });
    const { task, instance } = undone.data.undoTask;
    expect(task).toMatchObject({ state: 'OPEN', assignee: { name: 'Lê Minh Châu' } });
    expect(instance).toMatchObject({ activeElements: ['Review'], tasks: [{ elementId: 'Review' }] });
    expect(instance.variables).not.toHaveProperty('decision');
    const marks = instance.events.edges.map(({ node }: { node: unknown }) => node);
    expect(marks).toContainEqual({ event: 'userTaskReopened', actor: { name: 'Lê Minh Châu' } });
    expect(faults(twice)).toEqual([['CONFLICT', undefined]]);
    const followers = await api.db.task.findMany({ where: { instanceId, elementId: 'Confirm' } });
    expect(followers.map(({ state }) => state)).toEqual(['CANCELLED']);

    const repeated = await complete('chuyenvien', id, { decision: 'approve' }, 'first');
    expect(repeated.data.completeTask.instance.activeElements).toEqual(['Review']);
    await api.as('chuyenvien')(unclaim, { id });
    await api.as('chuyenvien')(claim, { id });
    await renewed(instanceId);
    const late = await complete('chuyenvien', id, { decision: 'approve' }, 'first');
    expect(late.data.completeTask.instance.activeElements).toEqual(['Review']);

    const again = await complete('chuyenvien', id, { decision: 'approve' }, 'second');
    expect(again.data.completeTask.instance.activeElements).toEqual(['Confirm']);
  });

  it('should be refused with the reason, and without trace, when what followed was taken or done', async () => {
    const { id: instanceId, tasks } = await start();
    const { id } = tasks[0];
    await complete('chuyenvien', id, { decision: 'approve' });
    const next = await api.db.task.findFirstOrThrow({ where: { instanceId, elementId: 'Confirm' } });
    await api.as('doanhnghiep')(claim, { id: next.id });
    const accepted = async () => {
      const { events } = await system.temporal.workflow.getHandle(instanceId).fetchHistory();
      return events?.filter((it) => it.workflowExecutionUpdateAcceptedEventAttributes).length;
    };

    const before = await accepted();
    const taken = await undo('chuyenvien', id);
    const after = await accepted();
    await complete('doanhnghiep', next.id, {});
    const ended = await undo('chuyenvien', id);

    expect(faults(taken)).toEqual([['CONFLICT', undefined]]);
    expect(taken.errors?.[0]?.message).toBe(
      'Không hoàn tác được nữa: công việc tiếp theo “Xác nhận” đã có người nhận hoặc đã thay đổi.',
    );
    expect(after).toBe(before);
    expect(ended.errors?.[0]?.message).toBe('Không hoàn tác được nữa: quy trình đã kết thúc.');
  });

  it('should be for nobody but who completed it', async () => {
    const { tasks } = await start();
    const { id } = tasks[0];
    expect(faults(await undo('chuyenvien', id))).toEqual([['CONFLICT', undefined]]);
    await complete('chuyenvien', id, { decision: 'approve' });
    expect(faults(await undo('quantri', id))).toEqual([['FORBIDDEN', undefined]]);
    expect(faults(await undo('chuyenvien2', id))).toEqual([['NOT_FOUND', undefined]]);
  });
});

describe('repair', () => {
  const modify = `mutation ($id: ID!, $instructions: JSON!, $dryRun: Boolean!) {
    modifyInstance(id: $id, instructions: $instructions, reason: "Sai bước", dryRun: $dryRun) {
      instance { state activeElements events { edges { node { event actor { name } } } } } steps { event elementId } } }`;
  const change = (id: string, instructions: unknown, dryRun = false, person = 'quantri') =>
    api.as(person)(modify, { id, instructions, dryRun });

  it('should say what a modification would do, do it, and keep who did it', async () => {
    const { id, tasks } = await start();
    const again = [
      { kind: 'cancelAll', elementId: tasks[0].elementId },
      { kind: 'activate', elementId: tasks[0].elementId },
    ];

    const preview = await change(id, again, true);
    const unchanged = await api.as('chuyenvien')('query ($id: ID!) { task(id: $id) { state } }', {
      id: tasks[0].id,
    });
    const done = await change(id, again);

    expect(preview.data.modifyInstance.steps).toEqual(
      expect.arrayContaining([
        { event: 'modified', elementId: null },
        { event: 'terminated', elementId: tasks[0].elementId },
        { event: 'activated', elementId: tasks[0].elementId },
      ]),
    );
    expect(unchanged.data.task.state).toBe('OPEN');
    expect(done.data.modifyInstance.instance.state).toBe('ACTIVE');
    const marks = done.data.modifyInstance.instance.events.edges.filter(
      ({ node }: { node: { event: string } }) => node.event === 'modified',
    );
    expect(marks).toMatchObject([{ node: { actor: { name: expect.any(String) } } }]);
    expect(faults(await complete('chuyenvien', tasks[0].id, { decision: 'approve' }))).toEqual([
      ['TASK_NOT_OPEN', undefined],
    ]);
  });

  it('should refuse what cannot be done before anything happens, and say why', async () => {
    const { id } = await start();

    const unknown = await change(id, [{ kind: 'activate', elementId: 'nowhere' }]);
    const malformed = await change(id, [{ kind: 'explode' }]);
    const foreign = await change(id, [{ kind: 'cancel', key: '2' }], false, 'chuyenvien');

    expect(faults(unknown)).toEqual([['BAD_USER_INPUT', 'input']]);
    expect(unknown.errors?.[0]?.message).toContain("'nowhere'");
    expect(faults(malformed)?.[0]?.[0]).toBe('BAD_USER_INPUT');
    expect(faults(foreign)).toEqual([['FORBIDDEN', undefined]]);
  });

  it('should let nothing go on while an instance is suspended', async () => {
    const { id, tasks } = await start();
    const suspend = 'mutation ($id: ID!) { suspendInstance(id: $id, reason: "Chờ") { instance { state } } }';
    const resume = 'mutation ($id: ID!) { resumeInstance(id: $id, reason: "Tiếp") { instance { state } } }';

    const suspended = await api.as('quantri')(suspend, { id });
    const refused = await complete('chuyenvien', tasks[0].id, { decision: 'approve' });
    const resumed = await api.as('quantri')(resume, { id });
    const twice = await api.as('quantri')(resume, { id });
    const completed = await complete('chuyenvien', tasks[0].id, { decision: 'approve' });

    expect(suspended.errors).toBeUndefined();
    expect(faults(refused)).toEqual([['CONFLICT', undefined]]);
    expect(resumed.errors).toBeUndefined();
    expect(faults(twice)).toEqual([['CONFLICT', undefined]]);
    expect(completed.errors).toBeUndefined();
  });

  it('should let nothing go on in the instances of a version that are suspended together', async () => {
    const { id, tasks, definition } = await start();
    const change = (name: string, filter: object, reason = 'Chờ') =>
      api.as('quantri')(
        `mutation ($filter: InstancesOfVersionInput!, $reason: String!) {
          ${name}(filter: $filter, reason: $reason) { id kind total } }`,
        { filter: { key: 'review', ...filter }, reason },
      );
    const over = ({ data }: Answer, name: string) =>
      eventually(async () => {
        const batch = await api.db.batch.findUniqueOrThrow({ where: { id: data[name].id } });
        return batch.state === 'DONE' && batch;
      }, name);
    const filter = { version: definition.version, ids: [id] };

    const [unknown, silent] = [
      await change('suspendInstances', { version: 999 }),
      await change('suspendInstances', filter, ' '),
    ];
    await over(await change('suspendInstances', filter), 'suspendInstances');
    const refused = await complete('chuyenvien', tasks[0].id, { decision: 'approve' });
    await over(await change('resumeInstances', filter), 'resumeInstances');
    const completed = await complete('chuyenvien', tasks[0].id, { decision: 'approve' });

    expect(faults(unknown)).toEqual([['NOT_FOUND', undefined]]);
    expect(faults(silent)).toEqual([['BAD_USER_INPUT', 'reason']]);
    expect(faults(refused)).toEqual([['CONFLICT', undefined]]);
    expect(completed.errors).toBeUndefined();
  });

  it('should let nothing go on at one suspended element, and say what that would be before', async () => {
    const { id, tasks } = await start();
    const change = (name: string, element: string, more = '') =>
      api.as('quantri')(
        `mutation ($id: ID!, $element: String!) { ${name}(id: $id, elementId: $element, reason: "Chờ"${more}) {
          steps { event elementId } instance { suspensions { isSuspended elements } } } }`,
        { id, element },
      );
    const { elementId } = tasks[0];

    const tried = await change('suspendElement', elementId, ', dryRun: true');
    const unknown = await change('suspendElement', 'nowhere');
    const suspended = await change('suspendElement', elementId);
    const twice = await change('suspendElement', elementId);
    const refused = await complete('chuyenvien', tasks[0].id, { decision: 'approve' });
    const resumed = await change('resumeElement', elementId);
    const completed = await complete('chuyenvien', tasks[0].id, { decision: 'approve' });

    expect(tried.data.suspendElement).toEqual({
      steps: [{ event: 'elementSuspended', elementId }],
      instance: { suspensions: { isSuspended: false, elements: [] } },
    });
    expect(faults(unknown)).toEqual([['BAD_USER_INPUT', 'input']]);
    expect(suspended.data.suspendElement.instance.suspensions.elements).toEqual([elementId]);
    expect(faults(twice)).toEqual([['CONFLICT', undefined]]);
    expect(faults(refused)).toEqual([['CONFLICT', undefined]]);
    expect(refused.errors?.[0]?.message).toContain('đang tạm dừng');
    expect(resumed.data.resumeElement.instance.suspensions.elements).toEqual([]);
    expect(completed.errors).toBeUndefined();
    const { data } = await api.as('quantri')(
      'query ($id: ID!) { processInstance(id: $id) { events { edges { node { event elementId actor { name } } } } } }',
      { id },
    );
    const marks = data.processInstance.events.edges.flatMap(({ node }: { node: { event: string } }) =>
      node.event.startsWith('element') ? [node] : [],
    );
    expect(marks).toMatchObject([
      { event: 'elementSuspended', elementId, actor: { name: expect.any(String) } },
      { event: 'elementResumed', elementId, actor: { name: expect.any(String) } },
    ]);
  });

  it('should suspend one element in all instances of a version, and roll that back', async () => {
    const first = await start();
    const second = await start();
    const { elementId: element } = first.tasks[0];
    const ask = (person: string, name: string, variables: Record<string, unknown>) =>
      api.as(person)(
        `mutation ($filter: InstancesOfVersionInput!, $element: String!) {
          ${name}(filter: $filter, element: $element, reason: "Chờ") { id total } }`,
        variables,
      );
    const ids = [first.id, second.id];
    const filter = { key: 'review', version: first.definition.version, ids };
    const over = ({ data }: Answer, name: string, state = 'DONE') =>
      eventually(async () => {
        const batch = await api.db.batch.findUniqueOrThrow({ where: { id: data[name].id } });
        return batch.state === state && batch;
      }, name);

    const unknown = await ask('quantri', 'suspendElementOfInstances', { filter, element: 'nowhere' });
    const foreign = await ask('chuyenvien', 'suspendElementOfInstances', { filter, element });
    const asked = await ask('quantri', 'suspendElementOfInstances', { filter, element });
    await over(asked, 'suspendElementOfInstances');
    const refused = await complete('chuyenvien', first.tasks[0].id, { decision: 'approve' });
    await over(
      await ask('quantri', 'resumeElementOfInstances', { filter, element }),
      'resumeElementOfInstances',
    );
    const completed = await complete('chuyenvien', first.tasks[0].id, { decision: 'approve' });
    const again = await ask('quantri', 'suspendElementOfInstances', {
      filter: { ...filter, ids: [second.id] },
      element,
    });
    await over(again, 'suspendElementOfInstances');
    const { id } = again.data.suspendElementOfInstances;
    await api.as('quantri')('mutation ($id: ID!) { rollBackBatch(id: $id) { id } }', { id });
    await over(again, 'suspendElementOfInstances', 'ROLLED_BACK');
    const afterwards = await complete('chuyenvien', second.tasks[0].id, { decision: 'approve' });

    expect(faults(unknown)).toEqual([['BAD_USER_INPUT', 'element']]);
    expect(faults(foreign)).toEqual([['FORBIDDEN', undefined]]);
    expect(asked.data.suspendElementOfInstances.total).toBe(2);
    expect(faults(refused)).toEqual([['CONFLICT', undefined]]);
    expect(completed.errors).toBeUndefined();
    expect(afterwards.errors).toBeUndefined();
  });

  it('should try again what incidents of a kind stopped in many instances, and say why each other is skipped', async () => {
    const stuck = aProcess('stuck')
      .startEvent()
      .exclusiveGateway('choice')
      .when('=ok')
      .userTask('go')
      .endEvent();
    const { definitions } = (await deploy(stuck.resource().content)).data.deployProcess;
    const begin = async (variables: Record<string, unknown>): Promise<string> => {
      const { data } = await api.as('quantri')(startMutation, { input: { key: 'stuck', variables } });
      return data.startProcess.id;
    };
    const [mended, hopeless, poisoned] = [await begin({}), await begin({}), await begin({})];
    await begin({ ok: true });
    const ask = (ids: string[], more: Record<string, unknown> = {}) =>
      api.as('quantri')(
        `mutation ($filter: InstancesOfVersionInput!, $variables: JSON, $code: String, $dryRun: Boolean) {
          resolveIncidentsOfInstances(filter: $filter, variables: $variables, code: $code, dryRun: $dryRun, reason: "Đã sửa") { id total } }`,
        { filter: { key: 'stuck', version: definitions[0].version, ids }, ...more },
      );
    const over = ({ data }: Answer, state = 'DONE') =>
      eventually(async () => {
        const answer = await api.as('quantri')(
          'query ($id: ID!) { batch(id: $id) { state done refused items { edges { node { instanceId state problems { reason } } } } } }',
          { id: data.resolveIncidentsOfInstances.id },
        );
        return answer.data.batch.state === state && answer.data.batch;
      }, 'the batch');
    // a workflow task that fails is noticed by the watcher
    await api.db.incident.create({
      data: {
        ...{
          id: `${poisoned}:workflow-task`,
          instanceId: poisoned,
          key: 'workflow-task',
          elementId: 'stuck',
        },
        ...{ code: 'POISONED', message: 'fails', at: new Date() },
      },
    });

    const alone = await api.as('quantri')(
      'mutation ($id: ID!) { resolveIncidents(id: $id, reason: "Đã sửa") { instance { id } } }',
      { id: poisoned },
    );
    expect(faults(alone)).toEqual([['CONFLICT', undefined]]);
    expect(alone.errors?.[0]?.message).toContain('congvan restore-instances');
    const tried = await over(await ask([mended, hopeless, poisoned], { dryRun: true }), 'CHECKED');
    expect(tried).toMatchObject({ done: 0, refused: 1 });
    const again = await over(await ask([hopeless, poisoned]));
    const reasons = new Map(
      again.items.edges.map(({ node }: { node: { instanceId: string; problems: { reason: string }[] } }) => [
        node.instanceId,
        node.problems[0]?.reason,
      ]),
    );
    expect(again).toMatchObject({ done: 0, refused: 2 });
    expect(reasons.get(hopeless)).toContain('Vẫn còn sự cố');
    expect(reasons.get(poisoned)).toContain('tự đóng');
    const all = await ask([mended, poisoned], { variables: { ok: true }, code: 'CONDITION_FAILED' });
    expect(await over(all)).toMatchObject({ done: 1, refused: 1 });
    expect(await api.db.task.count({ where: { instanceId: mended, elementId: 'go', state: 'OPEN' } })).toBe(
      1,
    );
    expect((await ask([mended])).data.resolveIncidentsOfInstances.total).toBe(0);
  });

  it('should try no job again that is not there, or no times', async () => {
    const { id } = await start();
    const retry = (retries: number) =>
      api.as('quantri')(
        `mutation ($id: ID!, $retries: Int) { retryJob(id: $id, jobKey: "999", retries: $retries, reason: "Kẹt") {
          instance { openJobs { key } } } }`,
        { id, retries },
      );
    expect(faults(await retry(0))).toEqual([['BAD_USER_INPUT', 'retries']]);
    expect(faults(await retry(2))).toEqual([['NOT_FOUND', undefined]]);
    const { data } = await api.as('quantri')(
      'query ($id: ID!) { processInstance(id: $id) { openJobs { key } } }',
      { id },
    );
    expect(data.processInstance.openJobs).toEqual([]);
  });
});

describe('subscriptions', () => {
  async function follow(person: string, query: string, method: 'GET' | 'POST' = 'POST') {
    const stop = new AbortController();
    const headers = {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      'x-test-user': person,
    };
    const address = await api.listen();
    const url =
      method === 'GET' ? `${address}/graphql?query=${encodeURIComponent(query)}` : `${address}/graphql`;
    const init = method === 'GET' ? {} : { body: JSON.stringify({ query }) };
    const response = await fetch(url, { method, headers, signal: stop.signal, ...init });
    const stream = events(response);
    return { response, next: async () => (await stream.next()).value as Answer, stop: () => stop.abort() };
  }

  it('should tell the tasks of one’s own groups as they open, change and close', async () => {
    const clerk = await follow('chuyenvien', 'subscription { tasks { kind task { id elementId name } } }');
    const other = await follow('chuyenvien2', 'subscription { tasks { kind task { id } } }');
    const foreign = other.next();

    const { tasks } = await start();
    const opened = await clerk.next();
    await api.as('chuyenvien')('mutation ($id: ID!) { claimTask(id: $id) { id } }', { id: tasks[0].id });
    const changed = await clerk.next();
    await complete('chuyenvien', tasks[0].id, { decision: 'approve' });
    const closed = await clerk.next();

    expect(clerk.response.headers.get('content-type')).toContain('text/event-stream');
    expect([opened, changed, closed].map(({ data }) => [data.tasks.kind, data.tasks.task.id])).toEqual([
      ['OPENED', tasks[0].id],
      ['CHANGED', tasks[0].id],
      ['CLOSED', tasks[0].id],
    ]);
    expect(await Promise.race([foreign, 'nothing'])).toBe('nothing');
    foreign.catch(() => undefined);
    clerk.stop();
    other.stop();
  });

  it('should tell an instance after each of its steps, also over GET', async () => {
    const { id, tasks } = await start();
    const query = `subscription { processInstance(id: "${id}") { activeElements } }`;
    const watching = await follow('vanthu', query, 'GET');

    const first = await watching.next();
    await complete('chuyenvien', tasks[0].id, { decision: 'approve' });
    const second = await watching.next();

    expect([first, second].map(({ data }) => data.processInstance.activeElements)).toEqual([
      ['Review'],
      ['Confirm'],
    ]);
    watching.stop();
  });

  it('should tell a sender the status now and when it changes, and not to others', async () => {
    await deploy(
      read('review.bpmn')
        .replaceAll('"review"', '"incoming-document"')
        .replace('formId="incoming-document"', 'formId="review"'),
    );
    const document = await submit(api, 'doanhnghiep');
    const query = `subscription { documentStatus(trackingCode: "${document.trackingCode}") { code history { code } } }`;
    const sender = await follow('doanhnghiep', query);
    const stranger = await follow('doanhnghiep2', query);

    const now = await sender.next();
    await api.db.document.update({
      where: { id: document.id },
      data: { statusCode: '03', statusSince: new Date() },
    });
    await api.db
      .$executeRaw`SELECT pg_notify('congvan_changes', ${JSON.stringify({ documentId: document.id })})`;
    const then = await sender.next();

    expect([now.data.documentStatus.code, then.data.documentStatus.code]).toEqual(['01', '03']);
    expect(faults(await stranger.next())).toEqual([['NOT_FOUND', undefined]]);
    sender.stop();
    stranger.stop();
  });

  it('should tell notifications of one’s own and of one’s groups', async () => {
    const clerk = await follow('chuyenvien', 'subscription { notifications { id title } }');
    const create = (group: string) =>
      api.db.notification.create({
        data: { group, titleVi: `Cho ${group}`, titleEn: 'For', body: '', at: new Date() },
      });

    await create('clerk@H26.02');
    const own = await create('clerk@H26.01');
    const first = clerk.next();
    await api.db.$executeRaw`SELECT pg_notify('congvan_changes', ${JSON.stringify({ instanceId: 'x' })})`;

    expect((await first).data.notifications).toEqual({ id: own.id, title: 'Cho clerk@H26.01' });
    const mark = 'mutation ($ids: [ID!]!) { markNotificationsRead(ids: $ids) }';
    expect((await api.as('chuyenvien2')(mark, { ids: [own.id] })).data.markNotificationsRead).toBe(0);
    expect((await api.as('chuyenvien')(mark, { ids: [own.id, 'x'] })).data.markNotificationsRead).toBe(1);
    const list = await api.as('chuyenvien')(
      '{ notifications { unread totalCount edges { node { readAt } } } }',
    );
    expect(list.data.notifications).toMatchObject({ unread: 0, totalCount: 1 });
    clerk.stop();
  });

  it('should be refused like any other operation', async () => {
    const refused = await follow('doanhnghiep', 'subscription { processInstance(id: "x") { id } }');
    expect(faults(await refused.next())).toEqual([['FORBIDDEN', undefined]]);
    refused.stop();
  });
});
