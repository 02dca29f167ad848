package sparkconnectts.companion;

import java.util.List;
import java.util.TimeZone;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.mozilla.javascript.BaseFunction;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.EcmaError;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.JavaScriptException;
import org.mozilla.javascript.RhinoException;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;
import org.mozilla.javascript.Undefined;

/** Runs the functions of one request in Rhino, on one thread. They reach nothing of Java, because their scope has no bridge to it. */
final class RhinoEngine {
  private final Thread thread = Thread.currentThread();
  private final Realm realm = Realm.ofThisThread();
  private final long timeLimit;
  private final long memoryLimit;
  private final TimeZone timeZone;

  RhinoEngine(Request request) {
    timeLimit = request.timeLimit;
    memoryLimit = request.memoryLimit;
    timeZone = TimeZone.getTimeZone(request.timeZone);
  }

  /** An engine belongs to a thread. */
  boolean belongsToThisThread() {
    return thread == Thread.currentThread();
  }

  ToScript toScript() {
    return realm.toScript;
  }

  FromScript fromScript(DataType type, ResultForm form) {
    return FromScript.of(type, realm.values, form);
  }

  /** Runs a script whose value is a function. */
  Function compile(String name, String source) throws EngineError {
    return limited(() -> (Function) realm.run(name, source));
  }

  /** Work that runs scripts. */
  interface Work<T> {
    T run() throws EngineError;
  }

  /** Does work within the limits of one call. */
  <T> T limited(Work<T> work) throws EngineError {
    begin();
    try {
      return work.run();
    } catch (LimitExceeded limit) {
      throw EngineError.limit(limit.getMessage(), 0);
    } catch (StackOverflowError overflow) {
      throw EngineError.limit("The recursion is too deep.", 0);
    } catch (OutOfMemoryError memory) {
      throw EngineError.limit("The function needs more memory than the executor has.", 0);
    } catch (JavaScriptException thrown) {
      throw thrownError(thrown);
    } catch (EcmaError error) {
      throw new EngineError("thrown", error.getName(), error.getErrorMessage(), error.lineNumber());
    } catch (RhinoException error) {
      throw new EngineError("thrown", "Error", error.details(), error.lineNumber());
    }
  }

  private void begin() {
    realm.context.beginCall(timeLimit, memoryLimit, timeZone);
  }

  /** Calls a function of the client with values of the engine. Only within {@link #limited}. */
  Object call(Function function, Object... arguments) throws EngineError {
    Object result = function.call(realm.context, realm.scope, Undefined.SCRIPTABLE_UNDEFINED, arguments);
    if (result instanceof CharSequence) realm.context.checkAllocation(2.0 * ((CharSequence) result).length());
    return result;
  }

  /** Calls a function of the companion's own script. Only within {@link #limited}. */
  Object callHelper(String name, Object... arguments) throws EngineError {
    return call(realm.values.function(name), arguments);
  }

  Object property(Object value, String name) {
    return realm.values.property(value, name);
  }

  /** Converts what a function returned as rows. */
  Object rows(Object result, FromScript conversion) throws EngineError {
    Object rows = callHelper("rowsOf", FromScript.required(result));
    if (rows != null) return conversion.convert(rows);
    throw EngineError.wrongValue(
        "The function returned " + realm.values.describe(result) + " instead of rows. Return an array of objects.");
  }

  /**
   * Returns a function that reads the next batch of rows. The limits apply to the time between two batches. What Spark does to
   * get the rows may call other functions on this thread.
   */
  Function reader(Supplier<List<Row>> input) {
    return new BaseFunction(realm.scope, ScriptableObject.getFunctionPrototype(realm.scope)) {
      @Override
      public Object call(Context context, Scriptable scope, Scriptable thisObject, Object[] arguments) {
        List<Row> rows = input.get();
        begin();
        return rows == null ? null : toScript().rows(rows, 0);
      }
    };
  }

  private static EngineError thrownError(JavaScriptException thrown) {
    Object value = thrown.getValue();
    if (!(value instanceof Scriptable)) {
      return new EngineError("thrown", "", Context.toString(value), thrown.lineNumber());
    }
    Object name = ScriptableObject.getProperty((Scriptable) value, "name");
    Object message = ScriptableObject.getProperty((Scriptable) value, "message");
    if (!(message instanceof CharSequence)) message = thrown.details();
    return new EngineError("thrown", name instanceof CharSequence ? name.toString() : "", message.toString(), thrown.lineNumber());
  }
}
