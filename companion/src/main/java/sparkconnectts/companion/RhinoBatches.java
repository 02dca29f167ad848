package sparkconnectts.companion;

import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import org.mozilla.javascript.Function;
import scala.collection.Iterator;

/** A function of batches in Rhino. */
final class RhinoBatches implements EngineBatches {
  private final RhinoEngine engine;
  private final Function function;
  private final FromScript rows;
  private final Supplier<List<Row>> input;
  /** Reads the next batch that the function yields. Unknown until the first one is needed. */
  private Function pull;

  RhinoBatches(RhinoEngine engine, Function function, FromScript rows, Supplier<List<Row>> input) {
    this.engine = engine;
    this.function = function;
    this.rows = rows;
    this.input = input;
  }

  @Override
  public Iterator<Row> next() throws EngineError {
    return engine.limited(() -> {
      if (pull == null) pull = start();
      Object next = engine.call(pull);
      return next == null ? null : RowsFunction.rowsIn(engine.rows(next, rows));
    });
  }

  private Function start() throws EngineError {
    Object started = engine.callHelper("pullBatches", function, engine.reader(input));
    if (started instanceof Function) return (Function) started;
    throw EngineError.wrongValue("The function returned nothing to iterate over. Write a generator function, which yields arrays of objects.");
  }
}
