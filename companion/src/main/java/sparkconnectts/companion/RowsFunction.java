package sparkconnectts.companion;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.Iterator;
import scala.collection.Seq;

/**
 * A function of rows. Takes an iterator of the rows of a partition, or an array of the key of a group, the iterators of its
 * rows, and its state. Returns an iterator of rows.
 */
final class RowsFunction extends ScriptFunction {
  private static final long serialVersionUID = 1L;
  private static final DataType[] NO_TYPES = {};
  private static final Object[] NO_VALUES = {};
  private static final Row NO_COLUMNS = new GenericRowWithSchema(NO_VALUES, new StructType());
  /** What a function learns about the state of a group. */
  private static final StructType FACTS =
      new StructType()
          .add("saved", DataTypes.StringType)
          .add("hasTimedOut", DataTypes.BooleanType)
          .add("processingTime", DataTypes.DoubleType)
          .add("watermark", DataTypes.DoubleType);

  /** Not for batches, which are started for each partition. */
  private transient EngineFunction function;

  RowsFunction(Request request) {
    super(request, NO_TYPES);
  }

  @Override
  void start() throws EngineError {
    if (request.kind != Request.Kind.BATCHES) function = engine.function(request, signature());
  }

  private Signature signature() {
    DataType type = DataType.fromJson(request.type);
    switch (request.kind) {
      case ROWS:
        return new Signature().row().returnsRow(type, ResultForm.OF_JAVA);
      case GROUPS:
        return new Signature().rows(1).row().returnsRows(type, ResultForm.OF_JAVA);
      case COGROUPS:
        return new Signature().rows(1).rows(1).row().returnsRows(type, ResultForm.OF_JAVA);
      default:
        return new Signature().rows(1).row().row().returns(outcome(type), ResultForm.OF_JAVA).through("callWithState");
    }
  }

  /** The rows that a function returned, or what it returned instead, and how it has changed the state of the group. */
  private static StructType outcome(DataType type) {
    return new StructType()
        .add("rows", new ArrayType(type, false))
        .add("returned", DataTypes.StringType)
        .add("saved", DataTypes.StringType)
        .add("isRemoved", DataTypes.BooleanType)
        .add("duration", DataTypes.LongType)
        .add("timestamp", DataTypes.LongType);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Object apply(Object input) {
    switch (request.kind) {
      case ROWS:
        return mapRows((Iterator<Row>) input);
      case BATCHES:
        return mapBatches((Iterator<Row>) input);
      default:
        return mapGroup((Object[]) input);
    }
  }

  private Iterator<Row> mapRows(Iterator<Row> input) {
    try {
      enter();
      return new RowByRow(request, function, input);
    } catch (EngineError error) {
      throw FunctionFailure.of(request, NO_VALUES, error);
    }
  }

  private Iterator<Row> mapBatches(Iterator<Row> input) {
    try {
      enter();
      Signature signature = new Signature().returnsRows(DataType.fromJson(request.type), ResultForm.OF_JAVA);
      return new BatchRows(request, engine.batches(request, signature, () -> nextBatch(input)));
    } catch (EngineError error) {
      throw FunctionFailure.of(request, NO_VALUES, error);
    }
  }

  /** Returns the next rows of a partition, or null after the last ones. */
  private List<Row> nextBatch(Iterator<Row> input) {
    if (!input.hasNext()) return null;
    List<Row> batch = new ArrayList<>();
    while (batch.size() < request.batchSize && input.hasNext()) batch.add(input.next());
    return batch;
  }

  private Iterator<Row> mapGroup(Object[] input) {
    Row key = request.hasKey ? ((Row) input[0]).getStruct(0) : NO_COLUMNS;
    List<Object> arguments = new ArrayList<>();
    for (Object each : input) {
      if (each instanceof Iterator) arguments.add(listOf((Iterator<?>) each));
    }
    arguments.add(key);
    try {
      enter();
      if (request.kind == Request.Kind.STATEFUL_GROUPS) return callWithState(arguments, (GroupState<?>) input[2]);
      return rowsIn(function.call(arguments.toArray()));
    } catch (EngineError error) {
      throw FunctionFailure.of(request, valuesOf(key), error);
    }
  }

  @SuppressWarnings("unchecked")
  private Iterator<Row> callWithState(List<Object> arguments, GroupState<?> untyped) throws EngineError {
    GroupState<Row> state = (GroupState<Row>) untyped;
    Object saved = state.exists() ? state.get().getString(0) : null;
    Object watermark = request.hasWatermark ? (Object) (double) state.getCurrentWatermarkMs() : null;
    Object[] facts = {saved, state.hasTimedOut(), (double) state.getCurrentProcessingTimeMs(), watermark};
    arguments.add(new GenericRowWithSchema(facts, FACTS));
    Row outcome = (Row) function.call(arguments.toArray());
    Object rows = outcome.getAs("rows");
    if (rows == null) throw EngineError.noRows(outcome.getAs("returned"));
    change(state, outcome);
    return rowsIn(rows);
  }

  /** Applies the changes that a function has made to the state of a group, which Spark keeps as a row with one text. */
  private static void change(GroupState<Row> state, Row outcome) {
    String saved = outcome.getAs("saved");
    if (saved != null) state.update(RowFactory.create(saved));
    if (outcome.<Boolean>getAs("isRemoved")) state.remove();
    Long duration = outcome.getAs("duration");
    if (duration != null) state.setTimeoutDuration(duration);
    Long timestamp = outcome.getAs("timestamp");
    if (timestamp != null) state.setTimeoutTimestamp(timestamp);
  }

  @SuppressWarnings("unchecked")
  static Iterator<Row> rowsIn(Object rows) {
    return ((Seq<Row>) rows).iterator();
  }

  private static List<Row> listOf(Iterator<?> rows) {
    List<Row> list = new ArrayList<>();
    while (rows.hasNext()) list.add((Row) rows.next());
    return list;
  }

  static Object[] valuesOf(Row row) {
    Object[] values = new Object[row.length()];
    for (int index = 0; index < values.length; index++) values[index] = row.get(index);
    return values;
  }
}
