import type { DataFrame } from '../../../../src/index.ts';
import { throughput, type Bench, type Target, type ThroughputWork } from '../work.ts';

const rows = 2_000_000;
const quickRows = 100_000;
const partitions = 8;

/** A function of both languages over one column. */
interface RowFunction {
  readonly name: string;
  /** The column `x`, as a SQL expression over `id`. */
  readonly column: string;
  readonly ours: (bench: Bench, frame: DataFrame) => DataFrame;
  /** Python statements that define `fn`. */
  readonly python: string;
  readonly type: string;
  /** The required ratios to Python's functions, which are pickled or, on request, get batches of Arrow. */
  readonly pickled: Target;
  readonly arrow?: Target;
}

const double: RowFunction = {
  name: 'x * 2 + 1',
  column: 'cast(id as double) as x',
  ours: ({ library: { udf } }, frame) => frame.select(udf((x: number) => x * 2 + 1, 'double')('x').alias('y')),
  python: 'fn = lambda x: x * 2 + 1',
  type: 'double',
  pickled: { atLeast: 4 },
  arrow: { atLeast: 1 },
};

const text: RowFunction = {
  name: 'text',
  column: "concat('name-', id) as x",
  ours: ({ library: { udf } }, frame) => {
    const shorten = udf((x: string) => `${x.toUpperCase().slice(0, 8)}#${x.length}`, 'string');
    return frame.select(shorten('x').alias('y'));
  },
  python: "fn = lambda x: x.upper()[:8] + '#' + str(len(x))",
  type: 'string',
  pickled: { atLeast: 1 },
  arrow: { atLeast: 0.7 },
};

const loop: RowFunction = {
  name: '200 steps',
  column: 'cast(id as double) as x',
  ours: ({ library: { udf } }, frame) => {
    const sum = udf((x: number) => {
      let total = 0;
      for (let i = 0; i < 200; i++) total += x * i;
      return total;
    }, 'double');
    return frame.select(sum('x').alias('y'));
  },
  python: `
def fn(x):
    total = 0.0
    for i in range(200):
        total += x * i
    return total`,
  type: 'double',
  pickled: { atLeast: 3 },
};

/** Functions that run for each row, beside those of Python. The rows go nowhere, so that nothing but the function takes time. */
export const rowFunctions: readonly ThroughputWork[] = [double, text, loop].map(
  ({ name, column, ours, python, type, pickled, arrow }) => {
    const discard = '.write.format("noop").mode("overwrite").save()';
    return throughput({
      name: `udf ${name}`,
      target: pickled,
      rows,
      quickRows,
      prepare: (bench) => ours(bench, bench.spark.range(0, bench.rows, 1, partitions).selectExpr(column)),
      ours: (_bench, frame) => frame.write.format('noop').mode('overwrite').save(),
      pyspark: {
        prepare: `${python}
frame = spark.range(0, rows, 1, ${partitions}).selectExpr(${JSON.stringify(column)})
pickled = frame.select(F.udf(fn, '${type}', useArrow=False)('x').alias('y'))
arrow = frame.select(F.udf(fn, '${type}', useArrow=True)('x').alias('y'))`,
        run: `pickled${discard}`,
      },
      ...(arrow && {
        alsoAgainst: { name: `udf ${name}, to Arrow`, target: arrow, run: `arrow${discard}` },
      }),
    });
  },
);
