import { avg, col, count, count_distinct, expr, lit, max, substring, sum, when } from '../../../../src/functions.ts';
import { Decimal, type Column } from '../../../../src/index.ts';
import { day, type Query } from '../query.ts';

const revenue = (): Column => col('l_extendedprice').multiply(lit(1).minus(col('l_discount')));
const decimal = (text: string): Column => lit(Decimal.parse(text));

export const q14: Query = {
  sql: `
    SELECT 100.00 * sum(CASE WHEN p_type LIKE 'PROMO%' THEN l_extendedprice * (1 - l_discount) ELSE 0 END)
      / sum(l_extendedprice * (1 - l_discount)) AS promo_revenue
    FROM lineitem, part
    WHERE l_partkey = p_partkey AND l_shipdate >= date '1995-09-01'
      AND l_shipdate < date '1995-09-01' + interval '1' month`,
  frame: ({ lineitem, part }) => {
    const promoted = when(col('p_type').startsWith('PROMO'), revenue()).otherwise(0);
    return lineitem
      .filter(
        col('l_shipdate')
          .geq(day('1995-09-01'))
          .and(col('l_shipdate').lt(day('1995-10-01'))),
      )
      .join(part, col('l_partkey').eq(col('p_partkey')))
      .agg(decimal('100.00').multiply(sum(promoted)).divide(sum(revenue())).alias('promo_revenue'));
  },
};

export const q15: Query = {
  sql: `
    WITH revenue AS (
      SELECT l_suppkey AS supplier_no, sum(l_extendedprice * (1 - l_discount)) AS total_revenue
      FROM lineitem
      WHERE l_shipdate >= date '1996-01-01' AND l_shipdate < date '1996-01-01' + interval '3' month
      GROUP BY l_suppkey)
    SELECT s_suppkey, s_name, s_address, s_phone, total_revenue
    FROM supplier, revenue
    WHERE s_suppkey = supplier_no AND total_revenue = (SELECT max(total_revenue) FROM revenue)
    ORDER BY s_suppkey`,
  frame: ({ supplier, lineitem }) => {
    const revenues = lineitem
      .filter(
        col('l_shipdate')
          .geq(day('1996-01-01'))
          .and(col('l_shipdate').lt(day('1996-04-01'))),
      )
      .groupBy(col('l_suppkey').alias('supplier_no'))
      .agg(sum(revenue()).alias('total_revenue'));
    return supplier
      .join(revenues, col('s_suppkey').eq(col('supplier_no')))
      .join(revenues.agg(max('total_revenue').alias('most')), col('total_revenue').eq(col('most')))
      .select('s_suppkey', 's_name', 's_address', 's_phone', 'total_revenue')
      .orderBy('s_suppkey');
  },
};

export const q16: Query = {
  sql: `
    SELECT p_brand, p_type, p_size, count(DISTINCT ps_suppkey) AS supplier_cnt
    FROM partsupp, part
    WHERE p_partkey = ps_partkey AND p_brand <> 'Brand#11' AND p_type NOT LIKE 'PROMO BRUSHED%'
      AND p_size IN (1, 3, 4, 5, 7, 9, 11, 14)
      AND ps_suppkey NOT IN (SELECT s_suppkey FROM supplier WHERE s_comment LIKE '%Customer%Complaints%')
    GROUP BY p_brand, p_type, p_size
    ORDER BY supplier_cnt DESC, p_brand, p_type, p_size`,
  frame: ({ partsupp, part, supplier }) =>
    part
      .filter(col('p_brand').notEqual('Brand#11').and(col('p_type').like('PROMO BRUSHED%').not()))
      .filter(col('p_size').isin(1, 3, 4, 5, 7, 9, 11, 14))
      .join(partsupp, col('p_partkey').eq(col('ps_partkey')))
      .join(
        supplier.filter(col('s_comment').like('%Customer%Complaints%')),
        col('ps_suppkey').eq(col('s_suppkey')),
        'left_anti',
      )
      .groupBy('p_brand', 'p_type', 'p_size')
      .agg(count_distinct('ps_suppkey').alias('supplier_cnt'))
      .orderBy(col('supplier_cnt').desc(), 'p_brand', 'p_type', 'p_size'),
};

