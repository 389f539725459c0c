/** Migration through the API: a proposal, one instance, many. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { devServer } from '../../cli/temporal/test-environments.ts';
import { type Bench, bench, eventually } from '../workflows/support.ts';
import { type ApiBench, apiBench } from './support.ts';

const bpmn = readFileSync(new URL('models/review.bpmn', import.meta.url), 'utf8');
const resources = ['review.form', 'start.form'].map((name) => ({
  name,
  content: readFileSync(new URL(`models/${name}`, import.meta.url), 'utf8'),
}));

let system: Bench;
let api: ApiBench;
/** Their numbers. */
let from: number;
let to: number;

beforeAll(async () => {
  system = await bench(await devServer(), []);
  api = await apiBench({ database: system.database, temporal: system.temporal });
  from = await deploy(bpmn);
  to = await deploy(bpmn.replaceAll('"Review"', '"Examine"').replaceAll('>Review<', '>Examine<'));
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
});

async function deploy(content: string): Promise<number> {
  const { data } = await api.as('quantri')(
    'mutation ($input: DeployProcessInput!) { deployProcess(input: $input) { definitions { version } } }',
    { input: { bpmn: content, resources } },
  );
  return data.deployProcess.definitions[0].version;
}

async function start(): Promise<string> {
  const { data } = await api.as('chuyenvien')(
    'mutation ($input: StartProcessInput!) { startProcess(input: $input) { id } }',
    { input: { key: 'review', variables: { subject: 'Đề nghị', taxCode: '0199990011' } } },
  );
  return data.startProcess.id;
}

const migrate = (id: string, toVersion: number, more: Record<string, unknown> = {}, person = 'quantri') =>
  api.as(person)(
    `mutation ($id: ID!, $toVersion: Int!, $mapping: [MigrationStepInput!], $dryRun: Boolean) {
      migrateInstance(id: $id, toVersion: $toVersion, mapping: $mapping, reason: "Bản mới", dryRun: $dryRun) {
        instance { activeElements definition { version } tasks(state: OPEN) { id elementId } }
        steps { event elementId } problems { elementId reason } } }`,
    { id, toVersion, ...more },
  );

describe('migration', () => {
  it('should be proposed, tried, and done', async () => {
    const proposal = await api.as('quantri')(
      `query ($from: Int!, $to: Int!) { proposeMigration(key: "review", from: $from, to: $to) {
        elements { from { id } to { id } certainty changes } added { id } } }`,
      { from, to },
    );
    expect(proposal.data.proposeMigration.added).toEqual([]);
    expect(proposal.data.proposeMigration.elements).toContainEqual(
      expect.objectContaining({ from: { id: 'Review' }, to: { id: 'Examine' }, certainty: 'LIKELY' }),
    );

    const id = await start();
    // the newest version is what it has begun with
    const back = await migrate(id, from, { dryRun: true });
    expect(back.data.migrateInstance).toMatchObject({
      instance: { activeElements: ['Examine'], definition: { version: to } },
      problems: [],
    });
    expect(back.data.migrateInstance.steps).toContainEqual({ event: 'elementMigrated', elementId: 'Review' });
    const done = await migrate(id, from);
    expect(done.data.migrateInstance).toMatchObject({
      instance: {
        activeElements: ['Review'],
        definition: { version: from },
        tasks: [{ elementId: 'Review' }],
      },
      steps: [],
    });
    const marks = await api.as('quantri')(
      'query ($id: ID!) { processInstance(id: $id) { events(first: 100) { edges { node { event } } } } }',
      { id },
    );
    expect(JSON.stringify(marks.data)).toContain('"migrated"');
  });

  it('should list what cannot go, name what is wrong, and show nothing to other agencies', async () => {
    const id = await start();
    const mapping = [{ from: 'Examine', to: null }];
    const refused = await migrate(id, from, { mapping });
    expect(refused.data.migrateInstance).toMatchObject({
      instance: { definition: { version: to } },
      problems: [{ elementId: 'Examine', reason: 'Phiên bản mới không có phần tử tương ứng.' }],
    });
    const wrong = await migrate(id, from, { mapping: [{ from: 'Nowhere', to: 'Review' }] });
    expect(wrong.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', path: 'mapping.0.from' });
    const same = await migrate(id, to);
    expect(same.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', path: 'toVersion' });
    const foreign = await migrate(id, from, {}, 'vanthu2');
    expect(foreign.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('should go as a batch that is looked over, resumed, and rolled back', async () => {
    const ids = [await start(), await start(), await start()];
    const batchFields =
      'id state total checked done refused rolledBack items { totalCount edges { node { instanceId state } } }';
    const begun = await api.as('quantri')(
      `mutation ($ids: [ID!], $from: Int!, $to: Int!) { migrateInstances(key: "review", fromVersion: $from,
        toVersion: $to, ids: $ids, reason: "Bản mới") { ${batchFields} } }`,
      { ids, from: to, to: from },
    );
    const { id } = begun.data.migrateInstances;
    const reached = (state: string) =>
      eventually(async () => {
        const { data } = await api.as('quantri')(`query ($id: ID!) { batch(id: $id) { ${batchFields} } }`, {
          id,
        });
        return data.batch.state === state && data.batch;
      }, state);
    expect(await reached('CHECKED')).toMatchObject({
      total: 3,
      checked: 3,
      done: 0,
      items: { totalCount: 3 },
    });
    await api.as('quantri')('mutation ($id: ID!) { resumeBatch(id: $id) { state } }', { id });
    expect(await reached('DONE')).toMatchObject({ done: 3, refused: 0 });
    await api.as('quantri')('mutation ($id: ID!) { rollBackBatch(id: $id) { state } }', { id });
    expect(await reached('ROLLED_BACK')).toMatchObject({ done: 0, rolledBack: 3 });
    const ended = await api.as('quantri')('mutation ($id: ID!) { pauseBatch(id: $id) { state } }', { id });
    expect(ended.errors?.[0]?.extensions.code).toBe('CONFLICT');
  });
});
