import type { Column, ColumnOrName } from '../column.ts';
import { call } from './call.ts';

/** Computes the bitwise NOT of a number. */
export const bitwise_not = (column: ColumnOrName): Column => call('~', column);
/** Returns the number of bits that are set. */
export const bit_count = (column: ColumnOrName): Column => call('bit_count', column);
/** Returns the bit (0 or 1) at a position, counted from 0 at the right. */
export const bit_get = (column: ColumnOrName, position: ColumnOrName | number): Column =>
  call('bit_get', column, position);
/** Returns the bit (0 or 1) at a position, counted from 0 at the right. Alias of {@link bit_get}. */
export const getbit = (column: ColumnOrName, position: ColumnOrName | number): Column =>
  call('getbit', column, position);
/** Shifts the value left by `numBits` bits. */
export const shiftleft = (column: ColumnOrName, numBits: number): Column => call('shiftleft', column, numBits);
/** Shifts the value right by `numBits` bits and keeps the sign. */
export const shiftright = (column: ColumnOrName, numBits: number): Column => call('shiftright', column, numBits);
/** Shifts the value right by `numBits` bits and fills with zeros. */
export const shiftrightunsigned = (column: ColumnOrName, numBits: number): Column =>
  call('shiftrightunsigned', column, numBits);
/** Returns the number in binary notation. */
export const bin = (column: ColumnOrName): Column<string | null> => call('bin', column);
/** Returns the number, string or bytes in hexadecimal notation. */
export const hex = (column: ColumnOrName): Column<string | null> => call('hex', column);
/** Converts a hexadecimal string to bytes. */
export const unhex = (column: ColumnOrName): Column<Uint8Array | null> => call('unhex', column);
/** Converts a number in string form from one base to another. */
export const conv = (column: ColumnOrName, fromBase: number, toBase: number): Column =>
  call('conv', column, fromBase, toBase);

// Bitmaps for exact distinct counts

/** Returns the position of a number's bit within its bitmap. */
export const bitmap_bit_position = (column: ColumnOrName): Column => call('bitmap_bit_position', column);
/** Returns the number of the bitmap that a number belongs to. */
export const bitmap_bucket_number = (column: ColumnOrName): Column => call('bitmap_bucket_number', column);
/** Builds a bitmap from the bit positions in a group. */
export const bitmap_construct_agg = (column: ColumnOrName): Column => call('bitmap_construct_agg', column);
/** Returns the number of bits set in a bitmap. */
export const bitmap_count = (column: ColumnOrName): Column => call('bitmap_count', column);
/** Merges the bitmaps in a group with a bitwise OR. */
export const bitmap_or_agg = (column: ColumnOrName): Column => call('bitmap_or_agg', column);
