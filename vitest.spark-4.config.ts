import { defineConfig } from 'vitest/config';

/** Against a server of Spark 4, which is not part of `npm test`. */
export default defineConfig({
  test: {
    name: 'spark-4',
    expect: { requireAssertions: true },
    include: ['test/spark-4/**/*.test.ts'],
    globalSetup: 'test/setup/spark-4-server.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
