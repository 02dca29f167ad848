package sparkconnectts.companion;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import org.mozilla.javascript.Function;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.collection.mutable.ListBuffer;

/** The rows that a function yields in batches while it reads the rows of a partition in batches. */
final class BatchRows extends AbstractIterator<Row> {
  private static final Object[] NO_VALUES = {};

  private final Request request;
  private final RhinoEngine engine;
  private final Function function;
  private final FromScript rows;
  private final Supplier<List<Row>> input;
  /** Reads the next batch that the function yields. Unknown until the first row is needed. */
  private Function pull;
  private Iterator<Row> batch = new ListBuffer<Row>().iterator();
  private boolean isDone;

  /** The supplier returns the next rows of the partition, or null after the last ones. */
  BatchRows(Request request, RhinoEngine engine, Function function, FromScript rows, Supplier<List<Row>> input) {
    this.request = request;
    this.engine = engine;
    this.function = function;
    this.rows = rows;
    this.input = input;
  }

  @Override
  public boolean hasNext() {
    while (!batch.hasNext() && !isDone) readBatch();
    return batch.hasNext();
  }

  @Override
  public Row next() {
    if (hasNext()) return batch.next();
    throw new NoSuchElementException("The function yields no more rows.");
  }

  private void readBatch() {
    try {
      batch = engine.limited(() -> {
        if (pull == null) pull = start();
        Object next = engine.call(pull);
        isDone = next == null;
        return isDone ? batch : RowsFunction.rowsIn(engine.rows(next, rows));
      });
    } catch (EngineError error) {
      throw FunctionFailure.of(request, NO_VALUES, error);
    }
  }

  private Function start() throws EngineError {
    Object started = engine.callHelper("pullBatches", function, engine.reader(input));
    if (started instanceof Function) return (Function) started;
    throw EngineError.wrongValue("The function returned nothing to iterate over. Write a generator function, which yields arrays of objects.");
  }
}
