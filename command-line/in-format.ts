import type { DataFrame } from '../src/index.ts';
import { col, struct, to_csv, to_json } from '../src/functions.ts';
import { arrowStream } from './arrow-stream.ts';

/** The formats in which programs read the rows of a frame. */
export const dataFormats = ['csv', 'json', 'arrow'] as const;

export type DataFormat = (typeof dataFormats)[number];

/**
 * Yields the rows of a frame in a format, as they arrive: lines with a header for CSV, one object in each line for JSON, or the bytes of
 * one Arrow IPC stream. Spark writes the lines, so that values look as in the files that Spark writes.
 */
export async function* inFormat(frame: DataFrame, format: DataFormat): AsyncGenerator<string | Uint8Array, void> {
  if (format === 'arrow') {
    yield* arrowStream(frame.toArrowBatches());
    return;
  }
  if (format === 'csv') yield `${(await frame.columns()).map(quoted).join(',')}\n`;
  for await (const batch of lines(frame, format).toArrowBatches()) yield joined(batch.values('line'));
}

/** Joins lines per batch, because a write for each line takes longer than reading it. */
function joined(lines: ArrayLike<unknown>): string {
  return Array.from(lines, (line) => `${String(line)}\n`).join('');
}

/** Returns each row as a line of text, made by Spark. */
function lines(frame: DataFrame, format: 'csv' | 'json'): DataFrame {
  const row = struct(col('*'));
  const options = { timestampFormat: "yyyy-MM-dd'T'HH:mm:ss.SSSXXX" };
  const line = format === 'csv' ? to_csv(row, options) : to_json(row, { ...options, ignoreNullFields: false });
  return frame.select(line.alias('line'));
}

function quoted(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
