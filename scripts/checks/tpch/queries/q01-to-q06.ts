import { avg, col, count, expr, lit, min, sum } from '../../../../src/functions.ts';
import type { Column } from '../../../../src/index.ts';
import { day, type Query } from '../query.ts';

const revenue = (): Column => col('l_extendedprice').multiply(lit(1).minus(col('l_discount')));

export const q01: Query = {
  sql: `
    SELECT l_returnflag, l_linestatus, sum(l_quantity) AS sum_qty, sum(l_extendedprice) AS sum_base_price,
      sum(l_extendedprice * (1 - l_discount)) AS sum_disc_price,
      sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)) AS sum_charge,
      avg(l_quantity) AS avg_qty, avg(l_extendedprice) AS avg_price, avg(l_discount) AS avg_disc, count(*) AS count_order
    FROM lineitem
    WHERE l_shipdate <= date '1998-12-01' - interval '90' day
    GROUP BY l_returnflag, l_linestatus
    ORDER BY l_returnflag, l_linestatus`,
  frame: ({ lineitem }) =>
    lineitem
      .filter(col('l_shipdate').leq(day('1998-09-02')))
      .groupBy('l_returnflag', 'l_linestatus')
      .agg(
        sum('l_quantity').alias('sum_qty'),
        sum('l_extendedprice').alias('sum_base_price'),
        sum(revenue()).alias('sum_disc_price'),
        sum(revenue().multiply(lit(1).plus(col('l_tax')))).alias('sum_charge'),
        avg('l_quantity').alias('avg_qty'),
        avg('l_extendedprice').alias('avg_price'),
        avg('l_discount').alias('avg_disc'),
        count('*').alias('count_order'),
      )
      .orderBy('l_returnflag', 'l_linestatus'),
};

export const q02: Query = {
  sql: `
    SELECT s_acctbal, s_name, n_name, p_partkey, p_mfgr, s_address, s_phone, s_comment
    FROM part, supplier, partsupp, nation, region
    WHERE p_partkey = ps_partkey AND s_suppkey = ps_suppkey AND p_size < 8 AND p_type LIKE '%BRASS'
      AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey AND r_name = 'EUROPE'
      AND ps_supplycost = (
        SELECT min(ps_supplycost) FROM partsupp, supplier, nation, region
        WHERE p_partkey = ps_partkey AND s_suppkey = ps_suppkey AND s_nationkey = n_nationkey
          AND n_regionkey = r_regionkey AND r_name = 'EUROPE')
    ORDER BY s_acctbal DESC, n_name, s_name, p_partkey
    LIMIT 100`,
  frame: ({ part, supplier, partsupp, nation, region }) => {
    const offers = region
      .filter(col('r_name').eq('EUROPE'))
      .join(nation, col('r_regionkey').eq(col('n_regionkey')))
      .join(supplier, col('n_nationkey').eq(col('s_nationkey')))
      .join(partsupp, col('s_suppkey').eq(col('ps_suppkey')));
    const cheapest = offers.groupBy('ps_partkey').agg(min('ps_supplycost').alias('ps_supplycost'));
    return part
      .filter(col('p_size').lt(8).and(col('p_type').endsWith('BRASS')))
      .join(offers.join(cheapest, ['ps_partkey', 'ps_supplycost']), col('p_partkey').eq(col('ps_partkey')))
      .select('s_acctbal', 's_name', 'n_name', 'p_partkey', 'p_mfgr', 's_address', 's_phone', 's_comment')
      .orderBy(col('s_acctbal').desc(), 'n_name', 's_name', 'p_partkey')
      .limit(100);
  },
};

