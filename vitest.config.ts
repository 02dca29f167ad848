import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const setup = 'test/setup';
const longTests = 'test/**/*.long.test.ts';

/** A project of tests that share a stack. */
function integration(test: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      globalSetup: ['references', 'job-script', 'chromium', 'shared-stack'].map((name) => `${setup}/${name}.ts`),
      testTimeout: 120_000,
      hookTimeout: 120_000,
      // What the jobs of the tests leave must not appear in the list of a developer's jobs.
      env: { JOBS_DIR: join(tmpdir(), 'spark-connect-ts-test-jobs') },
      // The workers share one server with two cores.
      maxWorkers: 2,
      ...test,
    },
  };
}

export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,jobs,command-line,stack,scripts,test/support}/**/*.test.ts'],
          globalSetup: `${setup}/references.ts`,
          // Generous, because the machine may be busy with other work.
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/web/**/*.test.ts'],
          globalSetup: `${setup}/chromium.ts`,
          testTimeout: 60_000,
          // After the unit tests, because it measures how long the page takes.
          sequence: { groupOrder: 1 },
        },
      },
      integration({
        name: 'integration',
        include: ['test/**/*.test.ts'],
        exclude: ['test/{support,spark-4,web}/**', longTests],
        sequence: { groupOrder: 2 },
      }),
      // Cases that take too long for every change: npm run test:long.
      integration({ name: 'long', include: [longTests], sequence: { groupOrder: 3 } }),
    ],
  },
});
