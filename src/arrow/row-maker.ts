import { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { DataType } from '../types/data-type.ts';
import type { Row } from '../types/row.ts';
import type { StructType } from '../types/struct-type.ts';
import { isPlain, type Cells } from './cell-access.ts';

/** Makes the row at an index. */
export type MakeRow = (index: number) => Row;

/** Makes rows, with a property for each column, out of the cells of a batch. */
export type RowMaker = (columns: readonly Cells[]) => MakeRow;

const makers = new WeakMap<StructType, { readonly maker: RowMaker; readonly samples: readonly Row[] }>();

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
    known = { maker: createMaker(schema), samples };
    makers.set(schema, known);
  }
  return known.maker;
}

function createMaker({ fields, fieldNames: names }: StructType): RowMaker {
  const parts = fields.map(({ name, dataType, nullable }, index) => {
    // In brackets, since "__proto__": would set the prototype.
    const key = name === '__proto__' ? '["__proto__"]' : JSON.stringify(name);
    const [c, v, column] = [`c${index}`, `v${index}`, `columns[${index}]`];
    if (!isPlain(dataType)) return { constants: `${c} = ${column}`, property: `${key}: ${c}.at(i)` };
    // A number that may be null is an object on its way into the row; one that may not is none.
    if (!nullable) return { constants: `${c} = ${column}.all()`, property: `${key}: ${c}[i]` };
    const isNull = `${v} !== undefined && (${v}[i >> 3] & (1 << (i & 7))) === 0`;
    return {
      constants: `${c} = ${column}.values, ${v} = ${column}.validity`,
      property: `${key}: ${isNull} ? null : ${c}[i]`,
    };
  });
  const constants = parts.map(({ constants }) => `const ${constants};`).join(' ');
  const properties = parts.map(({ property }) => property).join(', ');
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- names are the only foreign text in it, as JSON strings
    return new Function('columns', `${constants} return (i) => ({ ${properties} });`) as RowMaker;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return (columns) => (index) => Object.fromEntries(names.map((name, column) => [name, columns[column]!.at(index)]));
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
          `The result has several columns named ${[...new Set(repeated)].join(', ')}; rename them with alias() to read it as rows.`,
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
