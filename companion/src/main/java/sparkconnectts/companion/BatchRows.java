package sparkconnectts.companion;

import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.collection.mutable.ListBuffer;

/** The rows that a function yields in batches while it reads the rows of a partition in batches. */
final class BatchRows extends AbstractIterator<Row> {
  private static final Object[] NO_VALUES = {};

  private final Request request;
  private final EngineBatches batches;
  private Iterator<Row> batch = new ListBuffer<Row>().iterator();
  private boolean isDone;

  BatchRows(Request request, EngineBatches batches) {
    this.request = request;
    this.batches = batches;
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
      Iterator<Row> next = batches.next();
      if (next == null) isDone = true;
      else batch = next;
    } catch (EngineError error) {
      throw FunctionFailure.of(request, NO_VALUES, error);
    }
  }
}
