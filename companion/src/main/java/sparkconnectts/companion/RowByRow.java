package sparkconnectts.companion;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;

/** The rows that a function returns for the rows of a partition. A failure is thrown in place of the row that has none. */
final class RowByRow extends AbstractIterator<Row> {
  private static final MappedRows NOTHING = new MappedRows(new Object[0], null);

  private final Request request;
  private final EngineFunction function;
  private final Iterator<Row> input;
  private List<Row> rows = new ArrayList<>();
  private MappedRows mapped = NOTHING;
  private int index;
  private long count;

  RowByRow(Request request, EngineFunction function, Iterator<Row> input) {
    this.request = request;
    this.function = function;
    this.input = input;
  }

  @Override
  public boolean hasNext() {
    return index < mapped.rows.length || mapped.error != null || input.hasNext();
  }

  @Override
  public Row next() {
    if (index == mapped.rows.length && mapped.error == null) mapMore();
    if (index < mapped.rows.length) return (Row) mapped.rows[index++];
    throw FunctionFailure.of(request, RowsFunction.valuesOf(rows.get(index)), mapped.error);
  }

  private void mapMore() {
    if (!input.hasNext()) throw new NoSuchElementException("There are no more rows.");
    int most = function.rowsPerCall(count);
    rows = new ArrayList<>();
    while (rows.size() < most && input.hasNext()) rows.add(input.next());
    mapped = function.callEach(rows);
    count += rows.size();
    index = 0;
  }
}
