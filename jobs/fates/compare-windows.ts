import { Decimal } from '../../src/index.ts';
import type { WindowRow } from '../windows/window-row.ts';

const figures = [
  'record_count',
  'total_transaction_value',
  'unique_customers',
  'min_batch_number',
  'max_batch_number',
] as const satisfies readonly (keyof WindowRow)[];

/** Returns a sentence for each window that is missing, unexpected or different. */
export function differencesOf(expected: readonly WindowRow[], written: readonly WindowRow[]): string[] {
  const byStart = (rows: readonly WindowRow[]): Map<string, WindowRow> =>
    new Map(rows.map((row) => [row.window_start, row]));
  const [wanted, found] = [byStart(expected), byStart(written)];
  return [...new Set([...wanted.keys(), ...found.keys()])]
    .sort()
    .flatMap((start) => differencesOfWindow(start, wanted.get(start), found.get(start)));
}

function differencesOfWindow(start: string, expected: WindowRow | undefined, written: WindowRow | undefined): string[] {
  if (written === undefined) return [`Window ${start} is missing, with ${expected?.record_count} records.`];
  if (expected === undefined) return [`Window ${start} has ${written.record_count} records, but should not exist.`];
  return figures
    .filter((name) => !isSame(expected[name], written[name]))
    .map((name) => `Window ${start} has ${String(written[name])} for ${name}, not ${String(expected[name])}.`);
}

function isSame(one: number | Decimal, other: number | Decimal): boolean {
  return one instanceof Decimal && other instanceof Decimal ? one.equals(other) : one === other;
}
