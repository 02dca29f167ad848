// Tests of the column types. If a line with @ts-expect-error compiles although it must not, `tsc` fails there.
import { expect, expectTypeOf, it } from 'vitest';
import * as functions from '../../functions.ts';
import {
  abs,
  avg,
  coalesce,
  col,
  collect_list,
  count,
  expr,
  first,
  greatest,
  lag,
  lit,
  max,
  min,
  sum,
  when,
} from '../../functions.ts';
import {
  DataTypes,
  SparkSession,
  StructType,
  udf,
  Window,
  type Column,
  type ColumnOrLiteral,
  type DataFrame,
  type Decimal,
  type Row,
} from '../../index.ts';

const spark = SparkSession.builder.offline();
const people = spark.emptyDataFrame(
  new StructType()
    .add('id', DataTypes.LongType, false)
    .add('age', DataTypes.IntegerType)
    .add('amount', DataTypes.createDecimalType(12, 2))
    .add('name', DataTypes.StringType)
    .add('s', new StructType().add('x', DataTypes.IntegerType, false).add('Y', DataTypes.StringType))
    .add('items', DataTypes.createArrayType(new StructType().add('price', DataTypes.DoubleType)))
    .add('scores', DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType)),
);
const pairs = people.select('id', 'name');
const three = people.select('id', 'name', 'age');

/** Returns a value whose type is the row type of the DataFrame. */
const rowOf = <R extends object>(frame: DataFrame<R>): R => ({ plan: frame.toPlan() }) as unknown as R;

it('the first README example has exact types', () => {
  const groups = spark
    .range(1000)
    .withColumn('group', col('id').mod(3))
    .groupBy('group')
    .agg(count('*').alias('records'), avg('id').alias('mean'))
    .orderBy('group');
  expectTypeOf(rowOf(groups)).toEqualTypeOf<{ group: bigint | null; records: bigint; mean: number | null }>();
  expectTypeOf(rowOf(spark.range(1, 9, 2))).toEqualTypeOf<{ id: bigint }>();
  expect(groups.toPlan().toJSON()).toHaveProperty('root.sort');
});

it('column names are case-insensitive, and the result has the name as given', () => {
  expectTypeOf(rowOf(people.select('ID', col('NAME')))).toEqualTypeOf<{ ID: bigint; NAME: string | null }>();
  expectTypeOf(rowOf(pairs.withColumn('ID', lit('x')))).toEqualTypeOf<{ ID: string; name: string | null }>();
  expectTypeOf(rowOf(pairs.withColumns({ Name: lit(true), n: col('ID') }))).toEqualTypeOf<{
    id: bigint;
    Name: boolean;
    n: bigint;
  }>();
  expectTypeOf(rowOf(pairs.withColumnRenamed('ID', 'key'))).toEqualTypeOf<{ key: bigint; name: string | null }>();
  expectTypeOf(rowOf(pairs.withColumnsRenamed({ ID: 'key', Name: 'text' }))).toEqualTypeOf<{
    key: bigint;
    text: string | null;
  }>();
  expectTypeOf(rowOf(pairs.drop('ID'))).toEqualTypeOf<{ name: string | null }>();
  expectTypeOf(rowOf(pairs.drop(col('NAME')))).toEqualTypeOf<{ id: bigint }>();
  expectTypeOf(rowOf(people.groupBy('ID').count())).toEqualTypeOf<{ ID: bigint; count: bigint }>();
  const joined = pairs.join(people.select('ID', 'age'), 'Id', 'left');
  expectTypeOf(rowOf(joined)).toEqualTypeOf<{ id: bigint; name: string | null; age: number | null }>();
  const united = pairs.unionByName(people.select('NAME', 'ID'));
  expectTypeOf(rowOf(united)).toEqualTypeOf<{ id: bigint; name: string | null }>();
  expect(united.toPlan().toJSON()).toHaveProperty('root.setOp');
});

it('a path selects a nested field with its type', () => {
  const parts = people.select('id', 's.x', 's.y', 'items.price', 'scores.total', '`name`');
  expectTypeOf(rowOf(parts)).toEqualTypeOf<{
    id: bigint;
    x: number | null;
    y: string | null;
    price: (number | null)[] | null;
    total: bigint | null;
    name: string | null;
  }>();
  expectTypeOf(rowOf(people.select('s.*', 'id'))).toEqualTypeOf<{ x: number | null; Y: string | null; id: bigint }>();
  expectTypeOf(rowOf(people.alias('p').select('p.id', 'p.NAME'))).toEqualTypeOf<{ id: bigint; NAME: string | null }>();
  expectTypeOf(rowOf(people.alias('p').select('p.*', lit(1).alias('n')))).toEqualTypeOf<Row>();
  expectTypeOf(rowOf(people.groupBy('s.x').agg(max('s.Y').alias('y')))).toEqualTypeOf<{
    x: number | null;
    y: string | null;
  }>();
  expect(parts.toPlan().toJSON()).toHaveProperty('root.project');
});

