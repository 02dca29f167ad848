package sparkconnectts.companion;

import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import scala.collection.Iterator;

/** A function of batches in V8. */
final class V8Batches implements EngineBatches {
  private final V8Function function;
  private final Supplier<List<Row>> input;
  private boolean isStarted;

  V8Batches(V8Function function, Supplier<List<Row>> input) {
    this.function = function;
    this.input = input;
  }

  @Override
  public Iterator<Row> next() throws EngineError {
    if (!isStarted) function.start(input);
    isStarted = true;
    return function.pull();
  }
}
