/**
 * The main entry point of the package. Begin with {@link SparkSession}. Functions are in `spark-connect-ts/functions`, the
 * Kafka sink in `spark-connect-ts/kafka`.
 *
 * @packageDocumentation
 */
export type { ArtifactKind, ArtifactSource } from './session/artifact-names.ts';
export { Catalog, type CreateTableOptions } from './dataframe/catalog.ts';
export type { CatalogColumn, CatalogFunction, CatalogMetadata, Database, Table } from './dataframe/catalog-entries.ts';
export { Column, type AliasOptions, type ColumnOrLiteral, type ColumnOrName } from './dataframe/column.ts';
export type { ActionOptions } from './client/action-options.ts';
export type { TokenOptions, TokenRefusal, TokenRequest, TokenSource } from './client/call-token.ts';
export type { ChannelFactory, Pem, TlsOptions } from './client/channel-options.ts';
export type { LogEvent, Logger } from './client/client-logger.ts';
export { channelNames, type CallTrace, type OperationTrace, type TraceOrigin } from './client/trace-channels.ts';
export type { OperationProgress, ProgressHandler, StageProgress } from './client/operation-progress.ts';
export type { FailedAttempt, RetryPolicy } from './client/retry-policy.ts';
export type { ArrowColumn, ArrowValues } from './arrow/arrow-column.ts';
export type { ValueOptions } from './arrow/value-options.ts';
export type { ColumnData } from './arrow/encode-rows.ts';
export type { Values } from './arrow/place.ts';
export { RecordBatch } from './arrow/record-batch.ts';
export type { LocalDataInput, LocalSchema } from './execution/local-data.ts';
export { DataFrame } from './dataframe/data-frame.ts';
export {
  QueryProfile,
  type OperatorMetric,
  type OperatorProfile,
  type ProfileOptions,
} from './execution/query-profile.ts';
export type { RowOptions } from './execution/execute-rows.ts';
export { CogroupedData } from './dataframe/cogrouped-data.ts';
export type { StateOptions } from './dataframe/group-function.ts';
export type { GroupState } from './dataframe/group-state.ts';
export { DataFrameNaFunctions } from './dataframe/data-frame-na-functions.ts';
export { DataFramePlotAccessor } from './dataframe/data-frame-plot-accessor.ts';
export { DataFrameReader } from './dataframe/data-frame-reader.ts';
export { DataStreamReader } from './dataframe/data-stream-reader.ts';
export { DataFrameStatFunctions } from './dataframe/data-frame-stat-functions.ts';
export { DataFrameWriter } from './dataframe/data-frame-writer.ts';
export { DataFrameWriterV2 } from './dataframe/data-frame-writer-v2.ts';
export { GroupedData, type Aggregate } from './dataframe/grouped-data.ts';
export { Observation } from './dataframe/observation.ts';
export { jsonReplacer, rowsFromJson, rowsToJson } from './dataframe/row-json.ts';
export type { RowOfSchema, ValueOf } from './dataframe/row-types/row-types.ts';
// What the types of frames and columns refer to. TypeScript needs their names to write the declarations of a program that exports some.
export type { IsLoose, IsWide, Names as ColumnNames, OrderWith, SameName } from './dataframe/row-types/column-names.ts';
export type { Derived, FieldOf, OwnFieldOf, ValueFrom } from './dataframe/row-types/column-values.ts';
export type { Of as ResultColumn } from './dataframe/functions/call.ts';
export type { SqlParameters } from './session/sql-parameters.ts';
export type {
  CsvOptions,
  FileOptions,
  FileStreamOptions,
  JdbcPartitions,
  JsonOptions,
  OrcOptions,
  ParquetOptions,
  ParseMode,
  TextOptions,
} from './dataframe/arguments/source-options.ts';
export type { SortOptions } from './dataframe/arguments/sort-columns.ts';
export type {
  BarPlotOptions,
  BoxPlotOptions,
  HistogramPlotOptions,
  HorizontalBarPlotOptions,
  LinePlotOptions,
  PiePlotOptions,
  PlotAggregate,
  PlotOptions,
  ScatterPlotOptions,
} from './dataframe/plots/plot-options.ts';
export type { PlotKind } from './plot/chart.ts';
export type { Plot } from './plot/plot.ts';
export type { TextChartOptions } from './plot/text-chart.ts';
export type { PlotSpec } from './plot/to-spec.ts';
export { StorageLevel, type StorageLevelName } from './dataframe/storage-level.ts';
export type { BatchFunctionOptions } from './dataframe/row-function.ts';
export type { ColumnFunctionOptions, FunctionEngine, FunctionOptions } from './dataframe/function-request.ts';
export { udaf, type AggregateFunctions, type UdafOptions, type UserDefinedAggregate } from './dataframe/udaf.ts';
export { udf, type UdfOptions, type UserDefinedFunction } from './dataframe/udf.ts';
export { udtf, type UserDefinedTableFunction } from './dataframe/udtf.ts';
export { UserFunctionException, type UserFunctionFailure } from './errors/user-function-exception.ts';
export { UdfRegistration } from './session/udf-registration.ts';
export { Window, WindowSpec } from './dataframe/window-spec.ts';
export { ChangedPlanException } from './errors/changed-plan-exception.ts';
export { ConnectionError, SessionLostError } from './errors/connection-error.ts';
export { IllegalArgumentException } from './errors/illegal-argument-exception.ts';
export { SparkConnectError, type SparkConnectErrorDetails } from './errors/spark-connect-error.ts';
export {
  AnalysisException,
  ArithmeticException,
  ArrayIndexOutOfBoundsException,
  DateTimeException,
  NumberFormatException,
  ParseException,
  PythonException,
  QueryExecutionException,
  SparkRuntimeException,
  SparkUpgradeException,
  StreamingQueryException,
  TempTableAlreadyExistsException,
  UnsupportedOperationException,
} from './errors/spark-exceptions.ts';
export type { ExplainMode } from './plan/analysis.ts';
export type { LiteralValue } from './plan/literal.ts';
export type { Options, OptionValue } from './plan/options.ts';
export { PlanDocument } from './plan/plan-document.ts';
export type { JsonObject, JsonValue } from './types/json-value.ts';
export { StreamPlan, type StreamEssential } from './plan/stream-plan.ts';
export type { JoinType } from './plan/join.ts';
export type { SaveMode } from './plan/write-command.ts';
export { showProgress, type ProgressBarOptions } from './session/progress-bar.ts';
export { RuntimeConfig } from './session/runtime-config.ts';
export type { ConfigValue } from './session/setting-text.ts';
export { MemorySink, memorySink, type MemoryReadOptions, type MemorySinkOptions } from './sinks/memory-sink.ts';
export type { KeyedRow } from './sinks/sink-key.ts';
export type { SinkQuery } from './sinks/sink-query.ts';
export { SparkSession } from './session/spark-session.ts';
export { SparkSessionBuilder, type LocalOptions } from './session/spark-session-builder.ts';
export type { BatchOrigin } from './streaming/batch-runner.ts';
export {
  DataStreamWriter,
  type BatchFrame,
  type ForeachBatchOptions,
  type OutputMode,
  type StartOptions,
} from './streaming/data-stream-writer.ts';
export { StreamingQuery, type ProgressOptions, type StreamingQueryStatus } from './streaming/streaming-query.ts';
export type { StreamingQueryHandle } from './streaming/streaming-query-handle.ts';
export type {
  QueryIdleEvent,
  QueryProgressEvent,
  QueryStartedEvent,
  QueryTerminatedEvent,
  StreamingQueryListener,
} from './streaming/streaming-query-listener.ts';
export type { BatchTrace, StreamingQueryTrace } from './streaming/query-traces.ts';
export { StreamingQueryManager, type ListenerOptions } from './streaming/streaming-query-manager.ts';
export type {
  EventTimeProgress,
  SinkProgress,
  SourceProgress,
  StateOperatorProgress,
  StreamingQueryProgress,
} from './streaming/streaming-query-progress.ts';
export type { Trigger } from './plan/trigger.ts';
export type {
  ArrayType,
  AtomicType,
  CharacterType,
  DataType,
  DayTimeIntervalType,
  DecimalType,
  MapType,
  UserDefinedType,
  YearMonthIntervalType,
} from './types/data-type.ts';
export { DataTypes } from './types/data-types.ts';
export { rowColumns, rowValues, type Row } from './types/row.ts';
export { StructType, type StructField } from './types/struct-type.ts';
export { CalendarInterval } from './types/values/calendar-interval.ts';
export { Decimal } from './types/values/decimal.ts';
export type { Clock } from './types/values/calendar.ts';
export { DayTimeInterval, YearMonthInterval, type DayTimeParts } from './types/values/interval.ts';
export type { Order } from './types/values/comparison.ts';
export { LocalDate } from './types/values/local-date.ts';
export { Timestamp, TimestampNtz } from './types/values/timestamp.ts';
