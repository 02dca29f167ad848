import { DataTypes, StructType, type Column, type DataFrame, type StructField } from '../../src/index.ts';
import { col, from_json, lit, max_by, struct, timestamp_micros } from '../../src/functions.ts';
import { windowSchema } from './window-row.ts';

/** Returns the windows in messages of the results topic, in the columns of {@link windowSchema}, and the offset of each. */
export function windowsIn(messages: DataFrame): DataFrame {
  const rows = messages
    .select('offset', from_json(col('value').cast('string'), textSchema).alias('row'))
    .select('offset', ...windowSchema.fields.map((field) => decoded(field).alias(field.name)));
  // A message without one of the required columns is not a window.
  const isWindow = windowSchema.fields
    .filter(({ nullable }) => !nullable)
    .map(({ name }) => col(name).isNotNull())
    .reduce<Column<boolean | null>>((all, each) => all.and(each), lit(true));
  return rows.filter(isWindow);
}

/** Returns the latest row of each window. All rows of a window are in the same partition of the topic. */
export function latestOf(windows: DataFrame): DataFrame {
  return windows
    .groupBy('window_start', 'window_end')
    .agg(max_by(struct(...windowSchema.fieldNames), 'offset').alias('latest'))
    .select('latest.*');
}

const textSchema = new StructType(
  windowSchema.fields.map(({ name }) => ({ name, dataType: DataTypes.StringType, nullable: true })),
);

/** Decodes a column of a message of the sink: see `kafkaSink`. */
function decoded({ name, dataType }: StructField): Column {
  const text = col(`row.${name}`);
  return dataType.typeName === 'timestamp' ? timestamp_micros(text.cast('bigint')) : text.cast(dataType);
}
