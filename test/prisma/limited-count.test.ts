import pg from 'pg';
import { expect, it, vi } from 'vitest';
import { testDatabase } from '../support/database.ts';

it('should count up to a limit without putting in order what it counts', async () => {
  // given
  await using database = await testDatabase();
  const { db } = database;
  const agencies = Array.from({ length: 30 }, (_, index) => ({ code: `X${index}`, name: 'x', symbol: 'x' }));
  await db.agency.createMany({ data: agencies });
  const asked = vi.spyOn(pg.Pool.prototype, 'query');
  // when
  const count = (name: string, take: number) => db.agency.count({ where: { name }, take });
  expect(await count('x', 20)).toBe(20);
  expect(await count('x', 40)).toBe(30);
  expect(await count('y', 20)).toBe(0);
  expect(await db.agency.count({ where: { name: 'x' }, take: 20, skip: 25 })).toBe(5);
  // then
  const statements = asked.mock.calls.map(([query]) => (query as unknown as { text: string }).text);
  expect(statements).toHaveLength(4);
  for (const statement of statements) {
    expect(statement).toMatch(/^WITH "all" AS MATERIALIZED/);
    expect(statement).not.toContain('ORDER BY');
  }
  asked.mockRestore();
});
