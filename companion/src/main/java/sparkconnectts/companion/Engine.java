package sparkconnectts.companion;

import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;

/** A JavaScript engine, as one thread uses it for the functions of one request, with their limits. */
interface Engine {
  /** Returns whether the current thread can use this engine. */
  boolean belongsToThisThread();

  /** Compiles the function of a request. */
  EngineFunction function(Request request, Signature signature) throws EngineError;

  /**
   * Starts a function of batches, whose signature has only a result. The supplier returns the next rows of its input, or null
   * after the last ones.
   */
  EngineBatches batches(Request request, Signature signature, Supplier<List<Row>> input) throws EngineError;
}
