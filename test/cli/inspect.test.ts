import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { inspectCommand } from '../../cli/inspect.ts';
import { devServer } from '../../cli/temporal/test-environments.ts';
import { cancelInstance } from '../../workflows/client/index.ts';
import { parsePayloadKeys } from '../../workflows/client/payload-keys.ts';
import { type Bench, bench, deployModel, workOn } from '../workflows/support.ts';
import { testJobs } from '../workflows/test-jobs.ts';

const keys = `2026-11:${randomBytes(32).toString('base64')}`;

let system: Bench;
let instanceId: string;
let caseId: string;
beforeAll(async () => {
  system = await bench(await devServer(), testJobs, parsePayloadKeys(keys));
  await deployModel(system, 'review');
  const { start, complete } = workOn(system);
  ({ instanceId, caseId } = await start({ applicant: 'Nguyễn Văn A' }));
  await complete(instanceId, 'assign', { note: 'gấp' });
});
afterAll(() => system[Symbol.asyncDispose]());

let printed: string[];
let complaints: string[];
beforeEach(() => {
  vi.stubEnv('DATABASE_URL', system.database.url);
  vi.stubEnv('TEMPORAL_ADDRESS', system.server.address);
  vi.stubEnv('PAYLOAD_KEYS', keys);
  printed = [];
  complaints = [];
  vi.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(text));
  vi.spyOn(console, 'error').mockImplementation((text: string) => void complaints.push(text));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const json = () => JSON.parse(printed.join('\n'));

describe('congvan inspect', () => {
  it('should show where an instance stands, and what it waits for', async () => {
    expect(await inspectCommand([instanceId, '--json'])).toBe(0);
    const { definition } = await system.db.processInstance.findUniqueOrThrow({
      where: { id: instanceId },
      include: { definition: true },
    });
    const found = json();
    expect(found).toMatchObject({
      instanceId,
      process: { key: 'review', version: 1, hash: definition.hash },
      state: 'ACTIVE',
      notAsked: null,
      variables: { applicant: 'Nguyễn Văn A', note: 'gấp' },
      tasks: [{ elementId: 'process', assignee: null }],
      timers: [{ repeats: false }],
      messages: [{ name: 'recall', correlationKey: caseId }],
      jobs: [],
      incidents: [],
    });
    expect(found.tokens).toContainEqual(
      expect.objectContaining({ elementId: 'process', type: 'userTask', phase: 'active' }),
    );
    expect(found).not.toHaveProperty('history');
  });

  it('should show incidents and jobs', async () => {
    const { start, complete } = workOn(system);
    const stuck = await start({ numberFault: 'closed' });
    expect(await inspectCommand([stuck.instanceId, '--json'])).toBe(0);
    expect(json().incidents).toMatchObject([{ code: 'JOB_NO_RETRIES' }]);
    printed = [];
    const sealing = await start({ sealFault: 'wait' });
    await complete(sealing.instanceId, 'assign');
    await complete(sealing.instanceId, 'process');
    expect(await inspectCommand([sealing.instanceId, '--json'])).toBe(0);
    expect(json().jobs).toMatchObject([{ elementId: 'seal', type: 'test.seal', execution: 'external' }]);
    await cancelInstance(system, { instanceId: sealing.instanceId, reason: 'test', actorId: null });
  });

  it('should show the history decoded', async () => {
    expect(await inspectCommand([instanceId, '--json', '--history'])).toBe(0);
    const { history } = json();
    expect(history[0]).toMatchObject({ id: 1, type: 'WorkflowExecutionStarted' });
    const [input] = history[0].attributes.input.payloads;
    expect(input).toMatchObject({ processId: 'review' });
    expect(Object.values(input.continued.instances)).toContainEqual(
      expect.objectContaining({ variables: expect.objectContaining({ applicant: 'Nguyễn Văn A' }) }),
    );
    const completed = history.find(
      ({
        type,
        attributes,
      }: {
        type: string;
        attributes: { acceptedRequest?: { input?: { name: string } } };
      }) =>
        type === 'WorkflowExecutionUpdateAccepted' &&
        attributes.acceptedRequest?.input?.name === 'completeTask',
    );
    expect(JSON.stringify(completed)).toContain('gấp');
    expect(JSON.stringify(history)).not.toContain('aes-256-gcm');
  });

  it('should be readable', async () => {
    expect(await inspectCommand([instanceId, '--history'])).toBe(0);
    const text = printed.join('\n');
    for (const part of [
      /^Process {6}.*\(review, version 1\)$/m,
      /^Tasks$/m,
      /^Timers$/m,
      /^ {2}1 .* WorkflowExecutionStarted$/m,
    ])
      expect(text).toMatch(part);
    expect(text).not.toContain('Not asked');
    expect(text).toContain('"applicant": "Nguyễn Văn A"');
  });

  it('should show what it can without the keys, and say what is missing', async () => {
    vi.stubEnv('PAYLOAD_KEYS', '');
    expect(await inspectCommand([instanceId, '--json', '--history'])).toBe(1);
    const found = json();
    expect(found.notAsked).toContain('the key "2026-11", which is not configured');
    expect(found).toMatchObject({ tasks: [{ elementId: 'process' }], jobs: null, timers: null });
    expect(JSON.stringify(found.history)).toContain('undecodable');
    expect(JSON.stringify(found.history)).not.toContain('Nguy');
    expect(complaints).toEqual([expect.stringContaining('add it to PAYLOAD_KEYS')]);
  });

  it('should refuse what it cannot do with a sentence', async () => {
    expect(await inspectCommand(['review-0'])).toBe(1);
    expect(complaints.join()).toBe('There is no instance review-0.');
    expect(await inspectCommand([])).toBe(2);
    expect(await inspectCommand([instanceId, '--histroy'])).toBe(2);
    vi.stubEnv('PAYLOAD_KEYS', 'x:short');
    expect(await inspectCommand([instanceId])).toBe(1);
    expect(complaints.at(-1)).toContain('the key "x" must be 32 bytes in base64');
    expect(await inspectCommand(['--help'])).toBe(0);
    expect(printed.at(-1)).toContain('Usage: congvan inspect');
  });
});