export const q17: Query = {
  sql: `
    SELECT sum(l_extendedprice) / 7.0 AS avg_yearly
    FROM lineitem, part
    WHERE p_partkey = l_partkey AND p_brand IN ('Brand#21', 'Brand#22') AND p_container = 'MED BOX'
      AND l_quantity < (SELECT 0.2 * avg(l_quantity) FROM lineitem WHERE l_partkey = p_partkey)`,
  frame: ({ lineitem, part }) => {
    const few = lineitem
      .groupBy(col('l_partkey').alias('few_partkey'))
      .agg(decimal('0.2').multiply(avg('l_quantity')).alias('few'));
    return part
      .filter(col('p_brand').isin('Brand#21', 'Brand#22').and(col('p_container').eq('MED BOX')))
      .join(lineitem, col('p_partkey').eq(col('l_partkey')))
      .join(few, col('few_partkey').eq(col('l_partkey')))
      .filter(col('l_quantity').lt(col('few')))
      .agg(sum('l_extendedprice').divide(decimal('7.0')).alias('avg_yearly'));
  },
};

export const q18: Query = {
  sql: `
    SELECT c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice, sum(l_quantity) AS quantity
    FROM customer, orders, lineitem
    WHERE o_orderkey IN (SELECT l_orderkey FROM lineitem GROUP BY l_orderkey HAVING sum(l_quantity) > 240)
      AND c_custkey = o_custkey AND o_orderkey = l_orderkey
    GROUP BY c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice
    ORDER BY o_totalprice DESC, o_orderdate, o_orderkey
    LIMIT 100`,
  frame: ({ customer, orders, lineitem }) => {
    const large = lineitem
      .groupBy('l_orderkey')
      .agg(sum('l_quantity').alias('quantity'))
      .filter(col('quantity').gt(240));
    return orders
      .join(large, col('o_orderkey').eq(col('l_orderkey')))
      .join(customer, col('c_custkey').eq(col('o_custkey')))
      .select('c_name', 'c_custkey', 'o_orderkey', 'o_orderdate', 'o_totalprice', 'quantity')
      .orderBy(col('o_totalprice').desc(), 'o_orderdate', 'o_orderkey')
      .limit(100);
  },
};

export const q19: Query = {
  sql: `
    SELECT sum(l_extendedprice * (1 - l_discount)) AS revenue
    FROM lineitem, part
    WHERE p_partkey = l_partkey AND l_shipmode IN ('AIR', 'AIR REG') AND l_shipinstruct = 'DELIVER IN PERSON'
      AND ((p_brand = 'Brand#12' AND p_container IN ('SM CASE', 'SM BOX') AND l_quantity BETWEEN 1 AND 31
          AND p_size BETWEEN 1 AND 9)
        OR (p_brand = 'Brand#21' AND p_container IN ('MED BAG', 'MED BOX') AND l_quantity BETWEEN 10 AND 40
          AND p_size BETWEEN 1 AND 12)
        OR (p_brand = 'Brand#32' AND p_container = 'LG PKG' AND l_quantity BETWEEN 20 AND 50
          AND p_size BETWEEN 1 AND 15))`,
  frame: ({ lineitem, part }) => {
    const kind = (
      brand: string,
      containers: readonly string[],
      quantity: readonly [number, number],
      size: number,
    ): Column =>
      col('p_brand')
        .eq(brand)
        .and(col('p_container').isin(containers))
        .and(col('l_quantity').between(...quantity))
        .and(col('p_size').between(1, size));
    return lineitem
      .filter(col('l_shipmode').isin('AIR', 'AIR REG').and(col('l_shipinstruct').eq('DELIVER IN PERSON')))
      .join(part, col('p_partkey').eq(col('l_partkey')))
      .filter(
        kind('Brand#12', ['SM CASE', 'SM BOX'], [1, 31], 9)
          .or(kind('Brand#21', ['MED BAG', 'MED BOX'], [10, 40], 12))
          .or(kind('Brand#32', ['LG PKG'], [20, 50], 15)),
      )
      .agg(sum(revenue()).alias('revenue'));
  },
};

