import type { Column } from '../column.ts';

/** Whether nothing is known about the columns. */
export type IsLoose<R> = string extends keyof R ? true : false;

/**
 * The names of the columns in their order, as far as it is known: none of them for `readonly string[]`. Names that the row has
 * lost stay, since to leave them out takes the compiler time; {@link Present} does.
 */
export type Names = readonly string[];

/** The column of a row that a name means, which Spark finds without regard to case; `never` when there is none. */
export type SameName<R, N> = N extends keyof R & string
  ? N
  : N extends string
    ? Lowercase<N> extends Lowercase<keyof R & string>
      ? WithLetters<keyof R & string, Lowercase<N>>
      : never
    : never;

type WithLetters<K extends string, L> = K extends string ? (Lowercase<K> extends L ? K : never) : never;

/** Whether a name may be one of several. */
export type IsWide<N, All = N> = string extends N
  ? true
  : N extends unknown
    ? [All] extends [N]
      ? false
      : true
    : never;

/** A name that is more than the name of a column: a field, a qualified column, or all columns. */
type Path = '*' | `${string}.${string}` | `${string}\`${string}`;

/** The name in backticks, which is a column's whole name whatever is in it. */
export type Quoted<N> = N extends `\`${infer Inner}\`` ? (Inner extends `${string}\`${string}` ? never : Inner) : never;

/** The column as given; a literal that names no column becomes the names there are, which the compiler's error then lists. */
export type Known<R, C> = C extends string ? KnownName<R, C> : C;

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

/** {@link Known} in two rows. */
export type KnownInBoth<R, S, N extends string> =
  N extends Known<R, N> ? (N extends Known<S, N> ? N : Shared<R, S>) : Shared<R, S>;

/** The names that two rows share. */
type Shared<R, S> =
  IsLoose<R> extends true ? keyof S & string : IsLoose<S> extends true ? keyof R & string : keyof R & keyof S & string;

/** Stands in an error of the compiler for a property whose name is no column. */
export interface NoSuchColumn<KnownColumns> {
  readonly knownColumns: KnownColumns;
}

/** Properties named after columns, of which a name that is none is refused. */
export type OnlyKnown<R, V> = {
  readonly [N in keyof V]: N extends Known<R, N> ? V[N] : NoSuchColumn<keyof R & string>;
};

/** The name that a column has in the result when it is given by name: the last part of a path, in the letters as given. */
export type ResultName<N extends string> = N extends Path
  ? N extends `${string}\`${string}`
    ? [Quoted<N>] extends [never]
      ? string
      : Quoted<N>
    : N extends `${string}.${infer Rest}`
      ? ResultName<Rest>
      : N
  : N;

/** The names in a result of columns; `string` where it is not known, and `*` and `s.*` as they are. */
export type NameOf<C> = C extends string
  ? C extends `${string}.*`
    ? C
    : ResultName<C>
  : C extends Column<unknown, infer N>
    ? N
    : string;

/** The names of a selection in their order, which ends where it is not known. */
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

/** The names once a column is added at the end, or stands in the place of the one of its name. */
export type OrderWith<R, N extends Names, Added extends string> = Added extends keyof R
  ? N
  : string extends Added
    ? Names
    : [SameName<R, Added>] extends [never]
      ? Added extends N[number]
        ? Names
        : readonly [...N, Added]
      : OrderWithName<N, SameName<R, Added>, Added>;

/** The names once several are added; the order of more than one is that of an object's properties, which types do not tell. */
export type OrderWithAll<R, N extends Names, Added> = [Added] extends [SameName<R, Added>] ? N : Names;

/** The names with others in their place, by their exact names. */
export type OrderRenamed<N extends Names, To> = {
  readonly [I in keyof N]: N[I] extends keyof To ? To[N[I]] & string : N[I];
};

/** The names with another in the place of one, by its exact name. */
export type OrderWithName<N extends Names, From, To extends string> = {
  readonly [I in keyof N]: N[I] extends From ? To : N[I];
};

/** The names without some of them, by their exact names. */
export type OrderWithout<N extends Names, Gone, Done extends Names = readonly []> = N extends readonly [
  infer First extends string,
  ...infer Rest extends Names,
]
  ? OrderWithout<Rest, Gone, First extends Gone ? Done : readonly [...Done, First]>
  : N extends readonly []
    ? Done
    : readonly [...Done, ...string[]];

/** The names that are columns of the row. */
type Present<R, N extends Names> = string extends N[number]
  ? N
  : [Exclude<N[number], keyof R>] extends [never]
    ? N
    : OrderWithout<N, Exclude<N[number], keyof R>>;

/** Where each name stands: its index as text. */
type Places<N extends Names> = { [I in Exclude<keyof N, keyof Names> as N[I] & string]: I };

/** The name of the other side's column at the place of the left side's column `K`; of any column where places are not known. */
export type NameAtPlaceOf<K, L, N extends Names, R, M extends Names> = NameAt<
  K,
  Places<Present<L, N>>,
  R,
  Present<R, M>
>;

type NameAt<K, P, R, M> = K extends keyof P ? (P[K] extends keyof M ? M[P[K]] : keyof R) : keyof R;
