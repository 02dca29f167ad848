package sparkconnectts.companion;

import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.mozilla.javascript.Function;

/** A function that returns rows for the values of a row. Takes an array of values as Spark has them inside, and returns an array of such rows. */
final class TableFunction extends ScriptFunction {
  private static final long serialVersionUID = 1L;

  private transient Function function;
  private transient ColumnToScript[] conversions;
  private transient FromScript result;

  TableFunction(Request request, DataType[] argumentTypes) {
    super(request, argumentTypes);
  }

  @Override
  void start() throws EngineError {
    function = compile();
    conversions = argumentConversions();
    result = engine.fromScript(new ArrayType(DataType.fromJson(request.type), false), ResultForm.OF_SPARK);
  }

  @Override
  public Object apply(Object arguments) {
    Object[] values = (Object[]) arguments;
    try {
      enter();
      return engine.limited(() -> engine.rows(engine.call(function, ColumnToScript.converted(values, conversions)), result));
    } catch (EngineError error) {
      throw FunctionFailure.of(request, ValueText.of(values, argumentTypes), error);
    }
  }
}
