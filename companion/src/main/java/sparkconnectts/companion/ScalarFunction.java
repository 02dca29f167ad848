package sparkconnectts.companion;

import org.apache.spark.sql.types.DataType;

/** A function of the values of a row. Takes an array of values as Spark has them inside, and returns such a value. */
class ScalarFunction extends ScriptFunction {
  private static final long serialVersionUID = 1L;

  private transient EngineFunction function;

  ScalarFunction(Request request, DataType[] argumentTypes) {
    super(request, argumentTypes);
  }

  @Override
  void start() throws EngineError {
    function = engine.function(request, returning(new Signature().values(argumentTypes), DataType.fromJson(request.type)));
  }

  /** Adds what the function returns to its arguments. */
  Signature returning(Signature signature, DataType type) {
    return signature.returns(type, ResultForm.OF_SPARK);
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
