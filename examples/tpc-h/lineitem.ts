import type { DataFrame, SparkSession } from 'spark-connect-ts';

/**
 * Generates the columns of TPC-H's largest table that the queries use. Spark computes them from the row number, so that no data has to be
 * loaded, and every run has the same rows. With the real data: `spark.read.parquet('/data/lineitem')`.
 */
export function lineitem(spark: SparkSession, rows: number): DataFrame {
  return spark
    .range(rows)
    .selectExpr(
      'CAST(id % 50 + 1 AS DECIMAL(12,2)) AS l_quantity',
      'CAST((id % 50 + 1) * (90000 + id * 7 % 110000) / 100 AS DECIMAL(12,2)) AS l_extendedprice',
      'CAST(id % 11 / 100 AS DECIMAL(12,2)) AS l_discount',
      'CAST(id % 9 / 100 AS DECIMAL(12,2)) AS l_tax',
      "date_add(DATE '1992-01-02', CAST(id * 31 % 2526 AS INT)) AS l_shipdate",
      'id',
    )
    .selectExpr(
      '*',
      "CASE WHEN l_shipdate > DATE '1995-06-17' THEN 'N' WHEN id % 2 = 0 THEN 'A' ELSE 'R' END AS l_returnflag",
      "IF(l_shipdate > DATE '1995-06-17', 'O', 'F') AS l_linestatus",
    )
    .drop('id');
}
