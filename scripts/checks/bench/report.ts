import type { Measurement } from './measure.ts';
import type { StreamMeasurement } from './stream-work.ts';

export function meetsTarget({ ratio, target }: Pick<Measurement, 'ratio' | 'target'>): boolean {
  return 'atLeast' in target ? ratio >= target.atLeast : ratio <= target.atMost;
}

/** Returns the output of `--json`. */
export function formatJson(results: readonly Measurement[]): string {
  const entries = results.map(({ name, ours, pyspark, ratio, unit }) => ({ name, ours, pyspark, ratio, unit }));
  return JSON.stringify(entries, null, 2);
}

export function formatTable(results: readonly Measurement[]): string {
  const rows = results.map(({ pyspark, ...result }) => ({ ...result, theirs: pyspark }));
  return alignColumns([['work', 'ours', 'PySpark', 'unit', 'ratio', 'target', ''], ...rows.map((row) => cells(row))]);
}

/** Returns the output of `--stream --json`. */
export function formatStreamJson(results: readonly StreamMeasurement[]): string {
  const entries = results.map(({ name, ours, theirs, against, ratio, unit, target }) => ({
    name,
    ours,
    theirs,
    against,
    ratio,
    unit,
    target,
  }));
  return JSON.stringify(entries, null, 2);
}

export function formatStreamTable(results: readonly StreamMeasurement[]): string {
  return alignColumns([
    ['work', 'ours', 'theirs', 'unit', 'ratio', 'target', '', 'against'],
    ...results.map((result) => [...cells(result), result.against]),
  ]);
}

function cells(
  result: Pick<Measurement, 'name' | 'ours' | 'unit' | 'ratio' | 'target'> & { readonly theirs: number | null },
): readonly string[] {
  return [
    result.name,
    formatNumber(result.ours),
    result.theirs === null ? '–' : formatNumber(result.theirs),
    result.unit,
    result.ratio.toFixed(2),
    'atLeast' in result.target ? `≥ ${result.target.atLeast}` : `≤ ${result.target.atMost}`,
    meetsTarget(result) ? 'met' : 'MISSED',
  ];
}

function alignColumns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const alignLeft = new Set([0, 3, 5, 6, 7]);
  return lines
    .map((line) =>
      line
        .map((cell, column) => (alignLeft.has(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function formatNumber(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}
