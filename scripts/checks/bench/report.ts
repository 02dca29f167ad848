import type { Measurement } from './measure.ts';

export function meetsTarget({ ratio, target }: Pick<Measurement, 'ratio' | 'target'>): boolean {
  return 'atLeast' in target ? ratio >= target.atLeast : ratio <= target.atMost;
}

/** Returns the output of `--json`. */
export function formatJson(results: readonly Measurement[]): string {
  const entries = results.map(({ name, ours, pyspark, ratio, unit }) => ({ name, ours, pyspark, ratio, unit }));
  return JSON.stringify(entries, null, 2);
}

export function formatTable(results: readonly Measurement[]): string {
  const lines = [
    ['work', 'ours', 'PySpark', 'unit', 'ratio', 'target', ''],
    ...results.map((result) => [
      result.name,
      formatNumber(result.ours),
      result.pyspark === null ? '–' : formatNumber(result.pyspark),
      result.unit,
      result.ratio.toFixed(2),
      'atLeast' in result.target ? `≥ ${result.target.atLeast}` : `≤ ${result.target.atMost}`,
      meetsTarget(result) ? 'met' : 'MISSED',
    ]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const alignLeft = new Set([0, 3, 5, 6]);
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
