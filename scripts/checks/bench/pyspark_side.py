# The process that runs PySpark's side of the comparison. Reads the server's address, then one request per line, and writes one answer
# per line; see side.ts.
import json
import sys
import time

import pyspark.sql.connect.session  # also loads pandas, pyarrow and grpc, before the server is up
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