it('aggregates have exact value types and the names that Spark gives them', () => {
  const aggregated = people
    .groupBy('name')
    .agg(
      max('amount').alias('most'),
      sum('age').alias('years'),
      min('id'),
      avg('amount').alias('mean'),
      first('id').alias('first'),
      collect_list('age').alias('ages'),
    );
  expectTypeOf(rowOf(aggregated)).toEqualTypeOf<{
    name: string | null;
    most: Decimal | null;
    years: bigint | number | null;
    'min(id)': bigint | null;
    mean: Decimal | null;
    first: bigint | null;
    ages: number[];
  }>();
  expectTypeOf(rowOf(people.groupBy('name').sum('amount', 'id'))).toEqualTypeOf<{
    name: string | null;
    'sum(amount)': Decimal | null;
    'sum(id)': bigint | null;
  }>();
  expectTypeOf(rowOf(people.groupBy().mean('age'))).toEqualTypeOf<{ 'avg(age)': number | null }>();
  const words = people.groupBy('name').agg({ amount: 'max', id: 'count', '*': 'count' });
  expectTypeOf(rowOf(words)).toEqualTypeOf<{
    name: string | null;
    'max(amount)': Decimal | null;
    'count(id)': bigint;
    'count(1)': bigint;
  }>();
  expectTypeOf(rowOf(people.agg(['amount', 'avg']))).toEqualTypeOf<{ 'avg(amount)': Decimal | null }>();
  expectTypeOf(rowOf(people.agg({ age: 'stddev' }))).toEqualTypeOf<Row>();
  expectTypeOf(rowOf(people.agg(max('s.x')))).toEqualTypeOf<Row>();
  expect(words.toPlan().toJSON()).toHaveProperty('root.aggregate');
});

it('the grouping columns of a rollup or cube are nullable', () => {
  expectTypeOf(rowOf(people.rollup('id').count())).toEqualTypeOf<{ id: bigint | null; count: bigint }>();
  const cube = people.cube('id', lit('x').alias('k')).agg(max('age').alias('age'));
  expectTypeOf(rowOf(cube)).toEqualTypeOf<{ id: bigint | null; k: string | null; age: number | null }>();
  expect(cube.toPlan().toJSON()).toHaveProperty('root.aggregate');
});

it("arithmetic has Spark's result types where the operand types determine them", () => {
  const computed = people.select(
    col('id').plus(1).alias('a'),
    col('id').plus(1.5).alias('b'),
    col('amount').multiply(2).alias('c'),
    col('age').plus(col('id')).alias('d'),
    col('id').divide(2).alias('e'),
    col('amount').divide(2).alias('f'),
    col('id').minus(col('amount')).alias('g'),
    col('age').plus(col('age')).alias('h'),
    col('id').negate().alias('i'),
    abs('age').alias('j'),
    col('id').bitwiseAND(3).alias('k'),
    col('name').plus(1).alias('l'),
  );
  expectTypeOf(rowOf(computed)).toEqualTypeOf<{
    a: bigint;
    b: number;
    c: Decimal | null;
    d: bigint | number | null;
    e: number | null;
    f: Decimal | null;
    g: Decimal | null;
    h: number | null;
    i: bigint;
    j: number | null;
    k: bigint;
    l: number | null;
  }>();
  expect(computed.toPlan().toJSON()).toHaveProperty('root.project');
});

