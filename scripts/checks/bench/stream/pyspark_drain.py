"""Drains a topic of customer transactions with a job as tutorials write it, and prints the seconds it takes.

python pyspark_drain.py <remote> <servers> <topic>
"""

import sys
import time

from pyspark.sql import SparkSession
from pyspark.sql.functions import approx_count_distinct, avg, col, count, from_json, max, min, sum, window

remote, servers, topic = sys.argv[1:]

schema = """
    customer_id STRING, transaction_id STRING, transaction_date STRING, first_name STRING, last_name STRING, email STRING,
    phone STRING, age INT, gender STRING, city STRING, state STRING, zip_code STRING, product_category STRING, quantity INT,
    unit_price DOUBLE, total_amount DOUBLE, discount DOUBLE, final_amount DOUBLE, payment_method STRING,
    is_premium_customer BOOLEAN, customer_since STRING, loyalty_points INT, record_id BIGINT, batch_number INT,
    batch_position INT, producer_timestamp DOUBLE, producer_timestamp_str STRING
"""

spark = SparkSession.builder.remote(remote).getOrCreate()
begin = time.perf_counter()
query = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", servers)
    .option("subscribe", topic)
    .option("startingOffsets", "earliest")
    .load()
    .select(from_json(col("value").cast("string"), schema).alias("data"))
    .select("data.*")
    .withColumn("event_time", col("producer_timestamp").cast("timestamp"))
    .withWatermark("event_time", "30 seconds")
    .groupBy(window("event_time", "10 seconds", "5 seconds"))
    .agg(
        count("*").alias("record_count"),
        sum("final_amount").alias("total_transaction_value"),
        avg("final_amount").alias("average_transaction_value"),
        approx_count_distinct("customer_id").alias("unique_customers"),
        min("batch_number").alias("min_batch_number"),
        max("batch_number").alias("max_batch_number"),
    )
    .writeStream.outputMode("update")
    .format("console")
    .option("truncate", False)
    .start()
)
query.processAllAvailable()
print(time.perf_counter() - begin, flush=True)
query.stop()
spark.stop()
