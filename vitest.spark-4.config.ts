import { defineConfig } from 'vitest/config';

/** Tests against a Spark 4 server. They are not part of `npm test`. */
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
