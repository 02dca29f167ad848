import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { root } from '../../setup/paths.mjs';
import { pysparkNamesFile } from '../../setup/pyspark-names.mjs';
import { findCoverage, type PysparkNames } from './find-coverage.ts';
import { writeTable } from './write-table.ts';

/** The page of the documentation with the table. */
export const coverageFile: string = join(root, 'docs', 'pyspark-names.md');

/** Reads PySpark's public names, which set-up has listed. */
export function pysparkNames(): PysparkNames {
  return JSON.parse(readFileSync(pysparkNamesFile, 'utf8')) as PysparkNames;
}

/** Returns the text of the page, formatted like all other files. */
export async function coveragePage(): Promise<string> {
  const options = await resolveConfig(coverageFile);
  return format(writeTable(findCoverage(pysparkNames())), { ...options, filepath: coverageFile });
}
