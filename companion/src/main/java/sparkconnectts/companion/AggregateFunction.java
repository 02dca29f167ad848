package sparkconnectts.companion;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.apache.spark.sql.types.DataType;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.Undefined;

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

  private transient Function zero;
  private transient Function add;
  private transient Function merge;
  private transient Function finish;
  private transient ColumnToScript[] conversions;
  private transient FromScript result;

  AggregateFunction(Request request, DataType[] argumentTypes) {
    super(request, argumentTypes);
  }

  @Override
  void start() throws EngineError {
    zero = compile("zero");
    add = compile("add");
    merge = compile("merge");
    finish = compile("finish");
    conversions = argumentConversions();
    result = engine.fromScript(DataType.fromJson(request.type), ResultForm.OF_SPARK);
  }

  private Function compile(String part) throws EngineError {
    Request function = request.parts.get(part);
    return engine.compile(function.name, function.source);
  }

  @Override
  public Object apply(Object stepAndOperands) {
    Object[] all = (Object[]) stepAndOperands;
    Step step = Step.valueOf((String) all[0]);
    Object[] values = step == Step.ADD ? (Object[]) all[2] : NO_VALUES;
    try {
      enter();
      return engine.limited(() -> run(step, all));
    } catch (EngineError error) {
      throw FunctionFailure.of(request.parts.get(partOf(step)), ValueText.of(values, argumentTypes), error);
    }
  }

  private Object run(Step step, Object[] all) throws EngineError {
    switch (step) {
      case ZERO:
        return state(engine.call(zero));
      case ADD:
        Object[] values = ColumnToScript.converted((Object[]) all[2], conversions);
        Object[] arguments = new Object[values.length + 1];
        arguments[0] = all[1];
        System.arraycopy(values, 0, arguments, 1, values.length);
        return state(engine.call(add, arguments));
      case MERGE:
        return state(engine.call(merge, Arrays.copyOfRange(all, 1, all.length)));
      case FINISH:
        return result.convertResult(engine.call(finish, all[1]));
      case SAVE:
        return Context.toString(engine.callHelper("saveState", all[1])).getBytes(StandardCharsets.UTF_8);
      default:
        return engine.callHelper("loadState", new String((byte[]) all[1], StandardCharsets.UTF_8));
    }
  }

  private static Object state(Object value) throws EngineError {
    if (!Undefined.isUndefined(value)) return value;
    throw EngineError.wrongValue("The function returned undefined instead of the state.");
  }

  /** Names the function that is responsible for a state that cannot be saved. */
  private static String partOf(Step step) {
    return step == Step.SAVE || step == Step.LOAD ? "add" : step.name().toLowerCase(Locale.ROOT);
  }
}
