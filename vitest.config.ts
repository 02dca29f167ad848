import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { LongestFirst } from './test/setup/longest-first.ts';

const setup = 'test/setup';
const longTests = 'test/**/*.long.test.ts';

const unitTests = ['{src,jobs,command-line,stack,scripts,test/support}/**/*.test.ts'];
const mockedModules = ['jobs/google-cloud/{create-cluster,submit-jobs}.test.ts'];

/** A project of tests that start no server. */
function unit(test: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      globalSetup: `${setup}/references.ts`,
      // Generous, because the machine may be busy with other work.
      testTimeout: 60_000,
      ...test,
    },
  };
}

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
      // The workers share one server with two cores. With two workers, a core would idle while they wait.
      maxWorkers: 3,
      ...test,
    },
  };
}

export default defineConfig({
  test: {
    expect: { requireAssertions: true },
    sequence: { sequencer: LongestFirst },
    projects: [
      unit({ name: 'unit', include: unitTests, exclude: mockedModules, isolate: false, sequence: { groupOrder: 0 } }),
      // These files replace modules, which the others of a process would also get.
      unit({ name: 'unit-mocked', include: mockedModules, sequence: { groupOrder: 1 } }),
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/web/**/*.test.ts'],
          globalSetup: `${setup}/chromium.ts`,
          testTimeout: 60_000,
          // After the unit tests, because it measures how long the page takes.
          sequence: { groupOrder: 2 },
        },
      },
      integration({
        name: 'integration',
        include: ['test/**/*.test.ts'],
        exclude: ['test/{support,spark-4,web}/**', longTests],
        sequence: { groupOrder: 3 },
      }),
      // Cases that take too long for every change: npm run test:long.
      integration({ name: 'long', include: [longTests], sequence: { groupOrder: 4 } }),
    ],
  },
});
