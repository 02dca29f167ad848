package sparkconnectts.companion;

import org.apache.spark.sql.types.DataType;
import org.mozilla.javascript.Function;

/** A function of the values of a row. Takes an array of values as Spark has them inside, and returns such a value. */
final class ScalarFunction extends ScriptFunction {
  private static final long serialVersionUID = 1L;

  private transient Function function;
  private transient ColumnToScript[] conversions;
  private transient FromScript result;

  ScalarFunction(Request request, DataType[] argumentTypes) {
    super(request, argumentTypes);
  }

  @Override
  void start() throws EngineError {
    function = compile();
    conversions = argumentConversions();
    result = engine.fromScript(DataType.fromJson(request.type), ResultForm.OF_SPARK);
  }

  @Override
  public Object apply(Object arguments) {
    Object[] values = (Object[]) arguments;
    try {
      enter();
      return engine.limited(() -> result.convertResult(engine.call(function, ColumnToScript.converted(values, conversions))));
    } catch (EngineError error) {
      throw FunctionFailure.of(request, ValueText.of(values, argumentTypes), error);
    }
  }
}
