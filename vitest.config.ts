import { defineConfig } from 'vitest/config';

/** Start parts of the running system or the whole of it: one file at a time, after everything else. */
const system = ['test/e2e/**/*.test.ts', 'test/chaos/**/*.test.ts', 'test/cli/up*.test.ts'];
const exclude = ['**/node_modules/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'engine',
          include: ['test/engine/**/*.test.ts'],
          exclude,
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'rest',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...exclude, 'test/engine/**', 'test/cluster/**', ...system],
          globalSetup: ['test/support/database-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'system',
          include: system,
          exclude,
          globalSetup: ['test/support/database-setup.ts', 'test/support/system-setup.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
