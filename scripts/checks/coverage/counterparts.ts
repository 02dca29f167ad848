// The counterparts of PySpark's and SQL's names that do not exist in this library under the same name.

/** This library's name for one of PySpark's: a member of a class or a function. */
export interface Counterpart {
  readonly ours: string;
}

/** The reason why a name has no counterpart. */
export interface Absence {
  readonly reason: string;
  /** Whether a method of that name exists and throws an error with this reason. */
  readonly throws?: boolean;
}

const python = { reason: 'It runs Python code on the server.' };
const pandas = { reason: 'It returns or accepts pandas objects.' };
const ours = (name: string): Counterpart => ({ ours: name });
const reversed = {
  reason: 'Python’s operators with a literal on the left. Use lit(), for example lit(1).plus(column).',
};

/** PySpark's functions that do not exist in this library under the same name. */
export const functionCounterparts: Readonly<Record<string, Counterpart | Absence>> = {
  approxCountDistinct: ours('approx_count_distinct'),
  bitwiseNOT: ours('bitwise_not'),
  countDistinct: ours('count_distinct'),
  shiftLeft: ours('shiftleft'),
  shiftRight: ours('shiftright'),
  shiftRightUnsigned: ours('shiftrightunsigned'),
  sumDistinct: ours('sum_distinct'),
  toDegrees: ours('degrees'),
  toRadians: ours('radians'),
};

/** PySpark's classes that have a different name in this library. */
export const classCounterparts: Readonly<Record<string, string>> = {
  RuntimeConf: 'RuntimeConfig',
  UDFRegistration: 'UdfRegistration',
  PandasCogroupedOps: 'CogroupedData',
};

/** PySpark's classes that have no counterpart. */
export const absentClasses: Readonly<Record<string, Absence>> = {
  UserDefinedFunction: python,
  Row: { reason: 'A row is a plain object: row.name, row["name"], "name" in row, { ...row }.' },
};

/** PySpark's members, by class, that do not exist in this library under the same name. */
export const memberCounterparts: Readonly<Record<string, Counterpart | Absence>> = {
  'SparkSession.active': { reason: 'There is no global session; keep a reference to yours.' },
  'SparkSession.getActiveSession': { reason: 'There is no global session; keep a reference to yours.' },
  'SparkSession.client': { reason: 'The connection is internal to the session.' },
  'SparkSession.is_stopped': ours('SparkSession.isStopped'),
  'SparkSession.session_id': ours('SparkSession.sessionId'),
  'SparkSession.udtf': ours('UdfRegistration.register'),
  'Catalog.createExternalTable': ours('Catalog.createTable'),
  'Catalog.registerFunction': python,
  'DataFrame.__getitem__': ours('DataFrame.col'),
  'DataFrame.approxQuantile': ours('DataFrameStatFunctions.approxQuantile'),
  'DataFrame.corr': ours('DataFrameStatFunctions.corr'),
  'DataFrame.cov': ours('DataFrameStatFunctions.cov'),
  'DataFrame.crosstab': ours('DataFrameStatFunctions.crosstab'),
  'DataFrame.freqItems': ours('DataFrameStatFunctions.freqItems'),
  'DataFrame.sampleBy': ours('DataFrameStatFunctions.sampleBy'),
  'DataFrame.dropna': ours('DataFrameNaFunctions.drop'),
  'DataFrame.fillna': ours('DataFrameNaFunctions.fill'),
  'DataFrame.replace': ours('DataFrameNaFunctions.replace'),
  'DataFrame.drop_duplicates': ours('DataFrame.dropDuplicates'),
  'DataFrame.drop_duplicates_within_watermark': ours('DataFrame.dropDuplicatesWithinWatermark'),
  'DataFrame.groupby': ours('DataFrame.groupBy'),
  'DataFrame.melt': ours('DataFrame.unpivot'),
  'DataFrame.is_cached': ours('DataFrame.isCached'),
  'DataFrame.registerTempTable': ours('DataFrame.createOrReplaceTempView'),
  'DataFrame.checkSameSparkSession': { reason: 'Internal to PySpark.' },
  'DataFrame.sparkSession': { reason: 'Not available on a DataFrame; keep a reference to the session.' },
  'DataFrame.withPlan': { reason: 'Internal to PySpark.' },
  'DataFrame.toPandas': pandas,
  'DataFrame.to_pandas_on_spark': pandas,
  'DataFrame.pandas_api': pandas,
  'DataFrame.mapInArrow': ours('DataFrame.mapBatches'),
  'DataFrame.mapInPandas': ours('DataFrame.mapBatches'),
  'Column.__add__': ours('Column.plus'),
  'Column.__sub__': ours('Column.minus'),
  'Column.__mul__': ours('Column.multiply'),
  'Column.__div__': ours('Column.divide'),
  'Column.__truediv__': ours('Column.divide'),
  'Column.__mod__': ours('Column.mod'),
  'Column.__pow__': ours('Column.pow'),
  'Column.__neg__': ours('Column.negate'),
  'Column.__and__': ours('Column.and'),
  'Column.__or__': ours('Column.or'),
  'Column.__invert__': ours('Column.not'),
  'Column.__eq__': ours('Column.eq'),
  'Column.__ne__': ours('Column.notEqual'),
  'Column.__lt__': ours('Column.lt'),
  'Column.__le__': ours('Column.leq'),
  'Column.__gt__': ours('Column.gt'),
  'Column.__ge__': ours('Column.geq'),
  'Column.__getitem__': ours('Column.getItem'),
  'Column.__contains__': { reason: 'In PySpark it only throws an error that points to contains().' },
  'Column.__radd__': reversed,
  'Column.__rsub__': reversed,
  'Column.__rmul__': reversed,
  'Column.__rdiv__': reversed,
  'Column.__rtruediv__': reversed,
  'Column.__rmod__': reversed,
  'Column.__rpow__': reversed,
  'Column.__rand__': reversed,
  'Column.__ror__': reversed,
  'Column.astype': ours('Column.cast'),
  'Column.name': ours('Column.alias'),
  'Column.startswith': ours('Column.startsWith'),
  'Column.endswith': ours('Column.endsWith'),
  'Column.to_plan': { reason: 'Internal to PySpark.' },
  'GroupedData.apply': ours('GroupedData.applyRows'),
  'GroupedData.applyInPandas': ours('GroupedData.applyRows'),
  'GroupedData.applyInPandasWithState': ours('GroupedData.applyRowsWithState'),
  'PandasCogroupedOps.applyInPandas': ours('CogroupedData.applyRows'),
  'StorageLevel.__eq__': { reason: 'Compare the fields or String(level).' },
};

