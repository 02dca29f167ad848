import type { StructField } from '../../types/struct-type.ts';
import type { ReturnValue } from './function-values.ts';
import type { ValueOf } from './row-types.ts';

/** A row that a function may return for a schema. A nullable column may be left out, which makes it null. */
export type ReturnedRow<F extends StructField> = [F] extends [never]
  ? object
  : string extends F['name']
    ? object
    : Required<F> & Optional<F>;

type Required<F extends StructField> = {
  readonly [K in F as K['nullable'] extends false ? K['name'] : never]: ReturnValue<ValueOf<K['dataType']>>;
};

type Optional<F extends StructField> = {
  readonly [K in F as K['nullable'] extends false ? never : K['name']]?: ReturnValue<ValueOf<K['dataType']>> | null;
};
