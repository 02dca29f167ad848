import { defineConfig } from 'vitest/config';

const folders = '{src,jobs,scripts}/**';

export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [`${folders}/*.test.ts`],
          exclude: [`${folders}/*.{integration,spark-4}.test.ts`],
          globalSetup: 'scripts/testing/references.ts',
          // Generous, since the machine may be busy with other work.
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [`${folders}/*.integration.test.ts`],
          globalSetup: ['scripts/testing/references.ts', 'scripts/testing/integration-stack.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // They share a server with two cores.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
