import { defineConfig } from 'vitest/config';

/** `npm run test:cluster`: apart from `npm test`, because its programs are built with Go at the first run on a machine. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/cluster/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
