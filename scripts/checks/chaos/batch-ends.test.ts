import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBatchEnds } from './batch-ends.ts';

test('readBatchEnds returns the ends of finished batches in numeric order, and nothing without a checkpoint', () => {
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
    expect(readBatchEnds(folder)).toEqual([
      { '0': 20, '1': 0 },
      { '0': 100, '1': 0 },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
