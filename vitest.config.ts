import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { LongestFirst } from './test/setup/longest-first.ts';

const setup = 'test/setup';
const longTests = 'test/**/*.long.test.ts';
/** What functions do, whichever engine Spark runs them in. */
const functionTests = 'test/functions/{udf,corpus,identity,rows,aggregates,sessions}.test.ts';

const unitTests = ['{src,jobs,command-line,stack,cli,scripts,test/support}/**/*.test.ts'];
/** Tests that replace modules, and those of ESLint, whose compiler knows one configuration for each process. */
const isolatedTests = ['jobs/google-cloud/{create-cluster,submit-jobs}.test.ts', 'scripts/checks/guards/*.test.ts'];

/** A project of tests that start no server. */
function unit(test: TestProjectInlineConfiguration['test']): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      globalSetup: `${setup}/references.ts`,
      // Generous, because the machine may be busy with other work.
      testTimeout: 60_000,
      hookTimeout: 60_000,
      // By default, one core would be left for the main process, which has little to do.
      maxWorkers: availableParallelism(),
      sequence: { groupOrder: 0 },
      ...test,
    },
  };
}

/** A project of tests that share a stack. */
function integration(
  test: TestProjectInlineConfiguration['test'],
  stack: 'shared-stack' | 'v8-stack' = 'shared-stack',
): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      globalSetup: ['references', 'job-script', 'chromium', stack].map((name) => `${setup}/${name}.ts`),
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
      // Most of the time of isolated files goes into loading the same modules again.
      unit({ name: 'unit', include: unitTests, exclude: isolatedTests, isolate: false }),
      unit({ name: 'unit-isolated', include: isolatedTests }),
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
      {
        extends: true,
        test: {
          // The site of the documentation: npm run test:docs.
          name: 'docs',
          include: ['test/site/**/*.test.ts'],
          globalSetup: `${setup}/chromium.ts`,
          testTimeout: 60_000,
          sequence: { groupOrder: 5 },
        },
      },
      {
        extends: true,
        test: {
          // The folders of examples/, with the packed package: npm run examples.
          name: 'examples',
          include: ['test/examples/**/*.test.ts'],
          // Their checks are assertions of Node.js.
          expect: { requireAssertions: false },
          globalSetup: `${setup}/test-run.ts`,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 6 },
        },
      },
      integration({
        name: 'integration',
        include: ['test/**/*.test.ts'],
        exclude: ['test/{support,site,examples,spark-4,web}/**', longTests],
        sequence: { groupOrder: 2 },
      }),
      // Cases that take too long for every change: npm run test:long.
      integration({ name: 'long', include: [longTests], sequence: { groupOrder: 3 } }),
      // The tests of functions on the second engine, also a part of npm run test:long.
      integration({ name: 'v8', include: [functionTests], sequence: { groupOrder: 4 } }, 'v8-stack'),
    ],
  },
});
