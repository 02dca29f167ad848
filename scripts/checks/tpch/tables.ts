import { DataTypes, StructType, type DataFrame, type RowOfSchema, type SparkSession } from '../../../src/index.ts';

const { LongType, IntegerType, StringType, DateType } = DataTypes;
const money = DataTypes.createDecimalType(12, 2);

/** The schemas of the TPC-H tables, with the columns that the queries use. */
export const tableTypes = {
  region: new StructType().add('r_regionkey', LongType).add('r_name', StringType),
  nation: new StructType().add('n_nationkey', LongType).add('n_name', StringType).add('n_regionkey', LongType),
  supplier: new StructType()
    .add('s_suppkey', LongType)
    .add('s_name', StringType)
    .add('s_address', StringType)
    .add('s_nationkey', LongType)
    .add('s_phone', StringType)
    .add('s_acctbal', money)
    .add('s_comment', StringType),
  part: new StructType()
    .add('p_partkey', LongType)
    .add('p_name', StringType)
    .add('p_mfgr', StringType)
    .add('p_brand', StringType)
    .add('p_type', StringType)
    .add('p_size', IntegerType)
    .add('p_container', StringType),
  partsupp: new StructType()
    .add('ps_partkey', LongType)
    .add('ps_suppkey', LongType)
    .add('ps_availqty', IntegerType)
    .add('ps_supplycost', money),
  customer: new StructType()
    .add('c_custkey', LongType)
    .add('c_name', StringType)
    .add('c_address', StringType)
    .add('c_nationkey', LongType)
    .add('c_phone', StringType)
    .add('c_acctbal', money)
    .add('c_mktsegment', StringType)
    .add('c_comment', StringType),
  orders: new StructType()
    .add('o_orderkey', LongType)
    .add('o_custkey', LongType)
    .add('o_orderstatus', StringType)
    .add('o_totalprice', money)
    .add('o_orderdate', DateType)
    .add('o_orderpriority', StringType)
    .add('o_shippriority', IntegerType)
    .add('o_comment', StringType),
  lineitem: new StructType()
    .add('l_orderkey', LongType)
    .add('l_partkey', LongType)
    .add('l_suppkey', LongType)
    .add('l_linenumber', IntegerType)
    .add('l_quantity', money)
    .add('l_extendedprice', money)
    .add('l_discount', money)
    .add('l_tax', money)
    .add('l_returnflag', StringType)
    .add('l_linestatus', StringType)
    .add('l_shipdate', DateType)
    .add('l_commitdate', DateType)
    .add('l_receiptdate', DateType)
    .add('l_shipinstruct', StringType)
    .add('l_shipmode', StringType),
} as const;

export type TableName = keyof typeof tableTypes;

/** The tables as DataFrames with typed columns. */
export type Tables = { readonly [Name in TableName]: DataFrame<RowOfSchema<(typeof tableTypes)[Name]>> };

/** Reads the tables from CSV files of the same names, and registers them as views. */
export async function readTables(spark: SparkSession, folder: string): Promise<Tables> {
  const read = (name: string, type: StructType): DataFrame => spark.read.schema(type).csv(`${folder}/${name}.csv`);
  const tables = Object.entries(tableTypes).map(([name, type]) => [name, read(name, type)] as const);
  for (const [name, table] of tables) await table.createOrReplaceTempView(name);
  return Object.fromEntries(tables) as unknown as Tables;
}
