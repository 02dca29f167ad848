import { describe, expect, it } from 'vitest';
import { padded, truncated } from './fit-text.ts';

describe('truncated', () => {
  it('does not cut a character into halves', () => {
    expect(truncated('日本語', 4)).toBe('日…');
    expect(padded(truncated('日本語', 5), 5)).toBe('日本…');
    expect(truncated('👨‍👩‍👧👨‍👩‍👧', 3)).toBe('👨‍👩‍👧…');
    expect(truncated('abc', 3)).toBe('abc');
  });
});
