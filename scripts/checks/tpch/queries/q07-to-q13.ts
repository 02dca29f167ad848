import { col, count, lit, sum, when, year } from '../../../../src/functions.ts';
import { Decimal, type Column } from '../../../../src/index.ts';
import { day, type Query } from '../query.ts';

const revenue = (): Column => col('l_extendedprice').multiply(lit(1).minus(col('l_discount')));

export const q07: Query = {
  sql: `
    SELECT supp_nation, cust_nation, l_year, sum(volume) AS revenue
    FROM (
      SELECT n1.n_name AS supp_nation, n2.n_name AS cust_nation, year(l_shipdate) AS l_year,
        l_extendedprice * (1 - l_discount) AS volume
      FROM supplier, lineitem, orders, customer, nation n1, nation n2
      WHERE s_suppkey = l_suppkey AND o_orderkey = l_orderkey AND c_custkey = o_custkey
        AND s_nationkey = n1.n_nationkey AND c_nationkey = n2.n_nationkey
        AND ((n1.n_name = 'FRANCE' AND n2.n_name = 'GERMANY') OR (n1.n_name = 'GERMANY' AND n2.n_name = 'FRANCE'))
        AND l_shipdate BETWEEN date '1995-01-01' AND date '1996-12-31') AS shipping
    GROUP BY supp_nation, cust_nation, l_year
    ORDER BY supp_nation, cust_nation, l_year`,
  frame: ({ supplier, lineitem, orders, customer, nation }) => {
    const named = (key: string, name: string) =>
      nation
        .filter(col('n_name').isin('FRANCE', 'GERMANY'))
        .select(col('n_nationkey').alias(key), col('n_name').alias(name));
    return supplier
      .join(named('supp_key', 'supp_nation'), col('s_nationkey').eq(col('supp_key')))
      .join(lineitem, col('s_suppkey').eq(col('l_suppkey')))
      .filter(col('l_shipdate').between(day('1995-01-01'), day('1996-12-31')))
      .join(orders, col('o_orderkey').eq(col('l_orderkey')))
      .join(customer, col('c_custkey').eq(col('o_custkey')))
      .join(named('cust_key', 'cust_nation'), col('c_nationkey').eq(col('cust_key')))
      .filter(col('supp_nation').notEqual(col('cust_nation')))
      .groupBy('supp_nation', 'cust_nation', year('l_shipdate').alias('l_year'))
      .agg(sum(revenue()).alias('revenue'))
      .orderBy('supp_nation', 'cust_nation', 'l_year');
  },
};

export const q08: Query = {
  sql: `
    SELECT o_year, sum(CASE WHEN nation = 'BRAZIL' THEN volume ELSE 0 END) / sum(volume) AS mkt_share
    FROM (
      SELECT year(o_orderdate) AS o_year, l_extendedprice * (1 - l_discount) AS volume, n2.n_name AS nation
      FROM part, supplier, lineitem, orders, customer, nation n1, nation n2, region
      WHERE p_partkey = l_partkey AND s_suppkey = l_suppkey AND l_orderkey = o_orderkey AND o_custkey = c_custkey
        AND c_nationkey = n1.n_nationkey AND n1.n_regionkey = r_regionkey AND r_name = 'AMERICA'
        AND s_nationkey = n2.n_nationkey AND o_orderdate BETWEEN date '1995-01-01' AND date '1996-12-31'
        AND p_type LIKE 'ECONOMY%') AS all_nations
    GROUP BY o_year
    ORDER BY o_year`,
  frame: ({ part, supplier, lineitem, orders, customer, nation, region }) => {
    const american = nation
      .join(region.filter(col('r_name').eq('AMERICA')), col('n_regionkey').eq(col('r_regionkey')), 'left_semi')
      .select(col('n_nationkey').alias('cust_key'));
    const ofBrazil = when(col('n_name').eq('BRAZIL'), revenue()).otherwise(0);
    return part
      .filter(col('p_type').like('ECONOMY%'))
      .join(lineitem, col('p_partkey').eq(col('l_partkey')))
      .join(supplier, col('s_suppkey').eq(col('l_suppkey')))
      .join(nation, col('s_nationkey').eq(col('n_nationkey')))
      .join(orders, col('l_orderkey').eq(col('o_orderkey')))
      .filter(col('o_orderdate').between(day('1995-01-01'), day('1996-12-31')))
      .join(customer, col('o_custkey').eq(col('c_custkey')))
      .join(american, col('c_nationkey').eq(col('cust_key')))
      .groupBy(year('o_orderdate').alias('o_year'))
      .agg(sum(ofBrazil).divide(sum(revenue())).alias('mkt_share'))
      .orderBy('o_year');
  },
};

