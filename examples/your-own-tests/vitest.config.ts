import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'test/spark-server.ts', // one server for all test files
    testTimeout: 30_000,
  },
});
