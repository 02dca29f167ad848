// Row types that combine two DataFrames. See row-types.ts for why each type starts with `unknown extends …`.
import type { Row } from '../../types/row.ts';
import type { IsLoose, IsWide, NameAtPlaceOf, Names, OrderWithout, SameName } from './column-names.ts';

/** The join type, normalized: case-insensitive and without underscores. */
type Kind<How extends string> = WithoutUnderscore<Lowercase<How>>;
type WithoutUnderscore<W extends string> = W extends `${infer A}_${infer B}` ? `${A}${B}` : W;
type LeftMayMiss = 'right' | 'rightouter' | 'full' | 'fullouter' | 'outer';
type RightMayMiss = 'left' | 'leftouter' | 'full' | 'fullouter' | 'outer';
type LeftOnly = 'leftsemi' | 'leftanti' | 'semi' | 'anti';

/** The row of a join on columns with these names, or on a condition if `Using` is `never`. */
export type Joined<L, R, Using, How extends string> = unknown extends R ? Row : JoinedAs<L, R, Using, Kind<How>>;

type JoinedAs<L, R, Using, How extends string> =
  IsLoose<L> extends true
    ? Row
    : How extends LeftOnly
      ? L
      : IsLoose<R> extends true
        ? Row
        : string extends Using
          ? Row
          : JoinedOn<L, R, SameName<L, Using>, SameName<R, Using>, How>;

type JoinedOn<L, R, LeftKey, RightKey, How> = {
  [K in keyof L | Exclude<keyof R, RightKey>]: K extends LeftKey
    ? KeyOf<L[K & keyof L], R[SameName<R, K> & keyof R], How>
    : SideOf<L, K, LeftMayMiss, How> | (K extends RightKey ? never : SideOf<R, K, RightMayMiss, How>);
};

/** The merged key column takes its value from the side that is present. */
type KeyOf<LeftValue, RightValue, How> = How extends 'right' | 'rightouter'
  ? RightValue
  : How extends LeftMayMiss
    ? LeftValue | RightValue
    : LeftValue;

type SideOf<S, K, MayMiss, How> = K extends keyof S ? S[K] | (How & MayMiss extends never ? never : null) : never;

/** The column order of a join: the keys, then the other columns of both sides. */
export type OrderJoined<L, N extends Names, R, M extends Names, Using, How extends string> =
  true extends IsLoose<L>
    ? Names
    : Kind<How> extends LeftOnly
      ? N
      : true extends IsLoose<R>
        ? Names
        : [Using] extends [never]
          ? readonly [...N, ...M]
          : IsWide<Using> extends true
            ? Names
            : readonly [
                SameName<L, Using> & string,
                ...OrderWithout<N, SameName<L, Using>>,
                ...OrderWithout<M, SameName<R, Using>>,
              ];

/**
 * The row of a union: columns have the left side's names and the values of both sides, which are paired by position. If
 * positions are unknown, a value may come from any column of the right side.
 */
export type United<L, N extends Names, R, M extends Names> = unknown extends R
  ? Row
  : IsLoose<L> extends true
    ? Row
    : {
        [K in keyof L]: IsLoose<R> extends true ? unknown : L[K] | R[NameAtPlaceOf<K, L, N, R, M> & keyof R];
      };

/** The row of a union by name. If missing columns are allowed, a column that one side lacks is null in its rows. */
export type UnitedByName<L, R, MayLack extends boolean> = unknown extends R
  ? Row
  : IsLoose<L> extends true
    ? Row
    : boolean extends MayLack
      ? Row
      : MayLack extends true
        ? IsLoose<R> extends true
          ? Row
          : {
              [K in keyof L | Exclude<keyof R, SameName<R, keyof L>>]:
                | (K extends keyof L ? L[K] : null)
                | ([SameName<R, K>] extends [never] ? null : R[SameName<R, K> & keyof R]);
            }
        : {
            [K in keyof L]: IsLoose<R> extends true ? unknown : L[K] | R[SameName<R, K> & keyof R];
          };
