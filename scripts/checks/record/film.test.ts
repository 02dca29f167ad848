import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.ts';
import { evenly, writeFilm } from './film.ts';

const picture = (gray: number): Promise<Buffer> =>
  sharp({ create: { width: 40, height: 20, channels: 3, background: { r: gray, g: gray, b: gray } } })
    .png()
    .toBuffer();

it('evenly keeps the first and the last item', () => {
  expect(evenly([1, 2, 3, 4, 5, 6, 7], 3)).toEqual([1, 4, 7]);
  expect(evenly([1, 2], 3)).toEqual([1, 2]);
});

it('writeFilm writes an animation of a given length without repeated frames', async () => {
  const frames = await Promise.all(
    [0, 0, 90, 180].map(async (gray, index) => ({ picture: await picture(gray), at: index * 1000 })),
  );
  const file = join(temporaryFolder(), 'film.webp');
  await writeFilm(file, frames, { width: 20, maxFrames: 10, length: 1000, hold: 2000 });
  const { pages, delay, width, pageHeight } = await sharp(readFileSync(file), { animated: true }).metadata();
  expect({ pages, delay, width, pageHeight }).toEqual({
    pages: 3,
    delay: [2000, 1000, 2000],
    width: 20,
    pageHeight: 10,
  });
});
