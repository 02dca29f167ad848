package sparkconnectts.companion;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The functions of an aggregate. Takes an array of a step and its operands: states, which are values of the engine, and values
 * as Spark has them inside.
 */
final class AggregateFunction extends ScriptFunction {
  private static final long serialVersionUID = 1L;
  private static final Object[] NO_VALUES = {};

  /** What to do with a state. */
  enum Step {
    ZERO,
    ADD,
    MERGE,
    FINISH,
    SAVE,
    LOAD
  }

  private transient Map<Step, EngineFunction> functions;

  AggregateFunction(Request request, DataType[] argumentTypes) {
    super(request, argumentTypes);
  }

  @Override
  void start() throws EngineError {
    functions = new EnumMap<>(Step.class);
    for (Step step : Step.values()) functions.put(step, engine.function(partOf(step), signatureOf(step)));
  }

  private Signature signatureOf(Step step) {
    switch (step) {
      case ZERO:
        return new Signature().returnsState();
      case ADD:
        return new Signature().state().values(argumentTypes).replacesState();
      case MERGE:
        return new Signature().state().state().replacesState();
      case FINISH:
        return new Signature().state().returns(DataType.fromJson(request.type), ResultForm.OF_SPARK);
      case SAVE:
        return new Signature().state().returns(DataTypes.StringType, ResultForm.OF_JAVA).of("saveState");
      default:
        return new Signature().values(DataTypes.StringType).returnsState().of("loadState");
    }
  }

  @Override
  public Object apply(Object stepAndOperands) {
    Object[] all = (Object[]) stepAndOperands;
    Step step = Step.valueOf((String) all[0]);
    Object[] values = step == Step.ADD ? (Object[]) all[2] : NO_VALUES;
    try {
      enter();
      return run(step, all, values);
    } catch (EngineError error) {
      throw FunctionFailure.of(partOf(step), ValueText.of(values, argumentTypes), error);
    }
  }

  private Object run(Step step, Object[] all, Object[] values) throws EngineError {
    EngineFunction function = functions.get(step);
    switch (step) {
      case ZERO:
        return function.call();
      case ADD:
        Object[] arguments = new Object[values.length + 1];
        arguments[0] = all[1];
        System.arraycopy(values, 0, arguments, 1, values.length);
        return function.call(arguments);
      case MERGE:
        return function.call(all[1], all[2]);
      case SAVE:
        return ((String) function.call(all[1])).getBytes(StandardCharsets.UTF_8);
      case LOAD:
        return function.call(new String((byte[]) all[1], StandardCharsets.UTF_8));
      default:
        return function.call(all[1]);
    }
  }

  /** Returns the function that is responsible for a step, also for a state that cannot be saved. */
  private Request partOf(Step step) {
    return request.parts.get(step == Step.SAVE || step == Step.LOAD ? "add" : step.name().toLowerCase(Locale.ROOT));
  }
}
