// Finds the examples in the documentation.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/paths.mjs';

/** A piece of code in the documentation. */
export interface Example {
  /** The file and line where the code begins. */
  readonly file: string;
  readonly line: number;
  readonly code: string;
}

const fence = /^([ \t]*(?:\* )?)```ts\n(.*?)^[ \t]*(?:\* )?```$/gms;

/** The ts blocks of a Markdown file, or of the docstrings of a source file, in which a star stands before each line. */
export function examplesIn(file: string): Example[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(fence)].map(({ 1: margin = '', 2: block = '', index }) => ({
    file,
    line: text.slice(0, index).split('\n').length + 1,
    code: block
      .split('\n')
      .map((line) => (line.startsWith(margin) ? line.slice(margin.length) : ''))
      .join('\n'),
  }));
}
