/**
 * The 22 queries of the TPC-H benchmark, with the parameters by which the specification validates answers, in Trino's SQL. Where a query
 * has a LIMIT, its order is total, so that an answer is the same however it was computed.
 */
export const queries: Readonly<Record<string, string>> = {
  Q01: `
    SELECT l_returnflag, l_linestatus, sum(l_quantity) AS quantity, sum(l_extendedprice) AS base_price,
      sum(l_extendedprice * (1 - l_discount)) AS discounted, sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)) AS charged,
      avg(l_quantity) AS mean_quantity, avg(l_extendedprice) AS mean_price, avg(l_discount) AS mean_discount, count(*) AS lines
    FROM lineitem
    WHERE l_shipdate <= DATE '1998-12-01' - INTERVAL '90' DAY
    GROUP BY l_returnflag, l_linestatus
    ORDER BY l_returnflag, l_linestatus`,
  Q02: `
    SELECT s_acctbal, s_name, n_name, p_partkey, p_mfgr, s_address, s_phone, s_comment
    FROM part
    JOIN partsupp ON ps_partkey = p_partkey
    JOIN supplier ON s_suppkey = ps_suppkey
    JOIN nation ON n_nationkey = s_nationkey
    JOIN region ON r_regionkey = n_regionkey
    WHERE p_size = 15 AND p_type LIKE '%BRASS' AND r_name = 'EUROPE'
      AND ps_supplycost = (
        SELECT min(other.ps_supplycost)
        FROM partsupp other
        JOIN supplier ON s_suppkey = other.ps_suppkey
        JOIN nation ON n_nationkey = s_nationkey
        JOIN region ON r_regionkey = n_regionkey
        WHERE other.ps_partkey = p_partkey AND r_name = 'EUROPE')
    ORDER BY s_acctbal DESC, n_name, s_name, p_partkey
    LIMIT 100`,
  Q03: `
    SELECT l_orderkey, sum(l_extendedprice * (1 - l_discount)) AS revenue, o_orderdate, o_shippriority
    FROM customer
    JOIN orders ON o_custkey = c_custkey
    JOIN lineitem ON l_orderkey = o_orderkey
    WHERE c_mktsegment = 'BUILDING' AND o_orderdate < DATE '1995-03-15' AND l_shipdate > DATE '1995-03-15'
    GROUP BY l_orderkey, o_orderdate, o_shippriority
    ORDER BY revenue DESC, o_orderdate, l_orderkey
    LIMIT 10`,
  Q04: `
    SELECT o_orderpriority, count(*) AS orders
    FROM orders
    WHERE o_orderdate >= DATE '1993-07-01' AND o_orderdate < DATE '1993-07-01' + INTERVAL '3' MONTH
      AND EXISTS (SELECT 1 FROM lineitem WHERE l_orderkey = o_orderkey AND l_commitdate < l_receiptdate)
    GROUP BY o_orderpriority
    ORDER BY o_orderpriority`,
  Q05: `
    SELECT n_name, sum(l_extendedprice * (1 - l_discount)) AS revenue
    FROM customer
    JOIN orders ON o_custkey = c_custkey
    JOIN lineitem ON l_orderkey = o_orderkey
    JOIN supplier ON s_suppkey = l_suppkey AND s_nationkey = c_nationkey
    JOIN nation ON n_nationkey = s_nationkey
    JOIN region ON r_regionkey = n_regionkey
    WHERE r_name = 'ASIA' AND o_orderdate >= DATE '1994-01-01' AND o_orderdate < DATE '1994-01-01' + INTERVAL '1' YEAR
    GROUP BY n_name
    ORDER BY revenue DESC, n_name`,
  Q06: `
    SELECT sum(l_extendedprice * l_discount) AS revenue
    FROM lineitem
    WHERE l_shipdate >= DATE '1994-01-01' AND l_shipdate < DATE '1994-01-01' + INTERVAL '1' YEAR
      AND l_discount BETWEEN DECIMAL '0.05' AND DECIMAL '0.07' AND l_quantity < 24`,
  Q07: `
    SELECT supplying, buying, shipped_in, sum(volume) AS revenue
    FROM (
      SELECT n1.n_name AS supplying, n2.n_name AS buying, year(l_shipdate) AS shipped_in,
        l_extendedprice * (1 - l_discount) AS volume
      FROM supplier
      JOIN lineitem ON l_suppkey = s_suppkey
      JOIN orders ON o_orderkey = l_orderkey
      JOIN customer ON c_custkey = o_custkey
      JOIN nation n1 ON n1.n_nationkey = s_nationkey
      JOIN nation n2 ON n2.n_nationkey = c_nationkey
      WHERE ((n1.n_name = 'FRANCE' AND n2.n_name = 'GERMANY') OR (n1.n_name = 'GERMANY' AND n2.n_name = 'FRANCE'))
        AND l_shipdate BETWEEN DATE '1995-01-01' AND DATE '1996-12-31')
    GROUP BY supplying, buying, shipped_in
    ORDER BY supplying, buying, shipped_in`,
  Q08: `
    SELECT ordered_in, sum(CASE WHEN nation_of_supplier = 'BRAZIL' THEN volume ELSE 0 END) / sum(volume) AS share
    FROM (
      SELECT year(o_orderdate) AS ordered_in, l_extendedprice * (1 - l_discount) AS volume, n2.n_name AS nation_of_supplier
      FROM part
      JOIN lineitem ON l_partkey = p_partkey
      JOIN supplier ON s_suppkey = l_suppkey
      JOIN orders ON o_orderkey = l_orderkey
      JOIN customer ON c_custkey = o_custkey
      JOIN nation n1 ON n1.n_nationkey = c_nationkey
      JOIN region ON r_regionkey = n1.n_regionkey
      JOIN nation n2 ON n2.n_nationkey = s_nationkey
      WHERE r_name = 'AMERICA' AND p_type = 'ECONOMY ANODIZED STEEL'
        AND o_orderdate BETWEEN DATE '1995-01-01' AND DATE '1996-12-31')
    GROUP BY ordered_in
    ORDER BY ordered_in`,
  Q09: `
    SELECT nation, ordered_in, sum(amount) AS profit
    FROM (
      SELECT n_name AS nation, year(o_orderdate) AS ordered_in,
        l_extendedprice * (1 - l_discount) - ps_supplycost * l_quantity AS amount
      FROM part
      JOIN lineitem ON l_partkey = p_partkey
      JOIN partsupp ON ps_partkey = l_partkey AND ps_suppkey = l_suppkey
      JOIN supplier ON s_suppkey = l_suppkey
      JOIN orders ON o_orderkey = l_orderkey
      JOIN nation ON n_nationkey = s_nationkey
      WHERE p_name LIKE '%green%')
    GROUP BY nation, ordered_in
    ORDER BY nation, ordered_in DESC`,
  Q10: `
    SELECT c_custkey, c_name, sum(l_extendedprice * (1 - l_discount)) AS revenue, c_acctbal, n_name, c_address, c_phone, c_comment
    FROM customer
    JOIN orders ON o_custkey = c_custkey
    JOIN lineitem ON l_orderkey = o_orderkey
    JOIN nation ON n_nationkey = c_nationkey
    WHERE o_orderdate >= DATE '1993-10-01' AND o_orderdate < DATE '1993-10-01' + INTERVAL '3' MONTH AND l_returnflag = 'R'
    GROUP BY c_custkey, c_name, c_acctbal, c_phone, n_name, c_address, c_comment
    ORDER BY revenue DESC, c_custkey
    LIMIT 20`,
  Q11: `
    SELECT ps_partkey, sum(ps_supplycost * ps_availqty) AS worth
    FROM partsupp
    JOIN supplier ON s_suppkey = ps_suppkey
    JOIN nation ON n_nationkey = s_nationkey
    WHERE n_name = 'GERMANY'
    GROUP BY ps_partkey
    HAVING sum(ps_supplycost * ps_availqty) > (
      SELECT sum(ps_supplycost * ps_availqty) * DECIMAL '0.001'
      FROM partsupp
      JOIN supplier ON s_suppkey = ps_suppkey
      JOIN nation ON n_nationkey = s_nationkey
      WHERE n_name = 'GERMANY')
    ORDER BY worth DESC, ps_partkey`,
  Q12: `
    SELECT l_shipmode, count_if(o_orderpriority IN ('1-URGENT', '2-HIGH')) AS high,
      count_if(o_orderpriority NOT IN ('1-URGENT', '2-HIGH')) AS low
    FROM orders
    JOIN lineitem ON l_orderkey = o_orderkey
    WHERE l_shipmode IN ('MAIL', 'SHIP') AND l_commitdate < l_receiptdate AND l_shipdate < l_commitdate
      AND l_receiptdate >= DATE '1994-01-01' AND l_receiptdate < DATE '1994-01-01' + INTERVAL '1' YEAR
    GROUP BY l_shipmode
    ORDER BY l_shipmode`,
  Q13: `
    SELECT orders_of_customer, count(*) AS customers
    FROM (
      SELECT c_custkey, count(o_orderkey) AS orders_of_customer
      FROM customer
      LEFT JOIN orders ON o_custkey = c_custkey AND o_comment NOT LIKE '%special%requests%'
      GROUP BY c_custkey)
    GROUP BY orders_of_customer
    ORDER BY customers DESC, orders_of_customer DESC`,
  Q14: `
    SELECT 100.00 * sum(CASE WHEN p_type LIKE 'PROMO%' THEN l_extendedprice * (1 - l_discount) ELSE 0 END)
      / sum(l_extendedprice * (1 - l_discount)) AS promoted
    FROM lineitem
    JOIN part ON p_partkey = l_partkey
    WHERE l_shipdate >= DATE '1995-09-01' AND l_shipdate < DATE '1995-09-01' + INTERVAL '1' MONTH`,
  Q15: `
    WITH revenue AS (
      SELECT l_suppkey AS suppkey, sum(l_extendedprice * (1 - l_discount)) AS total
      FROM lineitem
      WHERE l_shipdate >= DATE '1996-01-01' AND l_shipdate < DATE '1996-01-01' + INTERVAL '3' MONTH
      GROUP BY l_suppkey)
    SELECT s_suppkey, s_name, s_address, s_phone, total
    FROM supplier
    JOIN revenue ON suppkey = s_suppkey
    WHERE total = (SELECT max(total) FROM revenue)
    ORDER BY s_suppkey`,
  Q16: `
    SELECT p_brand, p_type, p_size, count(DISTINCT ps_suppkey) AS suppliers
    FROM partsupp
    JOIN part ON p_partkey = ps_partkey
    WHERE p_brand <> 'Brand#45' AND p_type NOT LIKE 'MEDIUM POLISHED%' AND p_size IN (49, 14, 23, 45, 19, 3, 36, 9)
      AND ps_suppkey NOT IN (SELECT s_suppkey FROM supplier WHERE s_comment LIKE '%Customer%Complaints%')
    GROUP BY p_brand, p_type, p_size
    ORDER BY suppliers DESC, p_brand, p_type, p_size`,
  Q17: `
    SELECT sum(l_extendedprice) / DECIMAL '7.0' AS a_year
    FROM lineitem
    JOIN part ON p_partkey = l_partkey
    WHERE p_brand = 'Brand#23' AND p_container = 'MED BOX'
      AND l_quantity < (SELECT DECIMAL '0.2' * avg(other.l_quantity) FROM lineitem other WHERE other.l_partkey = p_partkey)`,
  Q18: `
    SELECT c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice, sum(l_quantity) AS quantity
    FROM customer
    JOIN orders ON o_custkey = c_custkey
    JOIN lineitem ON l_orderkey = o_orderkey
    WHERE o_orderkey IN (SELECT l_orderkey FROM lineitem GROUP BY l_orderkey HAVING sum(l_quantity) > 300)
    GROUP BY c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice
    ORDER BY o_totalprice DESC, o_orderdate, o_orderkey
    LIMIT 100`,
  Q19: `
    SELECT sum(l_extendedprice * (1 - l_discount)) AS revenue
    FROM lineitem
    JOIN part ON p_partkey = l_partkey
    WHERE l_shipmode IN ('AIR', 'REG AIR') AND l_shipinstruct = 'DELIVER IN PERSON' AND (
      (p_brand = 'Brand#12' AND p_container IN ('SM CASE', 'SM BOX', 'SM PACK', 'SM PKG')
        AND l_quantity BETWEEN 1 AND 11 AND p_size BETWEEN 1 AND 5)
      OR (p_brand = 'Brand#23' AND p_container IN ('MED BAG', 'MED BOX', 'MED PKG', 'MED PACK')
        AND l_quantity BETWEEN 10 AND 20 AND p_size BETWEEN 1 AND 10)
      OR (p_brand = 'Brand#34' AND p_container IN ('LG CASE', 'LG BOX', 'LG PACK', 'LG PKG')
        AND l_quantity BETWEEN 20 AND 30 AND p_size BETWEEN 1 AND 15))`,
  Q20: `
    SELECT s_name, s_address
    FROM supplier
    JOIN nation ON n_nationkey = s_nationkey
    WHERE n_name = 'CANADA' AND s_suppkey IN (
      SELECT ps_suppkey
      FROM partsupp
      WHERE ps_partkey IN (SELECT p_partkey FROM part WHERE p_name LIKE 'forest%')
        AND ps_availqty > (
          SELECT DECIMAL '0.5' * sum(l_quantity)
          FROM lineitem
          WHERE l_partkey = ps_partkey AND l_suppkey = ps_suppkey
            AND l_shipdate >= DATE '1994-01-01' AND l_shipdate < DATE '1994-01-01' + INTERVAL '1' YEAR))
    ORDER BY s_name`,
  Q21: `
    SELECT s_name, count(*) AS waiting
    FROM supplier
    JOIN lineitem late ON late.l_suppkey = s_suppkey
    JOIN orders ON o_orderkey = late.l_orderkey
    JOIN nation ON n_nationkey = s_nationkey
    WHERE o_orderstatus = 'F' AND late.l_receiptdate > late.l_commitdate AND n_name = 'SAUDI ARABIA'
      AND EXISTS (
        SELECT 1 FROM lineitem other WHERE other.l_orderkey = late.l_orderkey AND other.l_suppkey <> late.l_suppkey)
      AND NOT EXISTS (
        SELECT 1 FROM lineitem other
        WHERE other.l_orderkey = late.l_orderkey AND other.l_suppkey <> late.l_suppkey
          AND other.l_receiptdate > other.l_commitdate)
    GROUP BY s_name
    ORDER BY waiting DESC, s_name
    LIMIT 100`,
  Q22: `
    SELECT code, count(*) AS customers, sum(c_acctbal) AS balance
    FROM (
      SELECT substr(c_phone, 1, 2) AS code, c_acctbal
      FROM customer
      WHERE substr(c_phone, 1, 2) IN ('13', '31', '23', '29', '30', '18', '17')
        AND c_acctbal > (
          SELECT avg(c_acctbal) FROM customer
          WHERE c_acctbal > 0 AND substr(c_phone, 1, 2) IN ('13', '31', '23', '29', '30', '18', '17'))
        AND NOT EXISTS (SELECT 1 FROM orders WHERE o_custkey = c_custkey))
    GROUP BY code
    ORDER BY code`,
};
