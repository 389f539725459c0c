/**
 * Ways of the standard processes at several ages: at an early wait, in the middle, after a deadline, completed, and repaired. Each goes
 * on a running system, by its API.
 */
import { readFile } from 'node:fs/promises';
import { branches } from '../../cli/demo/branches.ts';
import type { Play } from '../../cli/demo/play.ts';
import { readResources } from '../../cli/scenario/scenario.ts';

export interface StandardWay {
  play(play: Play, hands: Hands): Promise<void>;
  /** Encrypted: goes on here after the first key was rotated. */
  goOn?(play: Play): Promise<void>;
}

/** What the API has no word for. */
export interface Hands {
  /** Lets the instance begin a new run. */
  renew(instanceId: string): Promise<void>;
}

/** A way of the demonstration. */
const way = (name: string): StandardWay => ({
  async play(play) {
    const branch = branches.find((it) => it.name === name);
    if (!branch) throw new Error(`Expected a way of the demonstration called "${name}", but there is none.`);
    await branch.play(play);
  },
});

export const standardWays: Record<string, StandardWay> = {
  'incoming-early': way('incoming: waits for the records officer'),
  'incoming-middle': way('incoming: waits for approval'),
  'incoming-late': way('incoming: waits for confirmation'),
  'incoming-overdue': way('incoming: overdue'),
  'incoming-paused': way('incoming: waits for a supplement'),
  'incoming-replied': way('incoming: replied and filed'),
  'incoming-corrected': way('incoming: returned for correction twice'),
  'incoming-consulted': way('incoming: other units consulted'),
  'incoming-supplemented': way('incoming: supplement asked and sent'),
  'incoming-recalled': way('incoming: recall agreed'),
  'incoming-refused': way('incoming: refused by the records officer'),
  'outgoing-early': { play: startOutgoing },
  'outgoing-middle': way('outgoing: waits for confirmation'),
  'outgoing-confirmed': way('outgoing: sent and confirmed'),
  'contract-middle': way('contract: waits for the second party'),
  'contract-declined': way('contract: declined'),
  'contract-signed': way('contract: signed by all'),
  'inspection-middle': way('inspection: under way'),
  'inspection-published': way('inspection: published'),

  // repaired ////////////////////////////////////////////////////////

  'incoming-suspended': {
    async play(play) {
      await way('incoming: waits for approval').play(play, noHands);
      await manage(play, 'suspendInstance(id: $id, timers: STOP, reason: "recorded")');
    },
  },
  'incoming-resumed': {
    async play(play) {
      await way('incoming: in process').play(play, noHands);
      await manage(play, 'suspendInstance(id: $id, timers: STOP, reason: "recorded")');
      await manage(play, 'resumeInstance(id: $id, reason: "recorded")');
      await draft(play);
    },
  },
  'incoming-undone': {
    async play(play) {
      await way('incoming: waits for approval').play(play, noHands);
      const { tasks } = await instanceOf(play);
      const task = tasks.findLast(({ elementId }) => elementId === 'Task_Process');
      await play.stage.clients.chuyenvien.request(
        'mutation ($id: ID!) { undoTask(id: $id, reason: "recorded") { task { id } } }',
        { id: task?.id },
      );
      await draft(play);
    },
  },
  'incoming-moved': {
    async play(play) {
      await way('incoming: waits for approval').play(play, noHands);
      await modify(play, [
        { kind: 'cancelAll', elementId: 'Task_Approve' },
        { kind: 'activate', elementId: 'Task_Process' },
      ]);
      await play.leaveOpen('chuyenvien', 'Task_Process');
    },
  },
  /** A period that is no number opens an incident, which is resolved with one. */
  'incoming-with-an-incident': {
    async play(play) {
      await way('incoming: waits for assignment').play(play, noHands);
      const assignment = { clerkId: play.stage.people.chuyenvien, coordinatingUnits: [], instruction: 'x' };
      await modify(play, [
        { kind: 'cancelAll', elementId: 'Task_Assign' },
        {
          kind: 'activate',
          elementId: 'Start_Deadline',
          variables: { Start_Deadline: { workingDays: 'seven' } },
        },
      ]);
      const incident = await play.stage.clients.quantri.waitFor(
        `incident in ${play.instanceId}`,
        async () => (await instanceOf(play)).incidents.find(({ resolvedAt }) => resolvedAt === null) ?? null,
      );
      await play.stage.clients.quantri.request(
        'mutation ($id: ID!, $variables: JSON) { resolveIncident(id: $id, variables: $variables) { id } }',
        { id: incident.id, variables: { ...assignment, workingDays: 7 } },
      );
      await play.leaveOpen('chuyenvien', 'Task_Process');
    },
  },
  /** Begun anew as a run from where it stood, and gone on with. */
  'incoming-in-a-new-run': {
    async play(play, { renew }) {
      await way('incoming: in process').play(play, noHands);
      await renew(play.instanceId);
      await draft(play);
      await play.leaveOpen('lanhdao', 'Task_Approve');
    },
  },
  /** The last: others begin with the new version afterwards. */
  'incoming-migrated': {
    async play(play) {
      await way('incoming: in process').play(play, noHands);
      await manage(play, 'migrateInstance(id: $id, toVersion: $toVersion, reason: "recorded")', {
        toVersion: await deployNextVersion(play),
      });
      await draft(play);
      await play.leaveOpen('lanhdao', 'Task_Approve');
    },
  },
};

