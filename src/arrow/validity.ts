/** Returns whether the bit at an index is set. Without a bitmap, all bits count as set. */
export function isPresent(bits: Uint8Array | undefined, index: number): boolean {
  return bits === undefined || (bits[index >> 3]! & (1 << (index & 7))) !== 0;
}