it('conditional functions and lag keep the value types', () => {
  const window = Window.partitionBy('name').orderBy('id');
  const chosen = people.select(
    coalesce('age', 0).alias('a'),
    coalesce('id', 0).alias('b'),
    greatest('age', 'age').alias('c'),
    coalesce('name', lit('none')).alias('d'),
    when(col('age').gt(1), 'large').otherwise('small').alias('e'),
    when(col('age').gt(1), col('id')).alias('f'),
    when(col('age').gt(1), col('id')).otherwise(0).alias('g'),
    lag('id').over(window).alias('h'),
    lag('id', 1, 0).over(window).alias('i'),
  );
  expectTypeOf(rowOf(chosen)).toEqualTypeOf<{
    a: number;
    b: bigint;
    c: number | null;
    d: string;
    e: string;
    f: bigint | null;
    g: bigint;
    h: bigint | null;
    i: bigint;
  }>();
  // A chain of branches can be extended in a loop.
  let size = when(col('age').eq(0), 'none');
  for (const years of [1, 2]) size = size.when(col('age').eq(years), `${years}`);
  expectTypeOf(rowOf(people.select(size.alias('size')))).toEqualTypeOf<{ size: string | null }>();
  expect(chosen.toPlan().toJSON()).toHaveProperty('root.project');
});

it('literals have the types that Spark chooses, with nullable elements only for arrays that contain null', () => {
  const literals = people.select(
    lit(1).alias('a'),
    lit(3_000_000_000).alias('b'),
    lit(1.5).alias('c'),
    lit([1, 2]).alias('d'),
    lit([1, null]).alias('e'),
    lit([1, 3_000_000_000]).alias('f'),
    lit({ x: 1, y: ['q'] }).alias('g'),
    lit(null).alias('h'),
    lit(new Map([['k', 1n]])).alias('i'),
  );
  expectTypeOf(rowOf(literals)).toEqualTypeOf<{
    a: number;
    b: bigint;
    c: number;
    d: number[];
    e: (number | null)[];
    f: bigint[];
    g: { x: number; y: string[] };
    h: null;
    i: Map<string, bigint>;
  }>();
  expect(literals.toPlan().toJSON()).toHaveProperty('root.project');
});

it('literals of recursive types compile', () => {
  type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
  const values: Json[] = [{ a: [1] }];
  const any: ColumnOrLiteral = spark.sessionId.length;
  const json = people.select(
    lit(values).alias('json'),
    col('id')
      .plus(any as ColumnOrLiteral)
      .alias('sum'),
  );
  expectTypeOf(rowOf(json)).toHaveProperty('sum').toEqualTypeOf<unknown>();
  expect(json.toPlan().toJSON()).toHaveProperty('root.project');
});

it('type names in a cast are case-insensitive', () => {
  const cast = people.select(
    col('id').cast('INT'),
    col('age').cast('Decimal(10,2)').alias('d'),
    col('age').cast('ARRAY<STRING>').alias('e'),
    col('age').cast('varchar(3)').alias('f'),
    col('age').cast('geography').alias('g'),
  );
  expectTypeOf(rowOf(cast)).toEqualTypeOf<{
    id: number | null;
    d: Decimal | null;
    e: (string | null)[] | null;
    f: string | null;
    g: unknown;
  }>();
  // A cast drops the name of a function call.
  expectTypeOf(rowOf(people.agg(sum('age').cast('int')))).toEqualTypeOf<Row>();
  expect(cast.toPlan().toJSON()).toHaveProperty('root.project');
});

it('a union pairs columns by position if the positions of both sides are known', () => {
  expectTypeOf(rowOf(pairs.union(people.select('id', 'name').limit(3)))).toEqualTypeOf<{
    id: bigint;
    name: string | null;
  }>();
  const swapped = pairs.union(people.select('name', 'id'));
  expectTypeOf(rowOf(swapped)).toEqualTypeOf<{ id: bigint | string | null; name: bigint | string | null }>();
  const others = pairs.unionAll(people.select('age', 'amount'));
  expectTypeOf(rowOf(others)).toEqualTypeOf<{ id: bigint | number | null; name: string | Decimal | null }>();
  const told = spark.table<{ id: bigint; name: string }>('people');
  expectTypeOf(rowOf(told.union(told))).toEqualTypeOf<{ id: bigint | string; name: bigint | string }>();
  const chosen = told.select('id', 'name');
  expectTypeOf(rowOf(chosen.union(chosen))).toEqualTypeOf<{ id: bigint; name: string }>();
  expectTypeOf(rowOf(pairs.subtract(people.select('id', 'name')))).toEqualTypeOf<{ id: bigint; name: string | null }>();
  const moved = pairs
    .withColumn('n', lit(1))
    .withColumnRenamed('id', 'key')
    .drop('name')
    .union(people.select('id', 'age'));
  expectTypeOf(rowOf(moved)).toEqualTypeOf<{ key: bigint; n: number | null }>();
  const joined = people.select('name', 'id').join(people.select('age', 'id'), 'id').toDF('a', 'b', 'c');
  expectTypeOf(rowOf(joined)).toEqualTypeOf<{ a: bigint; b: string | null; c: number | null }>();
  expect(swapped.toPlan().toJSON()).toHaveProperty('root.setOp');
});

