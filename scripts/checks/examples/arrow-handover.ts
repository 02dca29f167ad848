import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runScript, type ExampleProject } from './example-project.ts';

/** Compares what the libraries print with the same calculation in JavaScript, and counts the bars of the chart. */
export async function arrowHandover(project: ExampleProject): Promise<void> {
  const output = await runScript(project, 'start');
  const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, load: loadOf(hour) }));
  const [busiest] = hours.toSorted((a, b) => b.load - a.load);
  const peak = (half: typeof hours): number => Math.max(...half.map(({ load }) => load));
  assert.ok(output.includes(`DuckDB: [ { hour: ${busiest?.hour}, load: ${busiest?.load} } ]`), output);
  assert.ok(output.includes(`{ half: 'pm', records: 120000, peak: ${peak(hours.slice(12))} }`), output);
  assert.ok(output.includes(`{ half: 'am', records: 120000, peak: ${peak(hours.slice(0, 12))} }`), output);

  const svg = readFileSync(join(project.folder, 'load.svg'), 'utf8');
  assert.match(svg, /^<svg [^]*<\/svg>$/);
  assert.equal(svg.match(/<rect /g)?.length, hours.length);
}

/** The mean of an hour, to three digits. */
function loadOf(hour: number): number {
  const ids = Array.from({ length: 10_000 }, (_, day) => hour + 24 * day);
  const sum = ids.reduce((total, id) => total + 10 * Math.sin(hour / 4) + (id % 7), 0);
  return Math.round((sum / ids.length) * 1000) / 1000;
}