export const q09: Query = {
  sql: `
    SELECT nation, o_year, sum(amount) AS sum_profit
    FROM (
      SELECT n_name AS nation, year(o_orderdate) AS o_year,
        l_extendedprice * (1 - l_discount) - ps_supplycost * l_quantity AS amount
      FROM part, supplier, lineitem, partsupp, orders, nation
      WHERE s_suppkey = l_suppkey AND ps_suppkey = l_suppkey AND ps_partkey = l_partkey AND p_partkey = l_partkey
        AND o_orderkey = l_orderkey AND s_nationkey = n_nationkey AND p_name LIKE '%green%') AS profit
    GROUP BY nation, o_year
    ORDER BY nation, o_year DESC`,
  frame: ({ part, supplier, lineitem, partsupp, orders, nation }) =>
    part
      .filter(col('p_name').contains('green'))
      .join(lineitem, col('p_partkey').eq(col('l_partkey')))
      .join(supplier, col('s_suppkey').eq(col('l_suppkey')))
      .join(
        partsupp,
        col('ps_suppkey')
          .eq(col('l_suppkey'))
          .and(col('ps_partkey').eq(col('l_partkey'))),
      )
      .join(orders, col('o_orderkey').eq(col('l_orderkey')))
      .join(nation, col('s_nationkey').eq(col('n_nationkey')))
      .withColumn('amount', revenue().minus(col('ps_supplycost').multiply(col('l_quantity'))))
      .groupBy(col('n_name').alias('nation'), year('o_orderdate').alias('o_year'))
      .agg(sum('amount').alias('sum_profit'))
      .orderBy('nation', col('o_year').desc()),
};

export const q10: Query = {
  sql: `
    SELECT c_custkey, c_name, sum(l_extendedprice * (1 - l_discount)) AS revenue, c_acctbal, n_name, c_address, c_phone
    FROM customer, orders, lineitem, nation
    WHERE c_custkey = o_custkey AND l_orderkey = o_orderkey AND o_orderdate >= date '1993-10-01'
      AND o_orderdate < date '1993-10-01' + interval '3' month AND l_returnflag = 'R' AND c_nationkey = n_nationkey
    GROUP BY c_custkey, c_name, c_acctbal, c_phone, n_name, c_address
    ORDER BY revenue DESC
    LIMIT 20`,
  frame: ({ customer, orders, lineitem, nation }) =>
    customer
      .join(orders, col('c_custkey').eq(col('o_custkey')))
      .filter(
        col('o_orderdate')
          .geq(day('1993-10-01'))
          .and(col('o_orderdate').lt(day('1994-01-01'))),
      )
      .join(lineitem.filter(col('l_returnflag').eq('R')), col('l_orderkey').eq(col('o_orderkey')))
      .join(nation, col('c_nationkey').eq(col('n_nationkey')))
      .groupBy('c_custkey', 'c_name', 'c_acctbal', 'c_phone', 'n_name', 'c_address')
      .agg(sum(revenue()).alias('revenue'))
      .select('c_custkey', 'c_name', 'revenue', 'c_acctbal', 'n_name', 'c_address', 'c_phone')
      .orderBy(col('revenue').desc())
      .limit(20),
};

