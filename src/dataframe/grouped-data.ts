import type { Expression } from '../plan/expression.ts';
import { Column, type ColumnOrName } from './column.ts';
import type { DataFrame } from './data-frame.ts';
import * as aggregate from './functions/aggregate.ts';

/** Rows in groups, waiting to be aggregated. The result has the grouping columns first. */
export class GroupedData {
  readonly #aggregate: (aggregates: readonly Expression[]) => DataFrame;

  /** @internal Comes from `groupBy`, `rollup` and `cube`. */
  constructor(aggregate: (aggregates: readonly Expression[]) => DataFrame) {
    this.#aggregate = aggregate;
  }

  /** One row for each group, with the given aggregates. */
  agg(...aggregates: [Column, ...Column[]]): DataFrame {
    return this.#aggregate(aggregates.map(Column.toExpression));
  }

  /** The number of rows of each group, in a column named `count`. */
  count(): DataFrame {
    return this.agg(aggregate.count('*').alias('count'));
  }

  sum(...columns: [ColumnOrName, ...ColumnOrName[]]): DataFrame {
    return this.#each(aggregate.sum, columns);
  }

  avg(...columns: [ColumnOrName, ...ColumnOrName[]]): DataFrame {
    return this.#each(aggregate.avg, columns);
  }

  min(...columns: [ColumnOrName, ...ColumnOrName[]]): DataFrame {
    return this.#each(aggregate.min, columns);
  }

  max(...columns: [ColumnOrName, ...ColumnOrName[]]): DataFrame {
    return this.#each(aggregate.max, columns);
  }

  #each(by: (column: ColumnOrName) => Column, columns: readonly ColumnOrName[]): DataFrame {
    return this.#aggregate(columns.map((column) => Column.toExpression(by(column))));
  }
}
