import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../../setup/paths.mjs';
import { pysparkNamesFile } from '../../setup/pyspark-names.mjs';
import { findCoverage, type PysparkNames } from './find-coverage.ts';
import { writeTable } from './write-table.ts';

/** Where the table is in the documentation. */
export const coverageFile: string = join(root, 'docs', 'pyspark-names.md');

/** PySpark's public names, as set-up has found them. */
export function pysparkNames(): PysparkNames {
  return JSON.parse(readFileSync(pysparkNamesFile, 'utf8')) as PysparkNames;
}

/** What the page has to say, formatted like all other files. */
export async function coveragePage(): Promise<string> {
  const options = await resolveConfig(coverageFile);
  return format(writeTable(findCoverage(pysparkNames())), { ...options, filepath: coverageFile });
}
