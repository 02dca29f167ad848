// Finds the examples in the documentation.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../setup/paths.mjs';

/** A piece of code in the documentation. */
export interface Example {
  /** The file and line where the code begins. */
  readonly file: string;
  readonly line: number;
  /** What follows the fence: `ts`, `sh`, or `ts no-run: …` with the reason why an example cannot run. */
  readonly info: string;
  readonly code: string;
}

const fence = /^([ \t]*(?:\* )?)```([^\n]*)\n(.*?)^[ \t]*(?:\* )?```$/gms;

/** The README and the pages of docs/. */
export function pages(): string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  return ['README.md', ...docs.filter((file) => file.endsWith('.md')).map((file) => join('docs', file))];
}

/** All blocks of a Markdown file, or of the docstrings of a source file, in which a star stands before each line. */
export function blocksIn(file: string): Example[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(fence)].map(({ 1: margin = '', 2: info = '', 3: block = '', index }) => ({
    file,
    line: text.slice(0, index).split('\n').length + 1,
    info,
    code: block
      .split('\n')
      .map((line) => (line.startsWith(margin) ? line.slice(margin.length) : ''))
      .join('\n'),
  }));
}

/** The TypeScript blocks of a file; those marked `no-run` too. */
export function examplesIn(file: string): Example[] {
  return blocksIn(file).filter(({ info }) => /^ts\b/.test(info));
}

/** Whether an example is a whole program for a stack as `up` leaves it. */
export function isRunnable({ info }: Example): boolean {
  return info === 'ts';
}

/**
 * What an example says it prints, by the comments behind `console.log(…);`, in their order; for a text without white space. `…`
 * stands for anything, and what no comment mentions may be printed too. Undefined when there is no comment.
 */
export function expectedOutput(code: string): RegExp | undefined {
  const comments = [...code.matchAll(/console\.\w+\(.*\)[;,] \/\/ (.+)$/gm)].map(({ 1: comment = '' }) => comment);
  if (comments.length === 0) return undefined;
  const parts = comments.flatMap((comment) => comment.split('…')).map((part) => escape(withoutSpace(part)));
  return new RegExp(parts.join('.*'));
}

/** Lines and columns are Node's to choose. */
export function withoutSpace(text: string): string {
  return text.replace(/\s/g, '');
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
