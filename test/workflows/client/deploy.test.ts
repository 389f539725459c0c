import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploy } from '../../../workflows/client/index.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';

let database: TestDatabase;
let content: string;
const jobTypes = {
  'test.number': { execution: 'transactional', retries: 3 },
  'test.seal': { execution: 'external', retries: 3 },
} as const;
beforeAll(async () => {
  database = await testDatabase();
  content = await readFile(new URL('../models/review.bpmn', import.meta.url), 'utf8');
});
afterAll(() => database[Symbol.asyncDispose]());

const deployContent = (text: string, options: { dryRun?: boolean } = {}) =>
  deploy(database.db, {
    resources: [{ name: 'review.bpmn', content: text }],
    actorId: null,
    jobTypes,
    ...options,
  });
const changed = (note: string) => content.replace('name="Review"', `name="Review ${note}"`);

describe('deploy', () => {
  it('should make a version of what is new, and none of what is deployed already', async () => {
    const first = await deployContent(content);
    expect(first.definitions).toMatchObject([{ key: 'review', version: 1, name: 'Review' }]);
    const again = await deployContent(content.replaceAll('\n', '\r\n'));
    expect(again.definitions).toEqual(first.definitions);
    expect((await deployContent(changed('2'))).definitions).toMatchObject([{ version: 2, name: 'Review 2' }]);
    // Going back to an older content is a change too.
    expect((await deployContent(content)).definitions).toMatchObject([
      { version: 3, hash: first.definitions[0]?.hash },
    ]);
  });

  it('should count versions without gaps when many deploy at once', async () => {
    const latest = await database.db.processDefinition.count({ where: { key: 'review' } });
    const deployed = await Promise.all(
      [1, 2, 3, 4, 5].map((number) => deployContent(changed(`at once ${number}`))),
    );
    const versions = deployed.map(({ definitions }) => definitions[0]?.version ?? 0);
    expect(versions.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5].map((number) => latest + number));
  });

  it.each([
    ['a model that is cut off', 'bad.bpmn', (good: string) => good.slice(0, good.length / 2)],
    ['a model with a bomb in it', 'bad.bpmn', (good: string) => `<!DOCTYPE d [<!ENTITY a "b">]>${good}`],
    ['a decision that is none', 'bad.dmn', () => '<definitions'],
    ['a form without end', 'bad.form', () => '['.repeat(100_000)],
  ])('should deploy none of several files when one is bad: %s', async (_, name, spoil) => {
    const before = [await database.db.definitionContent.count(), await database.db.processDefinition.count()];
    const good = { name: 'review.bpmn', content: changed('among others') };
    for (const resources of [
      [good, { name, content: spoil(content) }],
      [{ name, content: spoil(content) }, good],
    ]) {
      const { definitions, findings } = await deploy(database.db, { resources, actorId: null, jobTypes });
      expect(definitions).toEqual([]);
      expect(
        findings.filter(({ severity }) => severity === 'error').map(({ resource }) => resource),
      ).toContain(name);
    }
    const after = [await database.db.definitionContent.count(), await database.db.processDefinition.count()];
    expect(after).toEqual(before);
  });

  it('should store nothing on a dry run, nor when a finding is an error', async () => {
    const count = await database.db.definitionContent.count();
    expect(await deployContent(changed('dry'), { dryRun: true })).toMatchObject({ definitions: [] });
    const refused = await deployContent(changed('bad').replace('test.seal', 'test.unknown'));
    expect(refused.definitions).toEqual([]);
    const errors = refused.findings.filter(({ severity }) => severity === 'error');
    expect(errors).toMatchObject([{ rule: 'unknown-job-type', elementId: 'seal' }]);
    expect(await database.db.definitionContent.count()).toBe(count);
  });
});
