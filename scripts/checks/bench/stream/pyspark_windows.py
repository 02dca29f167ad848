"""Runs a windowed streaming query as PySpark's guide writes it, and reads its results from Kafka.

python pyspark_windows.py <remote> <servers> <topic> <results topic> <checkpoint> <trigger> <shuffle partitions>

Prints "ready" once the query runs, and then a JSON object for each row of a window. Ends when its input does.
"""

import json
import sys
import threading
import time

from kafka import KafkaConsumer
from pyspark.sql import SparkSession
from pyspark.sql.functions import avg, col, collect_set, count, from_json, max, min, round, size, struct, sum, to_json, unix_millis, window

remote, servers, topic, results_topic, checkpoint, trigger, partitions = sys.argv[1:]

spark = SparkSession.builder.remote(remote).getOrCreate()
spark.conf.set("spark.sql.session.timeZone", "UTC")
spark.conf.set("spark.sql.shuffle.partitions", partitions)

schema = "customer_id STRING, transaction_id STRING, final_amount DECIMAL(12,2), batch_number INT, producer_timestamp DOUBLE"
query = (
    spark.readStream.format("kafka")
    .option("kafka.bootstrap.servers", servers)
    .option("subscribe", topic)
    .option("startingOffsets", "earliest")
    .load()
    .select(from_json(col("value").cast("string"), schema).alias("message"))
    .select("message.*", col("message.producer_timestamp").cast("timestamp").alias("event_time"))
    .withWatermark("event_time", "30 seconds")
    .groupBy(window("event_time", "10 seconds", "5 seconds"))
    .agg(
        count("*").alias("record_count"),
        sum("final_amount").alias("total_transaction_value"),
        round(avg("final_amount"), 2).alias("average_transaction_value"),
        size(collect_set("customer_id")).alias("unique_customers"),
        min("batch_number").alias("min_batch_number"),
        max("batch_number").alias("max_batch_number"),
    )
    .select(to_json(struct(unix_millis(col("window.start")).alias("window_start"), "*")).alias("value"))
    .writeStream.format("kafka")
    .outputMode("update")
    .trigger(processingTime=f"{trigger} seconds")
    .option("kafka.bootstrap.servers", servers)
    .option("topic", results_topic)
    .option("checkpointLocation", checkpoint)
    .start()
)
consumer = KafkaConsumer(results_topic, bootstrap_servers=servers, auto_offset_reset="earliest")
stopping = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stopping.set()), daemon=True).start()
print("ready", flush=True)
while not stopping.is_set():
    for messages in consumer.poll(timeout_ms=500).values():
        for message in messages:
            row = json.loads(message.value)
            arrival = {"windowStart": row["window_start"], "recordCount": row["record_count"], "time": time.time() * 1000}
            print(json.dumps(arrival), flush=True)
consumer.close()
query.stop()
spark.stop()
