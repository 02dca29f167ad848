import sharp from 'sharp';

/** A picture of a moment. */
export interface Frame {
  /** A PNG. */
  readonly picture: Buffer;
  /** Milliseconds since the film began. */
  readonly at: number;
}

/** The options of {@link writeFilm}. */
export interface FilmOptions {
  /** Pixels. */
  readonly width: number;
  /** The most frames. Others are left out evenly. */
  readonly maxFrames: number;
  /** Milliseconds for which the first and the last frame stay. */
  readonly hold: number;
  /** Milliseconds for all frames in between, however long that took in reality. */
  readonly length: number;
}

/** Writes frames as an animated WebP. Leaves out frames that equal the one before. */
export async function writeFilm(file: string, frames: readonly Frame[], options: FilmOptions): Promise<void> {
  const { width, maxFrames, length, hold } = options;
  const changed = frames.filter(({ picture }, index) => index === 0 || !picture.equals(frames[index - 1]!.picture));
  const shown = evenly(changed, maxFrames);
  const small = await Promise.all(shown.map(({ picture }) => sharp(picture).resize({ width }).png().toBuffer()));
  const speed = (shown.at(-1)!.at - (shown[1] ?? shown[0]!).at) / length;
  const delay = shown.map(({ at }, index) => {
    const next = shown[index + 1];
    if (index === 0 || next === undefined) return hold;
    return Math.max(20, Math.round((next.at - at) / speed));
  });
  await sharp(small, { join: { animated: true } })
    .webp({ delay, loop: 0, quality: 70, effort: 6 })
    .toFile(file);
}

/** Returns at most `count` items: the first, the last, and evenly spaced ones in between. */
export function evenly<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, index) => items[Math.round((index * (items.length - 1)) / (count - 1))]!);
}
