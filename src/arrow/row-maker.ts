import { unknownWord } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { DataType } from '../types/data-type.ts';
import { isReordered, rememberOrder, type Row } from '../types/row.ts';
import type { StructType } from '../types/struct-type.ts';
import { isPlain, type Cells } from './cell-access.ts';
import type { ValueOptions } from './value-options.ts';

/** Makes the row at an index. */
export type MakeRow = (index: number) => Row;

/** Makes rows, with a property for each column, out of the cells of a batch. */
export type RowMaker = (columns: readonly Cells[]) => MakeRow;

/** Makes the values of the row at an index, in the order of the columns. */
export type MakeValues = (index: number) => unknown[];

const makers = new WeakMap<StructType, { readonly maker: RowMaker; readonly samples: readonly Row[] }>();
const valueMakers = new WeakMap<StructType, (columns: readonly Cells[]) => MakeValues>();

/**
 * What makes objects with the fields of a schema. All have the same hidden class.
 *
 * It is generated: an object literal with the names in it is what the engine builds fastest, several times faster than setting
 * properties one by one, and each column has a place of its own in it, where the engine learns what its values are. Where code from
 * strings is forbidden (`--disallow-code-generation-from-strings`), properties are set.
 */
export function rowMaker(schema: StructType): RowMaker {
  let known = makers.get(schema);
  if (known === undefined) {
    const samples = settleShape(schema);
    known = { maker: createOrderedMaker(schema), samples };
    makers.set(schema, known);
  }
  return known.maker;
}

/** What makes arrays of the values of a schema's fields, for rows and structs in which names repeat. */
export function valueMaker(schema: StructType): (columns: readonly Cells[]) => MakeValues {
  const known = valueMakers.get(schema) ?? createValueMaker(schema);
  valueMakers.set(schema, known);
  return known;
}

/** What makes rows as asked for. @throws SparkConnectError when they are to be objects and two columns have one name. */
export function makerFor(
  schema: StructType,
  { rows = 'objects' }: ValueOptions,
): (columns: readonly Cells[]) => (index: number) => object {
  if (rows === 'arrays') return valueMaker(schema);
  if (rows !== 'objects') unknownWord('form of rows', rows, ['objects', 'arrays']);
  requireDistinctNames(schema);
  return rowMaker(schema);
}

/** Rows that JavaScript would list in another order remember that of their columns; the others do without. */
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
    // In brackets, since "__proto__": would set the prototype.
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

/** The code of a column: what is the same for all rows, and the value at `i`. */
interface GeneratedPart {
  readonly constants: string;
  readonly value: string;
}

function generatedParts({ fields }: StructType): GeneratedPart[] {
  return fields.map(({ dataType, nullable }, index) => {
    const [c, v, column] = [`c${index}`, `v${index}`, `columns[${index}]`];
    if (!isPlain(dataType)) return { constants: `${c} = ${column}`, value: `${c}.at(i)` };
    // A number that may be null is an object on its way into the row; one that may not is none.
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
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- names are the only foreign text in it, as JSON strings
    return new Function('columns', `${constants} return (i) => ${made};`) as typeof otherwise;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return otherwise;
  }
}

/**
 * A number that becomes a fraction, or a fraction that becomes null, in a later row would give that row another hidden class;
 * objects made beforehand with all a column may hold settle it, for as long as one of them is there.
 */
function settleShape(schema: StructType): Row[] {
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

/** Two columns of one name cannot both be a property of a row, nor two fields of one name in a struct. */
export function requireDistinctNames(type: DataType): void {
  switch (type.typeName) {
    case 'struct': {
      const names = type.fieldNames;
      const repeated = names.filter((name, index) => names.indexOf(name) !== index);
      if (repeated.length > 0) {
        throw new SparkConnectError(
          `The result has several columns named ${[...new Set(repeated)].join(', ')}; rename them with alias(), or read it with { rows: 'arrays' }.`,
        );
      }
      for (const { dataType } of type.fields) requireDistinctNames(dataType);
      break;
    }
    case 'array':
      requireDistinctNames(type.elementType);
      break;
    case 'map':
      requireDistinctNames(type.keyType);
      requireDistinctNames(type.valueType);
      break;
    case 'udt':
      requireDistinctNames(type.sqlType);
      break;
    default:
  }
}
