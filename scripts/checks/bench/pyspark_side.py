# PySpark's side of the comparison: reads where the server is, then a request a line, and writes an answer a line; see side.ts.
import json
import sys
import time

import pyspark.sql.connect.session  # and with it pandas, pyarrow and grpc, before there is a server
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

spark = SparkSession.builder.remote(sys.stdin.readline().strip()).getOrCreate()
known = {"spark": spark, "F": F}
prepared = None


def answer(request):
    global prepared
    known["rows"] = request["rows"]
    wanted = (request["work"], request["rows"])
    if prepared != wanted:
        exec(request.get("prepare", ""), known)
        prepared = wanted
    work = compile(request["work"], "work", "exec")
    milliseconds = []
    for _ in range(request["calls"]):
        start = time.perf_counter()
        exec(work, known)
        milliseconds.append((time.perf_counter() - start) * 1000)
    return {"milliseconds": milliseconds}


for line in sys.stdin:
    try:
        result = answer(json.loads(line))
    except Exception as error:
        result = {"error": str(error)}
    print(json.dumps(result), flush=True)
spark.stop()