export const q03: Query = {
  sql: `
    SELECT l_orderkey, sum(l_extendedprice * (1 - l_discount)) AS revenue, o_orderdate, o_shippriority
    FROM customer, orders, lineitem
    WHERE c_mktsegment = 'BUILDING' AND c_custkey = o_custkey AND l_orderkey = o_orderkey
      AND o_orderdate < date '1995-03-15' AND l_shipdate > date '1995-03-15'
    GROUP BY l_orderkey, o_orderdate, o_shippriority
    ORDER BY revenue DESC, o_orderdate
    LIMIT 10`,
  frame: ({ customer, orders, lineitem }) =>
    customer
      .filter(col('c_mktsegment').eq('BUILDING'))
      .join(orders.filter(col('o_orderdate').lt(day('1995-03-15'))), col('c_custkey').eq(col('o_custkey')))
      .join(lineitem.filter(col('l_shipdate').gt(day('1995-03-15'))), col('l_orderkey').eq(col('o_orderkey')))
      .groupBy('l_orderkey', 'o_orderdate', 'o_shippriority')
      .agg(sum(revenue()).alias('revenue'))
      .select('l_orderkey', 'revenue', 'o_orderdate', 'o_shippriority')
      .orderBy(col('revenue').desc(), 'o_orderdate')
      .limit(10),
};

export const q04: Query = {
  sql: `
    SELECT o_orderpriority, count(*) AS order_count
    FROM orders
    WHERE o_orderdate >= date '1993-07-01' AND o_orderdate < date '1993-07-01' + interval '3' month
      AND EXISTS (SELECT * FROM lineitem WHERE l_orderkey = o_orderkey AND l_commitdate < l_receiptdate)
    GROUP BY o_orderpriority
    ORDER BY o_orderpriority`,
  frame: ({ orders, lineitem }) =>
    orders
      .filter(
        col('o_orderdate')
          .geq(day('1993-07-01'))
          .and(col('o_orderdate').lt(day('1993-10-01'))),
      )
      .join(
        lineitem.filter(col('l_commitdate').lt(col('l_receiptdate'))),
        col('l_orderkey').eq(col('o_orderkey')),
        'left_semi',
      )
      .groupBy('o_orderpriority')
      .agg(count('*').alias('order_count'))
      .orderBy('o_orderpriority'),
};

export const q05: Query = {
  sql: `
    SELECT n_name, sum(l_extendedprice * (1 - l_discount)) AS revenue
    FROM customer, orders, lineitem, supplier, nation, region
    WHERE c_custkey = o_custkey AND l_orderkey = o_orderkey AND l_suppkey = s_suppkey AND c_nationkey = s_nationkey
      AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey AND r_name = 'ASIA'
      AND o_orderdate >= date '1994-01-01' AND o_orderdate < date '1994-01-01' + interval '1' year
    GROUP BY n_name
    ORDER BY revenue DESC`,
  frame: ({ customer, orders, lineitem, supplier, nation, region }) =>
    region
      .filter(col('r_name').eq('ASIA'))
      .join(nation, col('r_regionkey').eq(col('n_regionkey')))
      .join(supplier, col('n_nationkey').eq(col('s_nationkey')))
      .join(lineitem, col('s_suppkey').eq(col('l_suppkey')))
      .join(orders, col('l_orderkey').eq(col('o_orderkey')))
      .filter(
        col('o_orderdate')
          .geq(day('1994-01-01'))
          .and(col('o_orderdate').lt(day('1995-01-01'))),
      )
      .join(customer, expr('c_custkey = o_custkey AND c_nationkey = s_nationkey'))
      .groupBy('n_name')
      .agg(sum(revenue()).alias('revenue'))
      .orderBy(col('revenue').desc()),
};

export const q06: Query = {
  sql: `
    SELECT sum(l_extendedprice * l_discount) AS revenue
    FROM lineitem
    WHERE l_shipdate >= date '1994-01-01' AND l_shipdate < date '1994-01-01' + interval '1' year
      AND l_discount BETWEEN 0.06 - 0.01 AND 0.06 + 0.01 AND l_quantity < 24`,
  frame: ({ lineitem }) =>
    lineitem
      .filter(
        col('l_shipdate')
          .geq(day('1994-01-01'))
          .and(col('l_shipdate').lt(day('1995-01-01'))),
      )
      .filter(expr('l_discount BETWEEN 0.05 AND 0.07').and(col('l_quantity').lt(24)))
      .agg(sum(col('l_extendedprice').multiply(col('l_discount'))).alias('revenue')),
};
