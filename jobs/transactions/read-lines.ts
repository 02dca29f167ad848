import { StringDecoder } from 'node:string_decoder';
import { UserError } from '../../command-line/user-error.ts';
import { checkEncoding } from './check-encoding.ts';

/** A line of a text file without its line break. `number` starts at 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** Longer than any row, short enough not to fill the memory when a file has no line breaks at all. */
const longestLine = 1024 * 1024;

/**
 * The lines of UTF-8 text, ended by LF or CRLF. `node:readline` is not used because it also breaks lines at U+2028, which is
 * ordinary text inside a CSV field.
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
    if (rest.length > longestLine) {
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