/** Spark SQL functions and operators that are not functions in this library. */
export const sqlCounterparts: Readonly<Record<string, Counterpart | Absence>> = {
  '!': ours('Column.not'),
  not: ours('Column.not'),
  '!=': ours('Column.notEqual'),
  '<>': ours('Column.notEqual'),
  '%': ours('Column.mod'),
  mod: ours('Column.mod'),
  '&': ours('Column.bitwiseAND'),
  '|': ours('Column.bitwiseOR'),
  '^': ours('Column.bitwiseXOR'),
  '~': ours('bitwise_not'),
  '*': ours('Column.multiply'),
  '+': ours('Column.plus'),
  '-': ours('Column.minus'),
  '/': ours('Column.divide'),
  '<': ours('Column.lt'),
  '<=': ours('Column.leq'),
  '>': ours('Column.gt'),
  '>=': ours('Column.geq'),
  '=': ours('Column.eq'),
  '==': ours('Column.eq'),
  '<=>': ours('Column.eqNullSafe'),
  '||': ours('concat'),
  and: ours('Column.and'),
  or: ours('Column.or'),
  between: ours('Column.between'),
  in: ours('Column.isin'),
  case: ours('when'),
  if: ours('when'),
  cast: ours('Column.cast'),
  map: ours('create_map'),
  range: ours('SparkSession.range'),
  div: { reason: 'Integer division: use expr("a div b").' },
  sql_keywords: { reason: 'A table function: use spark.sql("SELECT * FROM sql_keywords()").' },
  ...Object.fromEntries(
    [
      'bigint',
      'binary',
      'boolean',
      'date',
      'decimal',
      'double',
      'float',
      'int',
      'smallint',
      'string',
      'timestamp',
      'tinyint',
    ].map((type) => [type, ours('Column.cast')]),
  ),
};

/** Exported functions that neither PySpark nor Spark SQL has under that name, and why they exist. */
export const ownFunctions: Readonly<Record<string, string>> = {
  negate: 'Named as in Spark’s Scala API.',
};
