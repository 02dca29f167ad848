package sparkconnectts.companion;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.mozilla.javascript.Function;
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

  private transient Function function;
  private transient FromScript row;
  private transient FromScript rows;

  RowsFunction(Request request) {
    super(request, NO_TYPES);
  }

  @Override
  void start() throws EngineError {
    function = compile();
    DataType type = DataType.fromJson(request.type);
    row = engine.fromScript(type, ResultForm.OF_JAVA);
    rows = engine.fromScript(new ArrayType(type, false), ResultForm.OF_JAVA);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Object apply(Object input) {
    switch (request.kind) {
      case ROWS:
        return ((Iterator<Row>) input).map(this::mapRow);
      case BATCHES:
        return mapBatches((Iterator<Row>) input);
      default:
        return mapGroup((Object[]) input);
    }
  }

  private Row mapRow(Row input) {
    try {
      enter();
      return engine.limited(() -> {
        Object mapped = row.convertResult(engine.call(function, engine.toScript().convert(input)));
        if (mapped != null) return (Row) mapped;
        throw EngineError.wrongValue("The function returned null. Return an object with the columns of the schema.");
      });
    } catch (EngineError error) {
      throw FunctionFailure.of(request, valuesOf(input), error);
    }
  }

  private Iterator<Row> mapBatches(Iterator<Row> input) {
    try {
      enter();
      return new BatchRows(request, engine, function, rows, () -> nextBatch(input));
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
    List<List<Row>> groups = new ArrayList<>();
    for (Object each : input) {
      if (each instanceof Iterator) groups.add(listOf((Iterator<?>) each));
    }
    try {
      enter();
      return engine.limited(() -> {
        if (request.kind == Request.Kind.STATEFUL_GROUPS) return callWithState(groups.get(0), key, (GroupState<?>) input[2]);
        Object[] arguments = new Object[groups.size() + 1];
        for (int index = 0; index < groups.size(); index++) arguments[index] = withoutKey(groups.get(index));
        arguments[groups.size()] = engine.toScript().convert(key);
        return rowsIn(engine.rows(engine.call(function, arguments), rows));
      });
    } catch (EngineError error) {
      throw FunctionFailure.of(request, valuesOf(key), error);
    }
  }

  @SuppressWarnings("unchecked")
  private Iterator<Row> callWithState(List<Row> group, Row key, GroupState<?> untyped) throws EngineError {
    GroupState<Row> state = (GroupState<Row>) untyped;
    Object saved = state.exists() ? state.get().getString(0) : null;
    Object watermark = request.hasWatermark ? (Object) (double) state.getCurrentWatermarkMs() : null;
    Object facts = engine.toScript().newArray(saved, state.hasTimedOut(), (double) state.getCurrentProcessingTimeMs(), watermark);
    Object result = engine.callHelper("callWithState", function, withoutKey(group), engine.toScript().convert(key), facts);
    Iterator<Row> converted = rowsIn(engine.rows(engine.property(result, "rows"), rows));
    change(state, result);
    return converted;
  }

  /** Applies the changes that a function has made to the state of a group, which Spark keeps as a row with one text. */
  private void change(GroupState<Row> state, Object result) {
    Object change = engine.property(result, "change");
    if (change instanceof CharSequence) state.update(RowFactory.create(change.toString()));
    if (Boolean.FALSE.equals(change)) state.remove();
    Object duration = engine.property(result, "duration");
    if (duration instanceof Number) state.setTimeoutDuration(((Number) duration).longValue());
    Object timestamp = engine.property(result, "timestamp");
    if (timestamp instanceof Number) state.setTimeoutTimestamp(((Number) timestamp).longValue());
  }

  /** The key is the last column of the rows of a group. */
  private Object withoutKey(List<Row> group) {
    return engine.toScript().rows(group, 1);
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

  private static Object[] valuesOf(Row row) {
    Object[] values = new Object[row.length()];
    for (int index = 0; index < values.length; index++) values[index] = row.get(index);
    return values;
  }
}