export const q11: Query = {
  sql: `
    SELECT ps_partkey, sum(ps_supplycost * ps_availqty) AS value
    FROM partsupp, supplier, nation
    WHERE ps_suppkey = s_suppkey AND s_nationkey = n_nationkey AND n_name = 'GERMANY'
    GROUP BY ps_partkey
    HAVING sum(ps_supplycost * ps_availqty) > (
      SELECT sum(ps_supplycost * ps_availqty) * 0.01
      FROM partsupp, supplier, nation
      WHERE ps_suppkey = s_suppkey AND s_nationkey = n_nationkey AND n_name = 'GERMANY')
    ORDER BY value DESC`,
  frame: ({ partsupp, supplier, nation }) => {
    const german = partsupp
      .join(supplier, col('ps_suppkey').eq(col('s_suppkey')))
      .join(nation.filter(col('n_name').eq('GERMANY')), col('s_nationkey').eq(col('n_nationkey')))
      .withColumn('worth', col('ps_supplycost').multiply(col('ps_availqty')));
    const least = german.agg(sum('worth').multiply(Decimal.parse('0.01')).alias('least'));
    return german
      .groupBy('ps_partkey')
      .agg(sum('worth').alias('value'))
      .crossJoin(least)
      .filter(col('value').gt(col('least')))
      .drop('least')
      .orderBy(col('value').desc());
  },
};

export const q12: Query = {
  sql: `
    SELECT l_shipmode,
      sum(CASE WHEN o_orderpriority IN ('1-URGENT', '2-HIGH') THEN 1 ELSE 0 END) AS high_line_count,
      sum(CASE WHEN o_orderpriority NOT IN ('1-URGENT', '2-HIGH') THEN 1 ELSE 0 END) AS low_line_count
    FROM orders, lineitem
    WHERE o_orderkey = l_orderkey AND l_shipmode IN ('MAIL', 'SHIP') AND l_commitdate < l_receiptdate
      AND l_shipdate < l_commitdate AND l_receiptdate >= date '1994-01-01'
      AND l_receiptdate < date '1994-01-01' + interval '1' year
    GROUP BY l_shipmode
    ORDER BY l_shipmode`,
  frame: ({ orders, lineitem }) => {
    const isHigh = col('o_orderpriority').isin('1-URGENT', '2-HIGH');
    return lineitem
      .filter(col('l_shipmode').isin(['MAIL', 'SHIP']))
      .filter(
        col('l_commitdate')
          .lt(col('l_receiptdate'))
          .and(col('l_shipdate').lt(col('l_commitdate'))),
      )
      .filter(
        col('l_receiptdate')
          .geq(day('1994-01-01'))
          .and(col('l_receiptdate').lt(day('1995-01-01'))),
      )
      .join(orders, col('o_orderkey').eq(col('l_orderkey')))
      .groupBy('l_shipmode')
      .agg(
        sum(when(isHigh, 1).otherwise(0)).alias('high_line_count'),
        sum(when(isHigh.not(), 1).otherwise(0)).alias('low_line_count'),
      )
      .orderBy('l_shipmode');
  },
};

export const q13: Query = {
  sql: `
    SELECT c_count, count(*) AS custdist
    FROM (
      SELECT c_custkey, count(o_orderkey) AS c_count
      FROM customer LEFT OUTER JOIN orders ON c_custkey = o_custkey AND o_comment NOT LIKE '%special%requests%'
      GROUP BY c_custkey) AS c_orders
    GROUP BY c_count
    ORDER BY custdist DESC, c_count DESC`,
  frame: ({ customer, orders }) =>
    customer
      .join(
        orders.filter(col('o_comment').like('%special%requests%').not()),
        col('c_custkey').eq(col('o_custkey')),
        'left',
      )
      .groupBy('c_custkey')
      .agg(count('o_orderkey').alias('c_count'))
      .groupBy('c_count')
      .agg(count('*').alias('custdist'))
      .orderBy(col('custdist').desc(), col('c_count').desc()),
};
