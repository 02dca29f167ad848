import { expect, test } from 'vitest';
import { isTile, tilesTime } from './window-shape.ts';

test('isTile() chooses windows that cover time once', () => {
  const starts = [0, 5, 10, 15].map((second) => new Date(second * 1000).toISOString());
  const tiles = starts.filter((window_start) => isTile({ window_start }, { windowDuration: 10 }));
  expect(tiles).toEqual([starts[0], starts[2]]);
});

test.each([
  [10, 5, true],
  [10, 10, true],
  [10, 4, false],
])('windows of %d s every %d s tile time: %j', (windowDuration, slideDuration, tiles) => {
  expect(tilesTime({ windowDuration, slideDuration })).toBe(tiles);
});
