import { DataTypes, StructType } from '../../../../src/index.ts';
import type { Plans } from '../inputs.ts';

const testData = '../common/src/test/resources/query-tests/test-data';
const database = 'jdbc:h2:mem:testdb0;user=testUser;password=testPass';
const twoColumns = new StructType().add('c1', DataTypes.StringType).add('c2', DataTypes.IntegerType);

/** Data sources. */
export const sourcePlans: Plans = {
  range: ({ spark }) => spark.range(1, 10, 1, 2),
  read: ({ spark }) =>
    spark.read
      .format('csv')
      .schema('name STRING,age INT,job STRING')
      .options({ header: true, delimiter: ';' })
      .load(`${testData}/people.csv`),
  read_csv: ({ spark }) => spark.read.csv(`${testData}/people.csv`),
  read_json: ({ spark }) => spark.read.json(`${testData}/people.json`),
  read_orc: ({ spark }) => spark.read.orc(`${testData}/users.orc`),
  read_parquet: ({ spark }) => spark.read.parquet(`${testData}/users.parquet`),
  read_text: ({ spark }) => spark.read.text(`${testData}/people.txt`),
  read_jdbc: ({ spark }) => spark.read.jdbc(database, 'TEST.TIMETYPES'),
  read_jdbc_with_partition: ({ spark }) =>
    spark.read.jdbc(database, 'TEST.EMP', {}, { column: 'THEID', lowerBound: 0, upperBound: 4, numPartitions: 3 }),
  read_jdbc_with_predicates: ({ spark }) =>
    spark.read.jdbc(database, 'TEST.PEOPLE', {}, { predicates: ['THEID < 2', 'THEID >= 2'] }),
  read_table: ({ spark }) => spark.read.table('myTable'),
  table: ({ spark }) => spark.table('myTable'),
  table_API_with_options: ({ spark }) => spark.read.options({ p1: 'v1', p2: 'v2' }).table('tempdb.myTable'),
  streaming_table_API_with_options: ({ spark }) =>
    spark.readStream.options({ p1: 'v1', p2: 'v2' }).table('tempdb.myStreamingTable'),
  csv_from_dataset: ({ spark, lines }) => spark.read.schema(twoColumns).csv(lines, { header: true }),
  json_from_dataset: ({ spark, lines }) => spark.read.schema(twoColumns).option('allowsinglequotes', true).json(lines),
};
