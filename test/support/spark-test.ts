import { inject, test as base } from 'vitest';
import { SparkSession } from '../../src/index.ts';

const noSettings: Readonly<Record<string, string | number | boolean>> = {};

/**
 * Vitest's `test` with a session on the shared server, which the tests of a file share and which stops after the last of them.
 * A file that needs settings in that session calls `test.override('sparkConf', { … })` at its top level.
 */
export const test = base
  .extend('sparkConf', { scope: 'file' }, noSettings)
  .extend('spark', { scope: 'file' }, async ({ sparkConf }, { onCleanup }) => {
    const spark = await SparkSession.builder.remote(inject('sparkRemote')).config(sparkConf).getOrCreate();
    onCleanup(() => spark.stop());
    return spark;
  });

export const it = test;
