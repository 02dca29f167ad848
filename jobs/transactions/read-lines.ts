import type { FileHandle } from 'node:fs/promises';
import { UserError } from '../command-line/user-error.ts';

/** A line of a text file without its line break. `number` starts at 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** Longer than any row, short enough not to fill the memory when a file has no line breaks at all. */
const longestLine = 1024 * 1024;

/**
 * The lines of an open UTF-8 file, ended by LF or CRLF. `node:readline` is not used because it also breaks lines at
 * U+2028, which is ordinary text inside a CSV field.
 */
export async function* readLines(file: FileHandle, path: string): AsyncGenerator<Line, void, undefined> {
  let number = 0;
  let rest = '';
  for await (const chunk of file.createReadStream({ encoding: 'utf8', autoClose: false }) as AsyncIterable<string>) {
    const texts = `${rest}${number === 0 && rest === '' ? withoutByteOrderMark(chunk) : chunk}`.split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) yield { number: ++number, text: text.endsWith('\r') ? text.slice(0, -1) : text };
    if (rest.length > longestLine) {
      throw new UserError(`Line ${number + 1} of ${path} is longer than 1 MB; is it a CSV file?`);
    }
  }
  if (rest !== '') yield { number: number + 1, text: rest.endsWith('\r') ? rest.slice(0, -1) : rest };
}

function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
