"""Runs a streaming query whose plan comes from a file, and reads its results from Kafka.

python pyspark_windows.py <remote> <servers> <plan, as protobuf JSON> <results topic> <shuffle partitions>

Prints "ready" once the query runs, and then a JSON object for each row of a window. Ends when its input does.
"""

import json
import sys
import threading
import time

import pyspark.sql.connect.proto as proto
from google.protobuf.json_format import Parse
from kafka import KafkaConsumer
from pyspark.sql import SparkSession
from pyspark.sql.connect.streaming.query import StreamingQuery

remote, servers, plan_file, results_topic, partitions = sys.argv[1:]

spark = SparkSession.builder.remote(remote).getOrCreate()
spark.conf.set("spark.sql.session.timeZone", "UTC")
spark.conf.set("spark.sql.shuffle.partitions", partitions)

with open(plan_file, encoding="utf-8") as file:
    plan = Parse(file.read(), proto.Plan())
_, properties = spark.client.execute_command(plan.command)
started = properties["write_stream_operation_start_result"]
query = StreamingQuery(spark, started.query_id.id, started.query_id.run_id, started.name)

consumer = KafkaConsumer(results_topic, bootstrap_servers=servers, auto_offset_reset="earliest")
stopping = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stopping.set()), daemon=True).start()
print("ready", flush=True)
while not stopping.is_set():
    for messages in consumer.poll(timeout_ms=500).values():
        for message in messages:
            row = json.loads(message.value)
            arrival = {
                "windowStart": int(row["window_start"]) // 1000,
                "recordCount": int(row["record_count"]),
                "time": time.time() * 1000,
            }
            print(json.dumps(arrival), flush=True)
consumer.close()
query.stop()
spark.stop()
