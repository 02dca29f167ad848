import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBatchEnds, readBatches, readLastBatch } from './batch-ends.ts';

test('readBatches and readLastBatch return finished batches, and readBatchEnds rejects a gap', () => {
  const folder = mkdtempSync(join(tmpdir(), 'batch-ends-'));
  try {
    expect(readBatchEnds(folder)).toEqual([]);
    for (const kind of ['offsets', 'commits']) mkdirSync(join(folder, kind));
    const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
    for (const [id, end] of [
      [2, 20],
      [10, 100],
      [11, 110],
    ])
      write(`offsets/${id}`, `v1\n{"batchWatermarkMs":0}\n{"topic":{"0":${end},"1":0}}`);
    for (const id of [2, 10]) write(`commits/${id}`, 'v1\n{"nextBatchWatermarkMs":0}');
    write('offsets/.11.crc', '');
    expect(readBatches(folder)).toEqual([
      { id: 2, ends: { '0': 20, '1': 0 } },
      { id: 10, ends: { '0': 100, '1': 0 } },
    ]);
    expect(() => readBatchEnds(folder)).toThrow('lacks batch 0');
    // Listed, but gone before it can be read, like a batch that Spark deletes at that moment.
    symlinkSync('gone', join(folder, 'offsets', '1'));
    write('commits/1', '');
    expect(readLastBatch(folder)).toEqual({ id: 10, ends: { '0': 100, '1': 0 } });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
