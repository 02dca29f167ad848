import type { LiteralValue } from '../../plan/literal.ts';
import type { Timestamp } from '../../types/values/timestamp.ts';
import type { ClassValue } from './column-paths.ts';
import type { Common } from './value-rules.ts';

/** The value that a literal has in a result. Limited to ten levels, because a type may be recursive. */
export type LiteralOf<V, Depth extends readonly unknown[] = []> = [LiteralValue] extends [V]
  ? unknown
  : Depth['length'] extends 10
    ? unknown
    : V extends string
      ? string
      : V extends boolean
        ? boolean
        : V extends bigint
          ? bigint
          : V extends number
            ? NumberValue<V>
            : V extends Uint8Array
              ? Uint8Array
              : V extends null | ClassValue
                ? V
                : V extends Date
                  ? Timestamp
                  : LiteralOfParts<V, [...Depth, 1]>;

type LiteralOfParts<V, Depth extends readonly unknown[]> = V extends readonly unknown[]
  ? Common<RawOf<V[number], Depth>>[]
  : V extends ReadonlyMap<infer K, infer X>
    ? Map<LiteralOf<K, Depth>, Common<RawOf<X, Depth>>>
    : V extends { readonly [name: string]: LiteralValue }
      ? { -readonly [K in keyof V]: LiteralOf<V[K], Depth> }
      : unknown;

/** The types of the elements of an array, before they are widened to a common type. */
type RawOf<V, Depth extends readonly unknown[]> = V extends number ? RawNumber<V> : LiteralOf<V, Depth>;

/** Integers of up to 32 bits and fractions are numbers; larger integers are bigints. */
export type NumberValue<V extends number> = number extends V
  ? number | bigint
  : SizeOf<V> extends 'int' | 'fraction'
    ? number
    : SizeOf<V> extends 'long'
      ? bigint
      : number | bigint;

/** The literal as it is, unless its size is unknown. */
export type RawNumber<V extends number> = number extends V
  ? number | bigint
  : SizeOf<V> extends 'any'
    ? number | bigint
    : V;

/** The type that Spark chooses for a literal; `any` if it cannot be determined from the type. */
export type SizeOf<V> = V extends number
  ? number extends V
    ? 'column'
    : `${V}` extends `${bigint}`
      ? `${V}` extends `-${infer Digits}`
        ? DigitsSize<Digits>
        : DigitsSize<`${V}`>
      : 'fraction'
  : never;

type DigitsSize<D extends string> =
  HasMoreThan<D, Nine> extends false
    ? 'int'
    : HasMoreThan<D, [...Nine, 1]> extends false
      ? D extends `1${string}`
        ? 'int'
        : D extends `2${string}`
          ? 'any'
          : 'long'
      : HasMoreThan<D, [...Nine, 1, 1, 1, 1, 1, 1]> extends false
        ? 'long'
        : 'any';

type Nine = [1, 1, 1, 1, 1, 1, 1, 1, 1];

type HasMoreThan<Text extends string, Count extends readonly unknown[]> = Text extends `${string}${infer Rest}`
  ? Count extends readonly [unknown, ...infer Fewer]
    ? HasMoreThan<Rest, Fewer>
    : true
  : false;
