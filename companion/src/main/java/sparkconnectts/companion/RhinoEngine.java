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
final class RhinoEngine implements Engine {
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

  @Override
  public boolean belongsToThisThread() {
    return thread == Thread.currentThread();
  }

  @Override
  public EngineFunction function(Request request, Signature signature) throws EngineError {
    return new RhinoFunction(this, signature, signature.hasFunction() ? compile(request) : null);
  }

  @Override
  public EngineBatches batches(Request request, Signature signature, Supplier<List<Row>> input) throws EngineError {
    return new RhinoBatches(this, compile(request), fromScript(signature.type(), signature.form()), input);
  }

  ToScript toScript() {
    return realm.toScript;
  }

  FromScript fromScript(DataType type, ResultForm form) {
    return FromScript.of(type, realm.values, form);
  }

  private Function compile(Request request) throws EngineError {
    return limited(() -> (Function) realm.run(request.name, request.source));
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
      throw limit.error;
    } catch (StackOverflowError overflow) {
      throw EngineError.tooDeep();
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

  /** Converts what a function returned as rows. */
  Object rows(Object result, FromScript conversion) throws EngineError {
    Object rows = callHelper("rowsOf", FromScript.required(result));
    if (rows != null) return conversion.convert(rows);
    throw EngineError.noRows(realm.values.describe(result));
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