it('a union by name with missing columns allowed has the columns of both sides', () => {
  const both = pairs.unionByName(people.select('id', 'age'), true);
  expectTypeOf(rowOf(both)).toEqualTypeOf<{ id: bigint; name: string | null; age: number | null }>();
  const lacking = people.select('id').unionByName(people.select('name'), true);
  expectTypeOf(rowOf(lacking)).toEqualTypeOf<{ id: bigint | null; name: string | null }>();
  const maybe: boolean = both.toPlan().toJSON() !== undefined;
  expectTypeOf(rowOf(pairs.unionByName(people.select('id', 'age'), maybe))).toEqualTypeOf<Row>();
  expect(maybe).toBe(true);
});

it('toDF keeps the value types', () => {
  expectTypeOf(rowOf(pairs.toDF('a', 'b'))).toEqualTypeOf<{ a: bigint; b: string | null }>();
  expectTypeOf(rowOf(spark.table('t').toDF('a', 'b'))).toEqualTypeOf<{ a: unknown; b: unknown }>();
  const names = ['a', 'b'].map((name) => name.toUpperCase());
  const dynamic = pairs.toDF(...names);
  expectTypeOf(rowOf(dynamic)).toEqualTypeOf<Row>();
  expect(dynamic.toPlan().toJSON()).toHaveProperty('root.toDf');
});

it('na.drop and na.fill remove null from the row types', () => {
  expectTypeOf(rowOf(three.na.drop())).toEqualTypeOf<{ id: bigint; name: string; age: number }>();
  expectTypeOf(rowOf(three.na.drop('any', ['NAME']))).toEqualTypeOf<{ id: bigint; name: string; age: number | null }>();
  expectTypeOf(rowOf(three.na.drop('all'))).toEqualTypeOf<{ id: bigint; name: string | null; age: number | null }>();
  expectTypeOf(rowOf(three.na.drop(2))).toEqualTypeOf<{ id: bigint; name: string | null; age: number | null }>();
  expectTypeOf(rowOf(three.na.fill(0))).toEqualTypeOf<{ id: bigint; name: string | null; age: number }>();
  expectTypeOf(rowOf(three.na.fill('x', ['name', 'age']))).toEqualTypeOf<{
    id: bigint;
    name: string;
    age: number | null;
  }>();
  const each = three.na.fill({ AGE: 0, name: 'x' });
  expectTypeOf(rowOf(each)).toEqualTypeOf<{ id: bigint; name: string; age: number }>();
  expect(each.toPlan().toJSON()).toHaveProperty('root.fillNa');
});

it('lists of columns may be arrays of unknown length', () => {
  const names = ['id', 'age'];
  const columns = names.map((name) => col(name));
  const aggregates = columns.map((column) => max(column));
  const frames = [
    people.agg(...aggregates),
    people.groupBy(...names).agg(...aggregates),
    people.groupBy('name').max(...names),
    people.select(...columns, greatest(...columns), functions.least(...columns), coalesce(...columns)),
    people
      .repartition(...columns)
      .repartition(4, ...columns)
      .repartitionByRange(...columns),
    people.repartitionByRange(4, ...names).observe('metrics', ...aggregates.map((each) => each.alias('m'))),
    people.select(functions.count_distinct(...names), functions.json_tuple('name', ...names)),
    people.select(functions.inline('items').alias(...names), col('s').dropFields(...names)),
  ];
  expectTypeOf(rowOf(people.agg(...aggregates))).toEqualTypeOf<Row>();
  const writers = [
    people.write
      .bucketBy(4, ...names)
      .sortBy(...names)
      .partitionBy(...names),
    people.writeTo('t').partitionedBy(...columns),
  ];
  expect(frames.map((frame) => frame.toPlan().toJSON())).toHaveLength(8);
  expect(writers).toHaveLength(2);
  const total = columns.reduce((sum, column) => sum.plus(column));
  expectTypeOf(total).toEqualTypeOf<Column>();
  // It is unknown which of the columns are selected.
  const known = ['id', 'name'] as ('id' | 'name')[];
  expectTypeOf(rowOf(people.select(...known))).toEqualTypeOf<{ id?: bigint; name?: string | null }>();
  const listed = ['id', 'name'] as const;
  expectTypeOf(rowOf(people.select(...listed))).toEqualTypeOf<{ id: bigint; name: string | null }>();
});

