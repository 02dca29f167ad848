// What the compiler knows of the value of a column before it knows the DataFrame: rules that wait for the row.
import type { Column } from '../column.ts';
import type { FieldIn } from './column-paths.ts';
import type { LiteralOf, RawNumber } from './literal-types.ts';
import type { Arithmetic, Bits, Common, Mean, NullOf, Quotient, Signed, Sum } from './value-rules.ts';

declare const field: unique symbol;
declare const rule: unique symbol;
declare const own: unique symbol;

/** Stands in a {@link Column}'s type for the value of a DataFrame's column of that name, whatever that turns out to be. */
export interface FieldOf<Name extends string> {
  readonly [field]: Name;
}

/** The same for a column taken from its DataFrame, which may be one of several of that name after a join. */
export interface OwnFieldOf<Name extends string> extends FieldOf<Name> {
  readonly [own]: true;
}

/** The value of a DataFrame's own column that a name means. */
export type OwnField<Name extends string> = string extends Name ? unknown : OwnFieldOf<Name>;

/** Stands for what a rule makes of other values, once they are known. */
export interface ValueFrom<R extends Rule, Args extends readonly unknown[]> {
  readonly [rule]: readonly [R, Args];
}

/** The value of the column that a name means. */
export type Field<Name extends string> = string extends Name ? unknown : FieldOf<Name>;

/** What Spark's functions make of values, as far as it goes for several of them. */
export type Rule =
  | 'orNull'
  | 'sum'
  | 'mean'
  | 'list'
  | 'signed'
  | 'add'
  | 'divide'
  | 'remainder'
  | 'bits'
  | 'first'
  | 'branches'
  | 'choice'
  | 'neighbour';

type Placeholder = FieldOf<string> | ValueFrom<Rule, readonly unknown[]>;

/** What a rule makes of values: at once where they are known, and otherwise once the row is. */
export type Derived<R extends Rule, Args extends readonly unknown[]> = [Extract<Args[number], Placeholder>] extends [
  never,
]
  ? Applied<R, Args>
  : ValueFrom<R, Args>;

/** The value in rows of this type. */
export type Resolved<R, T> =
  T extends FieldOf<infer Name>
    ? FieldIn<R, Name>
    : T extends ValueFrom<infer Name, infer Args>
      ? Applied<Name, { readonly [I in keyof Args]: Resolved<R, Args[I]> }>
      : T;

type Applied<R extends Rule, A extends readonly unknown[]> = R extends 'orNull'
  ? A[0] | null
  : R extends 'sum'
    ? Sum<A[0]> | null
    : R extends 'mean'
      ? Mean<A[0]> | null
      : R extends 'list'
        ? Exclude<A[0], null>[]
        : R extends 'signed'
          ? Signed<A[0]>
          : R extends 'add'
            ? Arithmetic<Exclude<A[0], null>, Exclude<A[1], null>> | NullOf<A[number]>
            : R extends 'divide'
              ? Quotient<Arithmetic<Exclude<A[0], null>, Exclude<A[1], null>>> | null
              : R extends 'remainder'
                ? Arithmetic<Exclude<A[0], null>, Exclude<A[1], null>> | null
                : R extends 'bits'
                  ? Bits<Exclude<A[number], null>> | NullOf<A[number]>
                  : R extends 'first'
                    ? Common<Exclude<A[number], null>> | (AllNullable<A> extends true ? null : never)
                    : R extends 'branches'
                      ? Common<Exclude<A[number], null>> | null
                      : R extends 'choice'
                        ? Common<Exclude<A[number], null>> | NullOf<A[number]>
                        : R extends 'neighbour'
                          ? A[0] | NullOf<A[1]>
                          : never;

type AllNullable<A extends readonly unknown[]> = number extends A['length']
  ? null extends A[number]
    ? true
    : false
  : A extends readonly [infer First, ...infer Rest]
    ? null extends First
      ? AllNullable<Rest>
      : false
    : true;

// Arguments

/** The value of an argument where a string is a column's name. */
export type ArgumentValue<C> = C extends string ? Field<C> : OperandValue<C>;

/** The values of several arguments. */
export type ArgumentsValues<C extends readonly unknown[]> = { readonly [I in keyof C]: ArgumentValue<C[I]> };

/** The value of an argument where a string is a literal. A literal number stays the number it is, for it decides how Spark computes. */
export type OperandValue<C> = C extends Column<infer T> ? T : C extends number ? RawNumber<C> : LiteralOf<C>;

/** The value of a branch of `when`, of which the next one with a value of its type is one more. */
export type BranchValue<C> = C extends Column<infer T> ? T : LiteralOf<C>;
