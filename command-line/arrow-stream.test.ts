import { tableFromIPC, tableToIPC, tableFromArrays } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { arrowStream } from './arrow-stream.ts';

describe('arrowStream', () => {
  it('joins batches into one stream, also one whose data looks like the end of a stream', async () => {
    const values = [Int32Array.of(1, 2), Int32Array.of(-1, 0), Int32Array.of(), Int32Array.of(-1, 0, 5)];
    const batches = values.map((each) => ({ ipc: tableToIPC(tableFromArrays({ value: each }), 'stream') }));
    const parts: Uint8Array[] = [];
    for await (const part of arrowStream(asyncOf(batches))) parts.push(part);
    const column = tableFromIPC(Buffer.concat(parts)).getChild('value');
    expect(Array.from(column!)).toEqual([1, 2, -1, 0, -1, 0, 5]);
  });
});

async function* asyncOf<T>(values: readonly T[]): AsyncGenerator<T, void> {
  for (const value of values) yield await Promise.resolve(value);
}