it('methods that need at least one column reject an empty list', () => {
  const none: Column[] = [];
  expect(() => people.agg(...none)).toThrow('agg() needs at least one aggregate.');
  expect(() => people.groupBy('id').agg(...none)).toThrow('agg() needs at least one aggregate.');
  expect(() => people.observe('metrics', ...none)).toThrow('observe() needs at least one metric.');
  expect(() => col('a').alias(...([] as string[]))).toThrow('alias() needs at least one name.');
  expect(() => people.write.bucketBy(4, ...([] as string[]))).toThrow('bucketBy() needs at least one column.');
});

it('a variable accepts DataFrames of compatible row types', () => {
  // Additional columns are allowed.
  let more = pairs;
  more = more.withColumn('n', lit(1));
  more = more.join(people.select('id', 'age'), 'id');
  // Without a declared type, the variable has the type of the last assignment.
  let latest;
  latest = people;
  latest = latest.withColumn('n', lit(1));
  latest = latest.select('n', 'id');
  expectTypeOf(rowOf(latest)).toEqualTypeOf<{ n: number; id: bigint }>();
  // A DataFrame of loose rows accepts all others.
  let any: DataFrame = people;
  for (const name of ['a', 'b']) any = any.withColumn(name, lit(1)).drop('id');
  expectTypeOf(rowOf(any)).toEqualTypeOf<Row>();
  // @ts-expect-error The rows would lack columns of the declared type.
  more = more.select('id');
  expect(more.toPlan().toJSON()).toHaveProperty('root.project');
});

it('after a join, the column of one side can be dropped and the other one stays', () => {
  const ages = people.select('id', 'age');
  const joined = pairs.join(ages, pairs.col('id').eq(ages.col('id'))).drop(ages.col('id'));
  expectTypeOf(rowOf(joined)).toEqualTypeOf<{ id?: bigint; name: string | null; age: number | null }>();
  expect(joined.select('id').toPlan().toJSON()).toHaveProperty('root.project');
});

it('unknown column names are compile errors', () => {
  const one = people.select('id');
  // @ts-expect-error Unknown column.
  expect(() => people.agg({ typo: 'max' })).not.toThrow();
  // @ts-expect-error Unknown column.
  expect(() => people.groupBy('id').agg({ id: 'max', typo: 'max' })).not.toThrow();
  // @ts-expect-error Unknown column.
  expect(() => people.agg(['typo', 'max'])).not.toThrow();
  // @ts-expect-error Unknown column.
  expect(() => people.withColumnsRenamed({ typo: 'id' })).not.toThrow();
  // @ts-expect-error Unknown column.
  expect(() => people.select('`typo`')).not.toThrow();
  // @ts-expect-error The other side does not have this column.
  expect(() => people.join(one, ['id', 'name'])).not.toThrow();
  // @ts-expect-error A range does not have this column.
  expect(() => spark.range(3).select('ids')).not.toThrow();
  // @ts-expect-error toDF has renamed the column.
  expect(() => one.toDF('a').select('id')).not.toThrow();
});

it('unknown options of sources and sinks are compile errors', () => {
  // @ts-expect-error The option is called header.
  expect(() => spark.read.csv('/x', { headers: true })).not.toThrow();
  // @ts-expect-error The option is called multiLine.
  expect(() => spark.read.json('/x', { multiline: true })).not.toThrow();
  // @ts-expect-error The option is called mergeSchema.
  expect(() => spark.readStream.parquet('/x', { mergeSchemas: true })).not.toThrow();
  // @ts-expect-error The option is for streams only.
  expect(() => spark.read.text('/x', { maxFilesPerTrigger: 1 })).not.toThrow();
  // @ts-expect-error The option is called mode.
  expect(() => functions.from_json('name', 'a INT', { modus: 'FAILFAST' })).not.toThrow();
  // @ts-expect-error The option is called sep.
  expect(() => functions.to_csv('s', { separator: ';' })).not.toThrow();
  const reader = spark.read.option('ownOption', 1).options({ another: true });
  expect(reader.csv('/x', { sep: ';', header: true }).toPlan().toJSON()).toHaveProperty('root.read');
  expect(spark.readStream.json('/x', { maxFilesPerTrigger: 1 }).toPlan().toJSON()).toHaveProperty('root.read');
});

