/** Whether the bit at an index is set; all are where there are no bits. */
export function isPresent(bits: Uint8Array | undefined, index: number): boolean {
  return bits === undefined || (bits[index >> 3]! & (1 << (index & 7))) !== 0;
}
