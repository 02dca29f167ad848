// Finds the examples in the documentation.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../setup/paths.mjs';

/** A piece of code in the documentation. */
export interface Example {
  /** The file, and the line where the code begins. */
  readonly file: string;
  readonly line: number;
  /** The info string of the code fence: `ts`, `sh`, or `ts no-run: …` with the reason why the example cannot run. */
  readonly info: string;
  readonly code: string;
}

const fence = /^([ \t]*(?:\* )?)```([^\n]*)\n(.*?)^[ \t]*(?:\* )?```$/gms;

/** Returns the README and the pages of docs/. */
export function pages(): string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  return ['README.md', ...docs.filter((file) => file.endsWith('.md')).map((file) => join('docs', file))];
}

/** Returns the sources of the library, whose doc comments have examples. */
export function sources(): string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => join('src', file));
}

/** Returns all code blocks of a Markdown file, or of the doc comments of a source file, whose lines begin with an asterisk. */
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

/** Returns the TypeScript blocks of a file, including those marked `no-run`. */
export function examplesIn(file: string): Example[] {
  return blocksIn(file).filter(({ info }) => /^ts\b/.test(info));
}

/** Returns whether an example is a complete program that runs on a fresh stack. */
export function isRunnable({ info }: Example): boolean {
  return info === 'ts';
}

/**
 * Returns the output that an example promises in the comments after `console.log(…);`, as a pattern for text without white space. `…`
 * matches anything, and other output between the comments is allowed. Returns undefined if there is no such comment.
 */
export function expectedOutput(code: string): RegExp | undefined {
  const comments = [...code.matchAll(/console\.\w+\(.*\)[;,] \/\/ (.+)$/gm)].map(({ 1: comment = '' }) => comment);
  if (comments.length === 0) return undefined;
  const parts = comments.flatMap((comment) => comment.split('…')).map((part) => escape(withoutSpace(part)));
  return new RegExp(parts.join('.*'));
}

/** Removes white space, because Node decides where to break lines. */
export function withoutSpace(text: string): string {
  return text.replace(/\s/g, '');
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
