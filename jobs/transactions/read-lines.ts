import { StringDecoder } from 'node:string_decoder';
import { UserError } from '../../command-line/user-error.ts';
import { checkEncoding } from './check-encoding.ts';

/** A line of a text file without its line break. Line numbers start at 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** The maximum line length: longer than any row, but short enough to protect memory if a file has no line breaks. */
const maxLineLength = 1024 * 1024;

/**
 * Yields the lines of UTF-8 text, separated by LF or CRLF. Does not use `node:readline`, which also breaks lines at U+2028, a
 * valid character in a CSV field.
 */
export async function* readLines(chunks: AsyncIterable<Buffer>, path: string): AsyncGenerator<Line, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let number = 0;
  let rest: string | undefined;
  for await (const chunk of chunks) {
    if (rest === undefined) checkEncoding(chunk, path);
    const text = decoder.write(chunk);
    const texts = `${rest ?? ''}${rest === undefined ? withoutByteOrderMark(text) : text}`.split('\n');
    rest = texts.pop() ?? '';
    for (const each of texts) yield { number: ++number, text: withoutReturn(each) };
    if (rest.length > maxLineLength) {
      throw new UserError(`Line ${number + 1} of ${path} is longer than 1 MB; is it a CSV file?`);
    }
  }
  rest = `${rest ?? ''}${decoder.end()}`;
  if (rest !== '') yield { number: number + 1, text: withoutReturn(rest) };
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

function withoutByteOrderMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