/** Recorded on a system with a payload key. */
export const encryptedWays: Record<string, StandardWay> = {
  'encrypted-incoming-early': way('incoming: waits for the records officer'),
  'encrypted-incoming-replied': way('incoming: replied and filed'),
  'encrypted-outgoing-middle': way('outgoing: waits for confirmation'),
  'encrypted-incoming-rotated': {
    ...way('incoming: in process'),
    async goOn(play) {
      await draft(play);
      await play.leaveOpen('lanhdao', 'Task_Approve');
    },
  },
  'encrypted-contract-rotated': {
    ...way('contract: waits for the second party'),
    goOn: (play) => play.complete('lanhdao', 'Task_Sign', { decision: 'sign' }),
  },
};

// helpers ////////////////////////////////////////////////////////////

const noHands: Hands = {
  renew: () => Promise.reject(new Error('Expected a way that stays in its run')),
};

async function startOutgoing(play: Play): Promise<void> {
  const { enterprises } = play.stage;
  await play.start('chuyenvien', 'outgoing-document', {
    subject: 'Thông báo lịch làm việc',
    kind: 'TB',
    urgency: 'NORMAL',
    recipients: [enterprises.doanhnghiep.code],
    files: [await play.letter('chuyenvien', 'thông báo lịch làm việc')],
  });
  await play.leaveOpen('lanhdao', 'Task_Approve');
}

async function draft(play: Play): Promise<void> {
  await play.complete('chuyenvien', 'Task_Process', {
    decision: 'draft',
    replySubject: 'V/v trả lời đề nghị của doanh nghiệp',
    replyFiles: [await play.letter('chuyenvien', 'trả lời đề nghị của doanh nghiệp')],
  });
}

interface Instance {
  tasks: { id: string; elementId: string }[];
  incidents: { id: string; resolvedAt: string | null }[];
}

async function instanceOf(play: Play): Promise<Instance> {
  const { processInstance } = await play.stage.clients.quantri.request<{ processInstance: Instance }>(
    'query ($id: ID!) { processInstance(id: $id) { tasks { id elementId } incidents { id resolvedAt } } }',
    { id: play.instanceId },
  );
  return processInstance;
}

const modify = (play: Play, instructions: unknown): Promise<void> =>
  manage(play, 'modifyInstance(id: $id, instructions: $instructions, reason: "recorded")', { instructions });

/** One mutation of a manager on the instance; the types of its variables are known by their names. */
async function manage(play: Play, mutation: string, variables: Record<string, unknown> = {}): Promise<void> {
  const types: Record<string, string> = { id: 'ID!', instructions: 'JSON!', toVersion: 'Int!' };
  const given = { id: play.instanceId, ...variables };
  const head = Object.keys(given).map((name) => `$${name}: ${types[name]}`);
  const answer = await play.stage.clients.quantri.request<Record<string, { problems?: unknown[] }>>(
    `mutation (${head.join(', ')}) { ${mutation} { instance { id } ${/^migrate/.test(mutation) ? 'problems { elementId reason }' : ''} } }`,
    given,
  );
  const problems = Object.values(answer).flatMap((it) => it.problems ?? []);
  if (problems.length > 0) throw new Error(`Expected it to be done, but: ${JSON.stringify(problems)}`);
}

/** The same with another name of a step. @returns its number */
async function deployNextVersion(play: Play): Promise<number> {
  const folder = new URL('../../process-definitions/incoming-document/', import.meta.url);
  const bpmn = (await readFile(new URL('process.bpmn', folder), 'utf8')).replace(
    'name="Duyệt dự thảo"',
    'name="Duyệt dự thảo trả lời"',
  );
  const all = await readResources(folder.pathname);
  const resources = all.filter(({ name }) => name !== 'process.bpmn');
  const { deployProcess } = await play.stage.clients.quantri.request<{
    deployProcess: { definitions: { key: string; version: number }[]; findings: unknown[] };
  }>(
    'mutation ($input: DeployProcessInput!) { deployProcess(input: $input) { definitions { key version } findings { message } } }',
    { input: { bpmn, resources } },
  );
  const deployed = deployProcess.definitions.find(({ key }) => key === 'incoming-document');
  if (!deployed) throw new Error(`Not deployed: ${JSON.stringify(deployProcess.findings)}`);
  return deployed.version;
}
