import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { setAggregates } from '../plan/aggregate.ts';
import type { Expression } from '../plan/expression.ts';
import { project, type Relation } from '../plan/relation.ts';
import type { DataType } from '../types/data-type.ts';
import { quotedName, sqlNameOf } from '../types/format-data-type.ts';
import { analyzeSchema } from './analyze.ts';
import type { OpenQuestion } from './open-questions.ts';
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

/** Whether these columns are numbers, as `sum()` of grouped rows and its like demand. */
export function areNumeric(
  session: SessionContext,
  input: Relation,
  method: string,
  columns: readonly Expression[],
): OpenQuestion {
  return {
    async settle(options) {
      const { fields } = await analyzeSchema(session, session.createRelation(project(input, columns)), options);
      const others = fields.filter(({ dataType }) => !numericTypes.has(dataType.typeName));
      if (others.length === 0) return;
      const names = others.map(({ name, dataType }) => `${name} ${sqlNameOf(dataType)}`).join(', ');
      throw new IllegalArgumentException(
        `${method}() of grouped rows takes columns of numbers, not ${names}: cast them first, or call agg(), which leaves their types to Spark.`,
        {
          errorClass: 'NOT_NUMERIC_COLUMNS',
          messageParameters: { invalid_columns: others.map(({ name }) => name).join(', ') },
        },
      );
    },
  };
}

/** Which columns of the input are numbers, to aggregate each of them. */
export function allNumeric(
  session: SessionContext,
  input: Relation,
  method: string,
  aggregated: Relation,
  aggregate: (name: string) => Expression,
): OpenQuestion {
  return {
    lacks: `the columns of numbers are, which ${method}() without columns takes`,
    async settle(options) {
      const { fields } = await analyzeSchema(session, input, options);
      const numbers = fields.filter(({ dataType }) => numericTypes.has(dataType.typeName));
      setAggregates(
        aggregated,
        numbers.map(({ name }) => aggregate(quotedName(name))),
      );
    },
  };
}