it('JavaScript operators on columns are compile errors', () => {
  const a = col('id');
  const b = col('age');
  // @ts-expect-error A JavaScript comparison does not return a column.
  expect(() => people.filter(a > b)).toThrow();
  // @ts-expect-error A column is not a number.
  expect(() => people.filter(a > 1)).toThrow();
  // @ts-expect-error A column is not a number.
  expect(() => people.filter(a === 1)).toThrow();
  // @ts-expect-error A JavaScript boolean is not a column.
  expect(() => people.filter(!a)).toThrow();
  // @ts-expect-error A column is not a number.
  expect(() => people.filter(a - 1)).toThrow();
  expectTypeOf(rowOf(people.select(expr('1').alias('e')))).toEqualTypeOf<{ e: unknown }>();
});

it('arrays of columns give the same types as separate columns', () => {
  expectTypeOf(rowOf(people.select(['ID', 's.x']))).toEqualTypeOf<{ ID: bigint; x: number | null }>();
  expectTypeOf(rowOf(pairs.drop(['NAME']))).toEqualTypeOf<{ id: bigint }>();
  expectTypeOf(rowOf(people.groupBy(['name']).max(['age']))).toEqualTypeOf<{
    name: string | null;
    'max(age)': number | null;
  }>();
  expectTypeOf(rowOf(people.cube(['id']).agg([max('age').alias('age')]))).toEqualTypeOf<{
    id: bigint | null;
    age: number | null;
  }>();
  expectTypeOf(rowOf(pairs.toDF(['a', 'b']))).toEqualTypeOf<{ a: bigint; b: string | null }>();
  expectTypeOf(rowOf(three.na.drop('any', 'name'))).toEqualTypeOf<{ id: bigint; name: string; age: number | null }>();
  const sorted = pairs.orderBy(['ID'], { ascending: false }).union(people.select(['id', 'name']));
  expectTypeOf(rowOf(sorted)).toEqualTypeOf<{ id: bigint; name: string | null }>();
  const joined = pairs.join(people.select('ID', 'age'), ['id'], 'LEFTOUTER');
  expectTypeOf(rowOf(joined)).toEqualTypeOf<{ id: bigint; name: string | null; age: number | null }>();
  // @ts-expect-error Unknown column.
  expect(() => people.select(['id', 'typo'])).not.toThrow();
  // @ts-expect-error Unknown column.
  expect(() => people.orderBy(['typo'])).not.toThrow();
  // @ts-expect-error Unknown column.
  expect(() => people.na.drop('any', 'typo')).not.toThrow();
});

it('a function of this program takes columns whose values its arguments have', () => {
  const upper = udf((text: string | null) => text?.toUpperCase() ?? null, 'string');
  const grow = udf((age: number, by: number) => age + by, 'int');
  const isLong = udf((text: string) => text.length > 9, 'boolean');
  const named = people.select(upper('name').alias('upper'), grow(col('age'), lit(1)).alias('next'));
  expectTypeOf(rowOf(named)).toEqualTypeOf<{ upper: string | null; next: number | null }>();
  expectTypeOf(rowOf(people.select(upper('s.Y').alias('y')))).toEqualTypeOf<{ y: string | null }>();
  const added = people.select('id').withColumn('text', upper(lit('x')));
  expectTypeOf(rowOf(added)).toEqualTypeOf<{ id: bigint; text: string | null }>();
  // @ts-expect-error The column id has bigints.
  people.select(upper('id'));
  // @ts-expect-error The column id has bigints.
  people.select(upper(col('id')).alias('x'));
  // @ts-expect-error The column amount has decimals.
  people.groupBy(grow('age', 'amount'));
  // @ts-expect-error The column id has bigints.
  people.withColumn('text', upper('id'));
  // @ts-expect-error The column id has bigints.
  people.withColumns({ next: grow('age', lit(1)), text: upper('id') });
  // @ts-expect-error The column id has bigints.
  people.filter(isLong('id'));
  // @ts-expect-error The greatest of bigints is a bigint.
  people.select(upper(greatest('id', 'id')));
  const part = udf(({ x }: { x: number }) => x, 'int');
  people.select(part('s'));
  // @ts-expect-error The column name is not a struct.
  people.select(part('name'));
  // @ts-expect-error A literal number is not a text.
  upper(lit(1));
  // @ts-expect-error An argument is missing.
  expect(() => people.select(grow('age'))).toThrow('takes 2 arguments, not 1.');
  // Columns whose types are not known fit.
  const loose: DataFrame = people.toDF('a', 'b', 'c', 'd', 'e', 'f', 'g');
  loose.select(upper('a'), upper(expr('a')));
  const names: string = 'id';
  people.select(upper(names));
});
