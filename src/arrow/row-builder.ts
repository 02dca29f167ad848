import { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { DataType } from '../types/data-type.ts';
import type { Row } from '../types/row.ts';
import type { StructType } from '../types/struct-type.ts';

/** Appends `count` objects to `rows`, with a property for each column. */
export type RowBuilder = (rows: Row[], count: number, columns: readonly ArrayLike<unknown>[]) => void;

const builders = new WeakMap<StructType, RowBuilder>();

/**
 * The builder of objects with the fields of a schema. All have the same hidden class.
 *
 * It is generated: an object literal with the names in it is what the engine builds fastest, several times faster than setting
 * properties one by one. Where code from strings is forbidden (`--disallow-code-generation-from-strings`), they are.
 */
export function rowBuilder(schema: StructType): RowBuilder {
  let builder = builders.get(schema);
  if (builder === undefined) {
    builder = createBuilder(schema.fieldNames);
    settleShape(builder, schema);
    builders.set(schema, builder);
  }
  return builder;
}

function createBuilder(names: readonly string[]): RowBuilder {
  const columns = names.map((_, index) => `c${index}`);
  // In brackets, since "__proto__": would set the prototype.
  const properties = names.map((name, index) => `[${JSON.stringify(name)}]: c${index}[i]`);
  const plain = names.map((name, index) => `${JSON.stringify(name)}: c${index}[i]`);
  const literal = (names.includes('__proto__') ? properties : plain).join(', ');
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- names are the only foreign text in it, as JSON strings
    return new Function(
      'rows',
      'count',
      'columns',
      `const [${columns.join(', ')}] = columns; for (let i = 0; i < count; i++) rows.push({ ${literal} });`,
    ) as RowBuilder;
  } catch (error) {
    if (!(error instanceof EvalError)) throw error;
    return (rows, count, columnsOfBatch) => {
      for (let index = 0; index < count; index++) {
        rows.push(Object.fromEntries(names.map((name, column) => [name, columnsOfBatch[column]![index]])));
      }
    };
  }
}

/**
 * A number that becomes a fraction, or a fraction that becomes null, in a later row would give that row another hidden class;
 * objects made beforehand with all a column may hold settle it.
 */
function settleShape(builder: RowBuilder, { fields }: StructType): void {
  const samples = fields.map(({ dataType, nullable }) => sampleOf(dataType).concat(nullable ? [null] : []));
  for (let round = 0; round < 2; round++)
    builder(
      [],
      1,
      samples.map((sample) => sample.slice(round % sample.length)),
    );
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
