import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { writeAll } from './write-all.ts';

const never = new AbortController().signal;

describe('writeAll', () => {
  it('takes the next chunk when the stream is ready for it', async () => {
    let [taken, written] = [0, 0];
    let mostAhead = 0;
    const slow = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => setTimeout(() => (written++, done()), 1),
    });
    await writeAll(
      (function* () {
        for (; taken < 20; taken++) {
          mostAhead = Math.max(mostAhead, taken - written);
          yield 'text';
        }
      })(),
      slow,
      never,
    );
    expect(taken).toBe(20);
    expect(mostAhead).toBeLessThanOrEqual(1);
  });

  it('ends with the reason of the signal, and closes the source', async () => {
    const controller = new AbortController();
    const reason = new Error('The reader has gone.');
    let isClosed = false;
    const source = (async function* () {
      try {
        for (;;) yield await Promise.resolve('text');
      } finally {
        isClosed = true;
      }
    })();
    const stuck = new Writable({ highWaterMark: 1, write: () => controller.abort(reason) });
    await expect(writeAll(source, stuck, controller.signal)).rejects.toBe(reason);
    expect(isClosed).toBe(true);
  });
});
