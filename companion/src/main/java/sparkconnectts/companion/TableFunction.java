package sparkconnectts.companion;

import org.apache.spark.sql.types.DataType;

/** A function that returns rows for the values of a row. Takes an array of values as Spark has them inside, and returns an array of such rows. */
final class TableFunction extends ScriptFunction {
  private static final long serialVersionUID = 1L;

  private transient EngineFunction function;

  TableFunction(Request request, DataType[] argumentTypes) {
    super(request, argumentTypes);
  }

  @Override
  void start() throws EngineError {
    Signature signature = new Signature().values(argumentTypes);
    function = engine.function(request, signature.returnsRows(DataType.fromJson(request.type), ResultForm.OF_SPARK));
  }

  @Override
  public Object apply(Object arguments) {
    Object[] values = (Object[]) arguments;
    try {
      enter();
      return function.call(values);
    } catch (EngineError error) {
      throw FunctionFailure.of(request, ValueText.of(values, argumentTypes), error);
    }
  }
}
