"""Lists the public names of PySpark's Spark Connect client: list-names.py <pyspark-x.y.z.tar.gz> <names.json>"""

import ast
import json
import sys
import tarfile

MODULES = {
    "session": ["SparkSession"],
    "conf": ["RuntimeConf"],
    "catalog": ["Catalog"],
    "udf": ["UDFRegistration", "UserDefinedFunction"],
    "dataframe": ["DataFrame", "DataFrameNaFunctions", "DataFrameStatFunctions"],
    "column": ["Column"],
    "group": ["GroupedData", "PandasCogroupedOps"],
    "window": ["Window", "WindowSpec"],
    "readwriter": ["DataFrameReader", "DataFrameWriter", "DataFrameWriterV2"],
    "streaming/readwriter": ["DataStreamReader", "DataStreamWriter"],
    "streaming/query": ["StreamingQuery", "StreamingQueryManager"],
}
OTHERS = {
    "sql/observation": ["Observation"],
    "sql/types": ["Row"],
    "sql/session": [],
    "storagelevel": ["StorageLevel"],
}
FUNCTIONS = ["functions", "avro/functions", "protobuf/functions"]
# Python's special methods that are not part of the API.
NO_OPERATORS = {"__init__", "__repr__", "__str__", "__hash__", "__dir__", "__del__", "__reduce__", "__new__",
                "__setattr__", "__iter__", "__nonzero__", "__bool__", "__getattr__", "__enter__", "__exit__"}


def is_public(name):
    return name not in NO_OPERATORS and (not name.startswith("_") or (name.startswith("__") and name.endswith("__")))


def names_in(body):
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def main(archive_path, out):
    with tarfile.open(archive_path) as archive:
        top = archive.next().name.split("/")[0]

        def parse(path):
            return ast.parse(archive.extractfile(f"{top}/pyspark/{path}.py").read()).body

        def class_names(path, wanted):
            for node in parse(path):
                if isinstance(node, ast.ClassDef) and node.name in wanted:
                    yield node.name, sorted({name for name in names_in(node.body) if is_public(name)} - {"__doc__"})

        classes = {}
        for module, wanted in MODULES.items():
            classes.update(class_names(f"sql/connect/{module}", wanted))
        for module, wanted in OTHERS.items():
            classes.update(class_names(module, wanted))
        functions = set()
        for module in FUNCTIONS:
            body = parse(f"sql/connect/{module}")
            functions.update(node.name for node in body if isinstance(node, ast.FunctionDef) and node.name[0] != "_")
    with open(out, "w", encoding="utf-8") as file:
        json.dump({"functions": sorted(functions), "classes": classes}, file, indent=1)


main(*sys.argv[1:])
