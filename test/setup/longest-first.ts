import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, the longest first. */
const longest = [
  'test/jobs/live-demo.test.ts',
  'test/stack/stack.test.ts',
  'test/google-cloud/dataproc-job.test.ts',
  'test/jobs/observed-job.test.ts',
  'test/jobs/topics.test.ts',
  'test/jobs/schema-evolution.test.ts',
  'test/failures/server-restart.test.ts',
  'test/docs/examples.test.ts',
];

/** Starts the files that take longest first, so that no worker has to finish one of them alone. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => groupOf(one) - groupOf(other) || this.#rank(one) - this.#rank(other));
  }

  #rank({ moduleId }: TestSpecification): number {
    const place = longest.indexOf(relative(this.ctx.config.root, moduleId));
    return place === -1 ? longest.length : place;
  }
}

function groupOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder;
}
