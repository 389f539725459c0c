import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploy } from '../../workflows/client/index.ts';
import { aProcess } from '../engine/a-process.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { testJobs } from './test-jobs.ts';

let database: TestDatabase;
let standard: string;
beforeAll(async () => {
  database = await testDatabase();
  standard = await readFile(new URL('./models/review.bpmn', import.meta.url), 'utf8');
});
afterAll(() => database[Symbol.asyncDispose]());

/** @returns the version that is in force for the agency afterwards */
async function deployed(content: string, agencyCode: string | null): Promise<number | undefined> {
  const jobTypes = Object.fromEntries(
    testJobs.map(({ type, execution, retries }) => [type, { execution, retries: retries ?? 3 }]),
  );
  const { definitions } = await deploy(database.db, {
    resources: [{ name: 'review.bpmn', content }],
    actorId: null,
    agencyCode,
    jobTypes,
  });
  return definitions[0]?.version;
}

describe('deployment', () => {
  it('should leave what an agency made of a standard process in force when the standard is deployed again, as every start does', async () => {
    // given
    const changed = standard.replace(
      /<bpmn:userTask id="assign" name="[^"]*"/,
      '<bpmn:userTask id="assign" name="X"',
    );
    expect(changed).not.toBe(standard);
    expect(await deployed(standard, null)).toBe(1);
    expect(await deployed(changed, 'H26.01')).toBe(2);
    // when
    expect(await deployed(standard, null)).toBe(1);
    // then
    expect(await database.db.processDefinition.count()).toBe(2);
    expect(await deployed(changed, 'H26.01')).toBe(2);
  });

  it('should make a new version when an agency goes back to what it had', async () => {
    // given: version 2 is the agency's own
    const newStandard = standard.replace('</bpmn:definitions>', '<!-- revised --></bpmn:definitions>');
    expect(await deployed(newStandard, null)).toBe(3);
    // when: the city's version 3 is in force, and the agency deploys the content of its version 2 again
    const { resources } = (
      await database.db.processDefinition.findFirstOrThrow({
        where: { version: 2 },
        include: { content: true },
      })
    ).content;
    const [{ content }] = resources as [{ content: string }];
    // then
    expect(await deployed(content, 'H26.01')).toBe(4);
  });

  it('should say of a process that can come to a standstill where it does, and deploy it all the same', async () => {
    // given: a join that waits for both branches of a choice
    const process = aProcess('stuck')
      .startEvent()
      .exclusiveGateway('either', 'either-b')
      .when('=yes')
      .task('a');
    process.to('both').from('either').task('b').to('both').drawHere('parallelGateway', 'both').endEvent();
    // when
    const options = { resources: [process.resource()], actorId: null, jobTypes: {} };
    const { definitions, findings } = await deploy(database.db, options);
    // then
    expect(definitions).toHaveLength(1);
    expect(findings).toContainEqual(
      expect.objectContaining({ severity: 'warning', rule: 'soundness-starving-join', elementId: 'both' }),
    );
  });
});
