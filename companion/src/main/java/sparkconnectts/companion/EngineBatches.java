package sparkconnectts.companion;

import org.apache.spark.sql.Row;
import scala.collection.Iterator;

/** The batches that a function yields. */
interface EngineBatches {
  /** Returns the rows of the next batch, or null after the last one. */
  Iterator<Row> next() throws EngineError;
}
