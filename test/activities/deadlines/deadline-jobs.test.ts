import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extend } from '../../../activities/deadlines/extend.ts';
import { pause } from '../../../activities/deadlines/pause.ts';
import { resume } from '../../../activities/deadlines/resume.ts';
import { start } from '../../../activities/deadlines/start.ts';
import { type TestDatabase, testDatabase } from '../../support/database.ts';
import { aDocument } from '../support/documents.ts';
import { runTransactional } from '../support/jobs.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

describe('the deadline of a document', () => {
  it('should start, stand while a supplement is asked for, run on, and be extended', async () => {
    const { db } = database;
    const documentId = await aDocument(db);
    const stored = async () => {
      const document = await db.document.findUniqueOrThrow({
        where: { id: documentId },
        include: { deadline: true },
      });
      expect(document.dueAt).toEqual(document.deadline?.dueAt);
      expect(document.pausedAt).toEqual(document.deadline?.pausedAt);
      return document;
    };
    // 24-11 is a holiday since 2026
    const started = await runTransactional(
      db,
      start,
      { documentId, workingDays: 5 },
      { now: '2026-11-20T09:00:00+07:00' },
    );
    expect(started.deadline).toMatchObject({
      startedAt: '2026-11-20T09:00:00+07:00',
      dueAt: '2026-11-30T23:59:59+07:00',
      warnAt: '2026-11-30T08:00:00+07:00',
    });
    const paused = await runTransactional(
      db,
      pause,
      { documentId },
      { id: 'p', now: '2026-11-26T08:00:00+07:00' },
    );
    expect(paused.deadline.pausedAt).toBe('2026-11-26T08:00:00+07:00');
    // three days were left: Thursday, Friday and Monday
    expect((await stored()).deadline?.remainingMinutes).toBe(3 * 480);
    expect(
      await runTransactional(db, pause, { documentId }, { id: 'p', now: '2026-11-27T08:00:00+07:00' }),
    ).toEqual(paused);

    const resumed = await runTransactional(db, resume, { documentId }, { now: '2026-12-07T08:00:00+07:00' });
    expect(resumed.deadline.dueAt).toBe('2026-12-09T23:59:59+07:00');
    expect(resumed.deadline.pausedAt).toBeUndefined();

    for (let time = 0; time < 2; time += 1) {
      const extended = await runTransactional(
        db,
        extend,
        { documentId, extraWorkingDays: 3 },
        { id: 'extend-once' },
      );
      expect(extended.deadline).toMatchObject({ dueAt: '2026-12-14T23:59:59+07:00', extensions: 1 });
    }
    expect((await stored()).dueAt).toEqual(new Date('2026-12-14T23:59:59+07:00'));
  });

  it("should follow the agency's own office hours, or its superior's", async () => {
    const { db } = database;
    const sixDays = Object.fromEntries(
      ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'].map((day) => [
        day,
        [
          ['07:30', '11:30'],
          ['13:30', '17:30'],
        ],
      ]),
    );
    await db.agency.update({ where: { code: 'H26.02' }, data: { officeHours: sixDays } });
    const due = async (agencyCode: string) => {
      const documentId = await aDocument(db, { agencyCode });
      const answer = await runTransactional(
        db,
        start,
        { documentId, workingDays: 1 },
        { now: '2026-11-20T09:00:00+07:00' },
      );
      return answer.deadline.dueAt.slice(0, 10);
    };
    expect(await due('H26.01')).toBe('2026-11-23');
    expect(await due('H26.02')).toBe('2026-11-21');
    expect(await due('H26.02.02')).toBe('2026-11-21');
  });

  it('should not be moved before it was started', async () => {
    const documentId = await aDocument(database.db);
    await expect(runTransactional(database.db, pause, { documentId })).rejects.toThrow('none was started');
  });
});
