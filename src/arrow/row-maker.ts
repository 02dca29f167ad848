import { unknownWord } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { isNested, type DataType } from '../types/data-type.ts';
import { repeatedNames } from '../types/repeated-names.ts';
import { isReordered, rememberOrder, type Row } from '../types/row.ts';
import type { StructType } from '../types/struct-type.ts';
import { isPlain, type Cells } from './cell-access.ts';
import type { ValueOptions } from './value-options.ts';

/** Creates the row at an index. */
export type MakeRow = (index: number) => Row;

/** Creates rows with one property per column from the cells of a batch. */
export type RowMaker = (columns: readonly Cells[]) => MakeRow;

/** Creates an array of the values of the row at an index, in the order of the columns. */
export type MakeValues = (index: number) => unknown[];

const makers = new WeakMap<StructType, { readonly maker: RowMaker; readonly samples: readonly Row[] }>();
const valueMakers = new WeakMap<StructType, (columns: readonly Cells[]) => MakeValues>();

/**
 * Returns a function that creates objects with the fields of a schema, all with the same hidden class.
 *
 * The function is generated code with an object literal, which is several times faster than setting the properties one
 * by one. Each column also has its own location in the code, where the engine collects type feedback. If code
 * generation from strings is disabled (`--disallow-code-generation-from-strings`), the properties are set individually.
 */
export function rowMaker(schema: StructType): RowMaker {
  let cached = makers.get(schema);
  if (cached === undefined) {
    const samples = stabilizeShape(schema);
    cached = { maker: createOrderedMaker(schema), samples };
    makers.set(schema, cached);
  }
  return cached.maker;
}

/** Returns a function that creates arrays of field values, for rows and structs with repeated names. */
export function valueMaker(schema: StructType): (columns: readonly Cells[]) => MakeValues {
  const maker = valueMakers.get(schema) ?? createValueMaker(schema);
  valueMakers.set(schema, maker);
  return maker;
}

/**
 * Returns a function that creates rows in the requested form.
 *
 * @throws SparkConnectError when rows are objects and two columns have the same name.
 */
export function makerFor(
  schema: StructType,
  { rows = 'objects' }: ValueOptions,
): (columns: readonly Cells[]) => (index: number) => object {
  if (rows === 'arrays') return valueMaker(schema);
  if (rows !== 'objects') unknownWord('form of rows', rows, ['objects', 'arrays']);
  requireDistinctNames(schema);
  return rowMaker(schema);
}

/** Stores the order of the columns in the rows if JavaScript would order the properties differently. */
function createOrderedMaker(schema: StructType): RowMaker {
  const maker = createMaker(schema);
  const names = schema.fieldNames;
  if (!isReordered(names)) return maker;
  return (columns) => {
    const make = maker(columns);
    return (index) => rememberOrder(make(index), names);
  };
}

function createMaker(schema: StructType): RowMaker {
  const names = schema.fieldNames;
  const parts = generatedParts(schema);
  const properties = parts.map(({ value }, index) => {
    // In brackets, since `"__proto__":` would set the prototype.
    return `${names[index] === '__proto__' ? '["__proto__"]' : JSON.stringify(names[index])}: ${value}`;
  });
  return generate(
    parts,
    `({ ${properties.join(', ')} })`,
    (columns) => (index) => Object.fromEntries(names.map((name, column) => [name, columns[column]!.at(index)])),
  );
}

function createValueMaker(schema: StructType): (columns: readonly Cells[]) => MakeValues {
  const parts = generatedParts(schema);
  return generate(
    parts,
    `[${parts.map(({ value }) => value).join(', ')}]`,
    (columns) => (index) => columns.map((column) => column.at(index)),
  );
}

/** The generated code of a column: constants shared by all rows, and the value at `i`. */
interface GeneratedPart {
  readonly constants: string;
  readonly value: string;
}

function generatedParts({ fields }: StructType): GeneratedPart[] {
  return fields.map(({ dataType, nullable }, index) => {
    const [c, v, column] = [`c${index}`, `v${index}`, `columns[${index}]`];
    if (!isPlain(dataType)) return { constants: `${c} = ${column}`, value: `${c}.at(i)` };
    // A nullable number is boxed on the way into the row; a non-nullable one is not.
    if (!nullable) return { constants: `${c} = ${column}.all()`, value: `${c}[i]` };
    const isNull = `${v} !== undefined && (${v}[i >> 3] & (1 << (i & 7))) === 0`;
    return { constants: `${c} = ${column}.values, ${v} = ${column}.validity`, value: `${isNull} ? null : ${c}[i]` };
  });
}

function generate<Made>(
  parts: readonly GeneratedPart[],
  made: string,
  otherwise: (columns: readonly Cells[]) => (index: number) => Made,
): (columns: readonly Cells[]) => (index: number) => Made {
  const constants = parts.map(({ constants: each }) => `const ${each};`).join(' ');
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the only external text in it is the names, as JSON strings
    return new Function('columns', `${constants} return (i) => ${made};`) as typeof otherwise;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return otherwise;
  }
}

/**
 * Creates sample rows with every representation that a column may have. Without them, a later row would get a different
 * hidden class when an integer column first contains a fraction, or a null. The samples must stay referenced to have
 * this effect.
 */
function stabilizeShape(schema: StructType): Row[] {
  const samples = schema.fields.map(({ dataType, nullable }) => sampleOf(dataType).concat(nullable ? [null] : []));
  const make = createMaker(schema)(
    samples.map((values) => ({
      values: values.concat(values),
      all: () => values.concat(values),
      validity: undefined,
      at: (index) => values[index % values.length],
    })),
  );
  return [make(0), make(1)];
}

function sampleOf({ typeName }: DataType): unknown[] {
  return typeName === 'float' || typeName === 'double' ? [0.5] : [0];
}

/**
 * @throws SparkConnectError when two columns, or two fields of a struct, have the same name and so cannot both be
 * properties.
 */
export function requireDistinctNames(type: DataType): void {
  if (!isNested(type)) return;
  switch (type.typeName) {
    case 'struct': {
      const repeated = repeatedNames(type.fieldNames);
      if (repeated.length > 0) {
        throw new SparkConnectError(
          `The result has several columns named ${repeated.join(', ')}. Rename them with alias(), or read the result with { rows: 'arrays' }.`,
        );
      }
      for (const { dataType } of type.fields) requireDistinctNames(dataType);
      break;
    }
    case 'array':
      return requireDistinctNames(type.elementType);
    case 'map':
      requireDistinctNames(type.keyType);
      return requireDistinctNames(type.valueType);
    case 'udt':
      return requireDistinctNames(type.sqlType);
  }
}
