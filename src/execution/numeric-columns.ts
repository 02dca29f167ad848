import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { setAggregates } from '../plan/aggregate.ts';
import type { Expression } from '../plan/expression.ts';
import { project, type Relation } from '../plan/relation.ts';
import type { DataType } from '../types/data-type.ts';
import { quotedName, sqlNameOf } from '../types/format-data-type.ts';
import { analyzeSchema } from './analyze.ts';
import type { DeferredRequest } from './deferred-requests.ts';
import type { SessionContext } from './session-context.ts';

const numericTypes: ReadonlySet<DataType['typeName']> = new Set([
  'byte',
  'short',
  'integer',
  'long',
  'float',
  'double',
  'decimal',
]);

/** Checks that the columns are numeric, as methods such as `GroupedData.sum()` require. */
export function areNumeric(
  session: SessionContext,
  input: Relation,
  method: string,
  columns: readonly Expression[],
): DeferredRequest {
  return {
    async complete(options) {
      const { fields } = await analyzeSchema(session, session.createRelation(project(input, columns)), options);
      const others = fields.filter(({ dataType }) => !numericTypes.has(dataType.typeName));
      if (others.length === 0) return;
      const names = others.map(({ name, dataType }) => `${name} ${sqlNameOf(dataType)}`).join(', ');
      throw new IllegalArgumentException(
        `${method}() of grouped data takes numeric columns, not ${names}: cast them first, or use agg(), which leaves the type check to Spark.`,
        {
          errorClass: 'NOT_NUMERIC_COLUMNS',
          messageParameters: { invalid_columns: others.map(({ name }) => name).join(', ') },
        },
      );
    },
  };
}

/** Finds the numeric columns of the input and aggregates each of them. */
export function allNumeric(
  session: SessionContext,
  input: Relation,
  method: string,
  aggregated: Relation,
  aggregate: (name: string) => Expression,
): DeferredRequest {
  return {
    unknownPart: `the numeric columns for ${method}()`,
    async complete(options) {
      const { fields } = await analyzeSchema(session, input, options);
      const numeric = fields.filter(({ dataType }) => numericTypes.has(dataType.typeName));
      setAggregates(
        aggregated,
        numeric.map(({ name }) => aggregate(quotedName(name))),
      );
    },
  };
}
