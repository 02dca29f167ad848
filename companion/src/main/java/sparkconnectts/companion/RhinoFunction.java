package sparkconnectts.companion;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.Undefined;

/** A function in Rhino, which takes and returns values one by one. */
final class RhinoFunction implements EngineFunction {
  private final RhinoEngine engine;
  private final Signature signature;
  /** The client's function, or null for one of the companion. */
  private final Function function;
  private final ArgumentConversion[] conversions;
  /** Null if the result is a state. */
  private final FromScript result;

  /** Converts an argument to a value of JavaScript. */
  private interface ArgumentConversion {
    Object of(Object argument);
  }

  RhinoFunction(RhinoEngine engine, Signature signature, Function function) {
    this.engine = engine;
    this.signature = signature;
    this.function = function;
    conversions = signature.parameters.stream().map(this::conversionOf).toArray(ArgumentConversion[]::new);
    result = signature.type() == null ? null : engine.fromScript(signature.type(), signature.form());
  }

  @SuppressWarnings("unchecked")
  private ArgumentConversion conversionOf(Signature.Parameter parameter) {
    ToScript toScript = engine.toScript();
    switch (parameter.part) {
      case VALUE:
        return ColumnToScript.of(parameter.type, toScript)::convert;
      case ROW:
        return toScript::convert;
      case ROWS:
        return rows -> toScript.rows((List<Row>) rows, parameter.lacking);
      default:
        return state -> state;
    }
  }

  @Override
  public Object call(Object... arguments) throws EngineError {
    return engine.limited(() -> resultOf(called(converted(arguments))));
  }

  private Object called(Object[] arguments) throws EngineError {
    if (signature.helper() == null) return engine.call(function, arguments);
    if (!signature.hasFunction()) return engine.callHelper(signature.helper(), arguments);
    Object[] all = new Object[arguments.length + 1];
    all[0] = function;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return engine.callHelper(signature.helper(), all);
  }

  private Object[] converted(Object[] arguments) {
    Object[] converted = new Object[conversions.length];
    for (int index = 0; index < converted.length; index++) converted[index] = conversions[index].of(arguments[index]);
    return converted;
  }

  private Object resultOf(Object value) throws EngineError {
    switch (signature.result()) {
      case STATE:
        if (!Undefined.isUndefined(value)) return value;
        throw EngineError.wrongValue("The function returned undefined instead of the state.");
      case ROWS:
        return engine.rows(value, result);
      case ROW:
        Object row = result.convertResult(value);
        if (row != null) return row;
        throw EngineError.wrongValue("The function returned null. Return an object with the columns of the schema.");
      default:
        return result.convertResult(value);
    }
  }

  @Override
  public int rowsPerCall(long mapped) {
    return 1;
  }

  @Override
  public MappedRows callEach(List<Row> rows) {
    Object[] mapped = new Object[rows.size()];
    for (int index = 0; index < mapped.length; index++) {
      try {
        mapped[index] = call(rows.get(index));
      } catch (EngineError error) {
        return new MappedRows(Arrays.copyOf(mapped, index), error);
      }
    }
    return new MappedRows(mapped, null);
  }
}
