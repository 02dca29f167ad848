package sparkconnectts.companion;

import java.io.Serializable;
import org.apache.spark.sql.types.DataType;
import scala.runtime.AbstractFunction1;

/** A function of the client as the classes that Spark knows call it. What it takes and returns depends on the request. Each task has its own copy. */
abstract class ScriptFunction extends AbstractFunction1<Object, Object> implements Serializable {
  private static final long serialVersionUID = 1L;

  final Request request;
  /** The types of the arguments of a function that is called with values as Spark has them inside, or none. */
  final DataType[] argumentTypes;
  transient Engine engine;

  ScriptFunction(Request request, DataType[] argumentTypes) {
    this.request = request;
    this.argumentTypes = argumentTypes;
  }

  static ScriptFunction of(Request request, DataType[] argumentTypes) {
    switch (request.kind) {
      case SCALAR:
        return new ScalarFunction(request, argumentTypes);
      case AGGREGATE:
        return new AggregateFunction(request, argumentTypes);
      case TABLE:
        return new TableFunction(request, argumentTypes);
      default:
        return new RowsFunction(request);
    }
  }

  /** Compiles the function for the engine of this thread. */
  abstract void start() throws EngineError;

  /** Makes the engine that of the current thread. The copy in a task stays on a thread, but that on the driver does not. */
  final void enter() throws EngineError {
    if (engine != null && engine.belongsToThisThread()) return;
    engine = Engines.start(request);
    start();
  }

  /** Replaces a copy in a task by one of the classes that the process uses. */
  final Object readResolve() {
    return Canonical.function(request.json, argumentTypes);
  }
}
