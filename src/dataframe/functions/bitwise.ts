import type { Column, ColumnOrName } from '../column.ts';
import { call } from './call.ts';

/** All bits the other way round. */
export const bitwise_not = (column: ColumnOrName): Column => call('~', column);
/** The number of bits that are set. */
export const bit_count = (column: ColumnOrName): Column => call('bit_count', column);
/** The bit at a position counted from 0 at the right. */
export const bit_get = (column: ColumnOrName, position: ColumnOrName | number): Column =>
  call('bit_get', column, position);
/** The bit at a position counted from 0 at the right. */
export const getbit = (column: ColumnOrName, position: ColumnOrName | number): Column =>
  call('getbit', column, position);
/** Moves the bits to the left. */
export const shiftleft = (column: ColumnOrName, numBits: number): Column => call('shiftleft', column, numBits);
/** Moves the bits to the right and keeps the sign. */
export const shiftright = (column: ColumnOrName, numBits: number): Column => call('shiftright', column, numBits);
/** Moves the bits to the right and fills with zeros. */
export const shiftrightunsigned = (column: ColumnOrName, numBits: number): Column =>
  call('shiftrightunsigned', column, numBits);
/** The number in binary digits. */
export const bin = (column: ColumnOrName): Column<string | null> => call('bin', column);
/** The number, text or bytes in hexadecimal digits. */
export const hex = (column: ColumnOrName): Column<string | null> => call('hex', column);
/** The bytes that hexadecimal digits stand for. */
export const unhex = (column: ColumnOrName): Column<Uint8Array | null> => call('unhex', column);
/** The digits of a number of one base in another. */
export const conv = (column: ColumnOrName, fromBase: number, toBase: number): Column =>
  call('conv', column, fromBase, toBase);

// Bitmaps of numbers, for exact counts of distinct values

/** Where in its bitmap a number has its bit. */
export const bitmap_bit_position = (column: ColumnOrName): Column => call('bitmap_bit_position', column);
/** Which of the bitmaps a number belongs to. */
export const bitmap_bucket_number = (column: ColumnOrName): Column => call('bitmap_bucket_number', column);
/** Aggregates bit positions to a bitmap. */
export const bitmap_construct_agg = (column: ColumnOrName): Column => call('bitmap_construct_agg', column);
/** The number of bits set in a bitmap. */
export const bitmap_count = (column: ColumnOrName): Column => call('bitmap_count', column);
/** Aggregates bitmaps to one that has the bits of all. */
export const bitmap_or_agg = (column: ColumnOrName): Column => call('bitmap_or_agg', column);
