package sparkconnectts.companion;

import java.util.List;
import org.apache.spark.sql.Row;

/** A function in an engine. Each call has the limits of the request. */
interface EngineFunction {
  /** Calls the function with the arguments of its signature, and returns the result of it. */
  Object call(Object... arguments) throws EngineError;

  /** Returns how many rows are worth a call of {@link #callEach}, when so many have been mapped. */
  int rowsPerCall(long mapped);

  /** Calls a function that takes a row for each of the rows, up to the first one for which it fails. */
  MappedRows callEach(List<Row> rows);
}
