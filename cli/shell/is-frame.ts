import { DataFrame } from '../../src/index.ts';

/** Returns whether a value is a frame. */
export function isFrame(value: unknown): value is DataFrame {
  return value instanceof DataFrame;
}
