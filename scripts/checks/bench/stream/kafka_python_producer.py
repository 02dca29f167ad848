"""Sends the rows of a CSV file to a Kafka topic with kafka-python, as its tutorials do: python kafka_python_producer.py <servers> <topic> <file>"""

import csv
import json
import sys

from kafka import KafkaProducer

servers, topic, path = sys.argv[1:]
producer = KafkaProducer(
    bootstrap_servers=servers,
    acks="all",
    key_serializer=lambda key: key.encode("utf-8"),
    value_serializer=lambda value: json.dumps(value).encode("utf-8"),
)
with open(path, newline="", encoding="utf-8") as file:
    for row in csv.DictReader(file):
        producer.send(topic, key=row["customer_id"], value=row)
producer.flush()
producer.close()
