import { afterEach, describe, expect, it, vi } from 'vitest';
import { migrateCommand } from '../../cli/migrate.ts';
import { testDatabase } from '../support/database.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('congvan migrate', () => {
  it('should leave a database with which work can begin, and change nothing when run again', async () => {
    // given
    await using database = await testDatabase();
    const { db, url } = database;
    const days = await db.calendarDay.count();
    await db.calendarDay.deleteMany();
    vi.stubEnv('DATABASE_URL', url);
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const standing = async () => ({
      days: await db.calendarDay.count(),
      definitions: await db.processDefinition.findMany({ orderBy: { id: 'asc' } }),
    });
    // when
    const first = await migrateCommand([]);
    const after = await standing();
    // then
    expect(first).toBe(0);
    expect(after.days).toBe(days);
    expect(after.definitions.length).toBeGreaterThan(3);
    expect(await migrateCommand([])).toBe(0);
    expect(await standing()).toEqual(after);
  });

  it('should say in a sentence that no database answers', async () => {
    // given
    vi.stubEnv('DATABASE_URL', 'postgresql://congvan@127.0.0.1:1/congvan');
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    // when, then
    expect(await migrateCommand([])).toBe(1);
    expect(said).toHaveBeenCalledWith(expect.stringContaining('The database does not answer'));
  });
});
