import type { Column } from '../column.ts';
import type { FittingCall } from './function-values.ts';

/** Whether nothing is known about the columns. */
export type IsLoose<R> = string extends keyof R ? true : false;

/**
 * The column names in order, as far as known; `readonly string[]` if none is. Names of dropped columns stay in the list
 * because removing them costs compile time; `Present` removes them.
 */
export type Names = readonly string[];

/** The column of a row that a name refers to, matched case-insensitively as in Spark; `never` if there is none. */
export type SameName<R, N> = N extends keyof R & string
  ? N
  : N extends string
    ? Lowercase<N> extends Lowercase<keyof R & string>
      ? WithLetters<keyof R & string, Lowercase<N>>
      : never
    : never;

type WithLetters<K extends string, L> = K extends string ? (Lowercase<K> extends L ? K : never) : never;

/** Whether a name is not one specific literal: `string` or a union. */
export type IsWide<N, All = N> = string extends N
  ? true
  : N extends unknown
    ? [All] extends [N]
      ? false
      : true
    : never;

/** A name that is more than a plain column name: a field, a qualified column, or all columns. */
type Path = '*' | `${string}.${string}` | `${string}\`${string}`;

/** The name inside backticks, which is a whole column name, whatever characters it contains. */
export type Quoted<N> = N extends `\`${infer Inner}\`` ? (Inner extends `${string}\`${string}` ? never : Inner) : never;

/**
 * The column as given. A literal that matches no column becomes the union of the existing names, so that the compiler
 * error lists them, and a call of a function whose arguments do not fit becomes a column that says why.
 */
export type Known<R, C> = C extends string ? KnownName<R, C> : FittingCall<R, C>;

type KnownName<R, N extends string> = string extends N | keyof R
  ? N
  : N extends keyof R
    ? N
    : N extends Path
      ? [Quoted<N>] extends [never]
        ? N
        : [SameName<R, Quoted<N>>] extends [never]
          ? `\`${keyof R & string}\``
          : N
      : [SameName<R, N>] extends [never]
        ? keyof R & string
        : N;

/** {@link Known} for each of several columns. */
export type AllKnown<R, C extends readonly unknown[]> = { readonly [I in keyof C]: Known<R, C[I]> };

/** {@link Known} for two rows. */
export type KnownInBoth<R, S, N extends string> =
  N extends Known<R, N> ? (N extends Known<S, N> ? N : Shared<R, S>) : Shared<R, S>;

/** The names that two rows share. */
type Shared<R, S> =
  IsLoose<R> extends true ? keyof S & string : IsLoose<S> extends true ? keyof R & string : keyof R & keyof S & string;

/** Appears in a compiler error in place of a property whose name matches no column. */
export interface NoSuchColumn<KnownColumns> {
  readonly knownColumns: KnownColumns;
}

/** An object keyed by column names; unknown names are rejected. */
export type OnlyKnown<R, V> = {
  readonly [N in keyof V]: N extends Known<R, N> ? V[N] : NoSuchColumn<keyof R & string>;
};

/**
 * The name that a column selected by name has in the result: the last part of the path, with the letter case as given.
 */
export type ResultName<N extends string> = N extends Path
  ? N extends `${string}\`${string}`
    ? [Quoted<N>] extends [never]
      ? string
      : Quoted<N>
    : N extends `${string}.${infer Rest}`
      ? ResultName<Rest>
      : N
  : N;

/** The name of a column in the result; `string` if it is unknown. `*` and `s.*` are kept as they are. */
export type NameOf<C> = C extends string
  ? C extends `${string}.*`
    ? C
    : ResultName<C>
  : C extends Column<unknown, infer N>
    ? N
    : string;

/** The names of a selection in order, up to the first unknown one. */
export type OrderOf<
  C extends readonly unknown[],
  N extends Names,
  Done extends Names = readonly [],
> = C extends readonly [infer First, ...infer Rest]
  ? NameOf<First> extends infer Name extends string
    ? Name extends '*'
      ? OrderOf<Rest, N, readonly [...Done, ...N]>
      : string extends Name
        ? readonly [...Done, ...string[]]
        : Name extends `${string}.*`
          ? readonly [...Done, ...string[]]
          : OrderOf<Rest, N, readonly [...Done, Name]>
    : readonly [...Done, ...string[]]
  : C extends readonly []
    ? Done
    : readonly [...Done, ...string[]];

/** The names after a column is appended or replaced. */
export type OrderWith<R, N extends Names, Added extends string> = Added extends keyof R
  ? N
  : string extends Added
    ? Names
    : [SameName<R, Added>] extends [never]
      ? Added extends N[number]
        ? Names
        : readonly [...N, Added]
      : OrderWithName<N, SameName<R, Added>, Added>;

/**
 * The names after several columns are added. The order of two or more is unknown, because types do not expose the order
 * of an object's properties.
 */
export type OrderWithAll<R, N extends Names, Added> = [Added] extends [SameName<R, Added>] ? N : Names;

/** The names after columns are renamed, keyed by exact name. */
export type OrderRenamed<N extends Names, To> = {
  readonly [I in keyof N]: N[I] extends keyof To ? To[N[I]] & string : N[I];
};

/** The names after one column is renamed, given by its exact name. */
export type OrderWithName<N extends Names, From, To extends string> = {
  readonly [I in keyof N]: N[I] extends From ? To : N[I];
};

/** The names without the given ones, which are exact names. */
export type OrderWithout<N extends Names, Gone, Done extends Names = readonly []> = N extends readonly [
  infer First extends string,
  ...infer Rest extends Names,
]
  ? OrderWithout<Rest, Gone, First extends Gone ? Done : readonly [...Done, First]>
  : N extends readonly []
    ? Done
    : readonly [...Done, ...string[]];

/** The names that are still columns of the row. */
type Present<R, N extends Names> = string extends N[number]
  ? N
  : [Exclude<N[number], keyof R>] extends [never]
    ? N
    : OrderWithout<N, Exclude<N[number], keyof R>>;

/** Maps each name to its index, as a string. */
type Places<N extends Names> = { [I in Exclude<keyof N, keyof Names> as N[I] & string]: I };

/**
 * The name of the right side's column at the position of the left side's column `K`; the union of all right names if
 * positions are unknown.
 */
export type NameAtPlaceOf<K, L, N extends Names, R, M extends Names> = NameAt<
  K,
  Places<Present<L, N>>,
  R,
  Present<R, M>
>;

type NameAt<K, P, R, M> = K extends keyof P ? (P[K] extends keyof M ? M[P[K]] : keyof R) : keyof R;
