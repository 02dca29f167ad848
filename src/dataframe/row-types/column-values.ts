// Types of column values before the DataFrame is known: placeholders and rules that are resolved once the row type is.
import type { Column } from '../column.ts';
import type { FieldIn } from './column-paths.ts';
import type { LiteralOf, RawNumber } from './literal-types.ts';
import type { Arithmetic, Bits, Common, Mean, NullOf, Quotient, Signed, Sum } from './value-rules.ts';

declare const field: unique symbol;
declare const rule: unique symbol;
declare const own: unique symbol;

/**
 * Placeholder in a {@link Column}'s type for the value of the column with that name, to be resolved for a DataFrame.
 */
export interface FieldOf<Name extends string> {
  readonly [field]: Name;
}

/**
 * Like {@link FieldOf}, for a column taken from its DataFrame, which may be one of several with that name after a join.
 */
export interface OwnFieldOf<Name extends string> extends FieldOf<Name> {
  readonly [own]: true;
}

/** The value of a DataFrame's own column with the given name. */
export type OwnField<Name extends string> = string extends Name ? unknown : OwnFieldOf<Name>;

/** Placeholder for the result of applying a rule to values, to be resolved once these are known. */
export interface ValueFrom<R extends Rule, Args extends readonly unknown[]> {
  readonly [rule]: readonly [R, Args];
}

/** The value of the column with the given name. */
export type Field<Name extends string> = string extends Name ? unknown : FieldOf<Name>;

/** How Spark functions derive the type of their result; functions with the same typing share a rule. */
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
  | 'neighbour'
  | 'call';

/** The value of a column whose DataFrame is not known yet. */
export type Placeholder = FieldOf<string> | ValueFrom<Rule, readonly unknown[]>;

/** The result of applying a rule: resolved at once if all values are known, otherwise once the row is. */
export type Derived<R extends Rule, Args extends readonly unknown[]> = [Extract<Args[number], Placeholder>] extends [
  never,
]
  ? Applied<R, Args>
  : ValueFrom<R, Args>;

/** The value type for rows of type `R`. */
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
                          : R extends 'call'
                            ? ResultOf<A[0]>
                            : never;

/** The values of a call begin with the types of the function: of its result and of its arguments. */
type ResultOf<Signature> = Signature extends readonly [infer Result, unknown] ? Result : never;

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

/** The value of an argument in which a string is a column name. */
export type ArgumentValue<C> = C extends string ? Field<C> : OperandValue<C>;

/** The values of several arguments. */
export type ArgumentsValues<C extends readonly unknown[]> = { readonly [I in keyof C]: ArgumentValue<C[I]> };

/**
 * The value of an argument in which a string is a literal. A literal number keeps its literal type, which determines
 * the type that Spark computes with.
 */
export type OperandValue<C> = C extends Column<infer T> ? T : C extends number ? RawNumber<C> : LiteralOf<C>;

/** The value of a branch of `when`. Literals are widened so that branches of the same type have the same value type. */
export type BranchValue<C> = C extends Column<infer T> ? T : LiteralOf<C>;
