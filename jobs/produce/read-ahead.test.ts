import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ReadAhead } from './read-ahead.ts';

/** Returns a source of the numbers from 1, and how many it has been asked for. */
function numbers(
  count: number,
  error?: Error,
): { source: AsyncGenerator<number, string, undefined>; asked: () => number } {
  let asked = 0;
  async function* generate(): AsyncGenerator<number, string, undefined> {
    while (asked < count) yield await Promise.resolve(++asked);
    if (error) throw error;
    return 'end';
  }
  return { source: generate(), asked: () => asked };
}

async function takeAll(readAhead: ReadAhead<number, unknown>): Promise<readonly number[]> {
  const items: number[] = [];
  for (let item = await readAhead.next(); item !== undefined; item = await readAhead.next()) items.push(item);
  return items;
}

test('ReadAhead returns all items, then what the source returned', async () => {
  const readAhead = new ReadAhead(numbers(10).source, () => 1, 3);
  expect(readAhead.result).toBeUndefined();
  expect(await takeAll(readAhead)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(readAhead.result).toBe('end');
  expect(await readAhead.next()).toBeUndefined();
});

test('ReadAhead reads until the size reaches the maximum, and further once items are taken', async () => {
  const { source, asked } = numbers(10);
  const readAhead = new ReadAhead(source, (item) => item, 5);
  await sleep(5);
  expect(asked()).toBe(3);
  expect([readAhead.takeRead(), readAhead.takeRead()]).toEqual([1, 2]);
  await sleep(5);
  expect(asked()).toBe(4);
});

test('ReadAhead throws the error of the source after the items before it', async () => {
  const error = new Error('broken');
  const readAhead = new ReadAhead(numbers(2, error).source, () => 1, 10);
  await sleep(5);
  expect([await readAhead.next(), await readAhead.next()]).toEqual([1, 2]);
  await expect(readAhead.next()).rejects.toBe(error);
});

test('ReadAhead stops reading', async () => {
  const { source, asked } = numbers(100);
  const readAhead = new ReadAhead(source, () => 1, 2);
  await sleep(5);
  readAhead.stop();
  readAhead.takeRead();
  await sleep(5);
  expect(asked()).toBe(2);
});