export const q20: Query = {
  sql: `
    SELECT s_name, s_address
    FROM supplier, nation
    WHERE s_suppkey IN (
        SELECT ps_suppkey FROM partsupp
        WHERE ps_partkey IN (SELECT p_partkey FROM part WHERE p_name LIKE 'forest%')
          AND ps_availqty > (
            SELECT 0.5 * sum(l_quantity) FROM lineitem
            WHERE l_partkey = ps_partkey AND l_suppkey = ps_suppkey AND l_shipdate >= date '1994-01-01'
              AND l_shipdate < date '1994-01-01' + interval '1' year))
      AND s_nationkey = n_nationkey AND n_name IN ('CANADA', 'FRANCE', 'KENYA')
    ORDER BY s_name`,
  frame: ({ supplier, nation, partsupp, part, lineitem }) => {
    const sold = lineitem
      .filter(
        col('l_shipdate')
          .geq(day('1994-01-01'))
          .and(col('l_shipdate').lt(day('1995-01-01'))),
      )
      .groupBy('l_partkey', 'l_suppkey')
      .agg(decimal('0.5').multiply(sum('l_quantity')).alias('half'));
    const offers = partsupp
      .join(part.filter(col('p_name').startsWith('forest')), col('ps_partkey').eq(col('p_partkey')), 'left_semi')
      .join(
        sold,
        col('l_partkey')
          .eq(col('ps_partkey'))
          .and(col('l_suppkey').eq(col('ps_suppkey'))),
      )
      .filter(col('ps_availqty').gt(col('half')));
    return supplier
      .join(offers, col('s_suppkey').eq(col('ps_suppkey')), 'left_semi')
      .join(nation, col('s_nationkey').eq(col('n_nationkey')))
      .filter(col('n_name').isin('CANADA', 'FRANCE', 'KENYA'))
      .select('s_name', 's_address')
      .orderBy('s_name');
  },
};

export const q21: Query = {
  sql: `
    SELECT s_name, count(*) AS numwait
    FROM supplier, lineitem l1, orders, nation
    WHERE s_suppkey = l1.l_suppkey AND o_orderkey = l1.l_orderkey AND o_orderstatus = 'F'
      AND l1.l_receiptdate > l1.l_commitdate
      AND EXISTS (SELECT * FROM lineitem l2 WHERE l2.l_orderkey = l1.l_orderkey AND l2.l_suppkey <> l1.l_suppkey)
      AND NOT EXISTS (
        SELECT * FROM lineitem l3
        WHERE l3.l_orderkey = l1.l_orderkey AND l3.l_suppkey <> l1.l_suppkey AND l3.l_receiptdate > l3.l_commitdate)
      AND s_nationkey = n_nationkey AND n_name IN ('SAUDI ARABIA', 'JAPAN', 'BRAZIL')
    GROUP BY s_name
    ORDER BY numwait DESC, s_name
    LIMIT 100`,
  frame: ({ supplier, lineitem, orders, nation }) => {
    const late = lineitem.filter(col('l_receiptdate').gt(col('l_commitdate')));
    const suppliers = lineitem
      .groupBy(col('l_orderkey').alias('all_key'))
      .agg(count_distinct('l_suppkey').alias('all'));
    const lateOnes = late.groupBy(col('l_orderkey').alias('late_key')).agg(count_distinct('l_suppkey').alias('late'));
    return supplier
      .join(nation, col('s_nationkey').eq(col('n_nationkey')))
      .filter(col('n_name').isin('SAUDI ARABIA', 'JAPAN', 'BRAZIL'))
      .join(late, col('s_suppkey').eq(col('l_suppkey')))
      .join(orders.filter(col('o_orderstatus').eq('F')), col('o_orderkey').eq(col('l_orderkey')), 'left_semi')
      .join(suppliers, col('all_key').eq(col('l_orderkey')))
      .join(lateOnes, col('late_key').eq(col('l_orderkey')))
      .filter(col('all').gt(1).and(col('late').eq(1)))
      .groupBy('s_name')
      .agg(count('*').alias('numwait'))
      .orderBy(col('numwait').desc(), 's_name')
      .limit(100);
  },
};

export const q22: Query = {
  sql: `
    SELECT cntrycode, count(*) AS numcust, sum(c_acctbal) AS totacctbal
    FROM (
      SELECT substring(c_phone, 1, 2) AS cntrycode, c_acctbal
      FROM customer
      WHERE substring(c_phone, 1, 2) IN ('13', '15', '17', '18')
        AND c_acctbal > (
          SELECT avg(c_acctbal) FROM customer
          WHERE c_acctbal > 0.00 AND substring(c_phone, 1, 2) IN ('13', '15', '17', '18'))
        AND NOT EXISTS (SELECT * FROM orders WHERE o_custkey = c_custkey)) AS custsale
    GROUP BY cntrycode
    ORDER BY cntrycode`,
  frame: ({ customer, orders }) => {
    const some = customer
      .withColumn('cntrycode', substring('c_phone', 1, 2))
      .filter(col('cntrycode').isin('13', '15', '17', '18'));
    const mean = some.filter('c_acctbal > 0.00').agg(avg('c_acctbal').alias('mean'));
    return some
      .join(orders, expr('o_custkey = c_custkey'), 'left_anti')
      .crossJoin(mean)
      .filter(col('c_acctbal').gt(col('mean')))
      .groupBy('cntrycode')
      .agg(count('*').alias('numcust'), sum('c_acctbal').alias('totacctbal'))
      .orderBy('cntrycode');
  },
};
