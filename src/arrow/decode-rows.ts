import { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { DataType } from '../types/data-type.ts';
import type { Row } from '../types/row.ts';
import type { StructType } from '../types/struct-type.ts';
import { BatchReader, locateBatch } from './arrow-batch.ts';
import { decodeColumn, type ValueOptions } from './decode-column.ts';
import { malformed } from './malformed.ts';
import { rowBuilder, type RowBuilder } from './row-builder.ts';

/** Turns the batches of one result into rows. */
export class RowDecoder {
  readonly #reader: BatchReader;
  readonly #build: RowBuilder;
  readonly #options: ValueOptions;

  constructor(schema: StructType, options: ValueOptions) {
    requireDistinctNames(schema);
    this.#reader = new BatchReader(schema);
    this.#build = rowBuilder(schema);
    this.#options = options;
  }

  /**
   * Appends the rows of one response.
   *
   * @throws SparkConnectError when the bytes are not what the server said they would be.
   */
  decode(data: Uint8Array, rowCount: number, rows: Row[]): void {
    const batch = locateBatch(data);
    if (batch === undefined) {
      if (rowCount !== 0) throw malformed(`it holds no rows where the server announced ${rowCount}`);
      return;
    }
    const columns = this.#reader.read(batch, rowCount);
    this.#build(
      rows,
      rowCount,
      columns.map((column) => decodeColumn(column, this.#options)),
    );
  }
}

/** Two columns of one name cannot both be a property of a row, nor two fields of one name in a struct. */
function requireDistinctNames(type: DataType): void {
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
