package sparkconnectts.companion;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.aggregate.ImperativeAggregate;
import org.apache.spark.sql.catalyst.expressions.aggregate.TypedImperativeAggregate;
import org.apache.spark.sql.types.DataType;
import scala.Function1;
import scala.collection.IndexedSeq;
import scala.collection.Seq;

/** An aggregate of the client as an aggregate of Spark. Public, because Spark copies expressions by reflection. */
public final class ScriptAggregate extends TypedImperativeAggregate<ScriptAggregate.State> implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The state of a group, a value of the engine. */
  static final class State {
    private Object value;

    private State(Object value) {
      this.value = value;
    }
  }

  private final Request request;
  private final String label;
  private final Seq<Expression> arguments;
  private final int mutableOffset;
  private final int inputOffset;
  private final DataType type;
  private transient Function1<Object, Object> function;

  public ScriptAggregate(Request request, String label, Seq<Expression> arguments, int mutableOffset, int inputOffset) {
    this.request = request;
    this.label = label;
    this.arguments = arguments;
    this.mutableOffset = mutableOffset;
    this.inputOffset = inputOffset;
    type = DataType.fromJson(request.type);
  }

  private Object run(AggregateFunction.Step step, Object... operands) {
    if (function == null) function = Canonical.function(request.json, Arguments.types(arguments));
    Object[] all = new Object[operands.length + 1];
    // By name, because the function may be of another copy of the class.
    all[0] = step.name();
    System.arraycopy(operands, 0, all, 1, operands.length);
    return function.apply(all);
  }

  @Override
  public State createAggregationBuffer() {
    return new State(run(AggregateFunction.Step.ZERO));
  }

  @Override
  public State update(State state, InternalRow row) {
    state.value = run(AggregateFunction.Step.ADD, state.value, Arguments.values(arguments, row));
    return state;
  }

  @Override
  public State merge(State state, State other) {
    state.value = run(AggregateFunction.Step.MERGE, state.value, other.value);
    return state;
  }

  @Override
  public Object eval(State state) {
    return run(AggregateFunction.Step.FINISH, state.value);
  }

  @Override
  public byte[] serialize(State state) {
    return (byte[]) run(AggregateFunction.Step.SAVE, state.value);
  }

  @Override
  public State deserialize(byte[] state) {
    return new State(run(AggregateFunction.Step.LOAD, (Object) state));
  }

  @Override
  public DataType dataType() {
    return type;
  }

  @Override
  public boolean nullable() {
    return true;
  }

  @Override
  public TypeCheckResult checkInputDataTypes() {
    return Arguments.check(request, arguments);
  }

  @Override
  public Seq<Expression> children() {
    return arguments;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return new ScriptAggregate(request, label, children, mutableOffset, inputOffset);
  }

  @Override
  public int mutableAggBufferOffset() {
    return mutableOffset;
  }

  @Override
  public int inputAggBufferOffset() {
    return inputOffset;
  }

  @Override
  public ImperativeAggregate withNewMutableAggBufferOffset(int offset) {
    return new ScriptAggregate(request, label, arguments, offset, inputOffset);
  }

  @Override
  public ImperativeAggregate withNewInputAggBufferOffset(int offset) {
    return new ScriptAggregate(request, label, arguments, mutableOffset, offset);
  }

  @Override
  public String nodeName() {
    return label;
  }

  @Override
  public String prettyName() {
    return label;
  }

  @Override
  public String toString() {
    return label + arguments.mkString("(", ", ", ")");
  }

  @Override
  public int productArity() {
    return 5;
  }

  @Override
  public Object productElement(int index) {
    return new Object[] {request, label, arguments, mutableOffset, inputOffset}[index];
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ScriptAggregate;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof ScriptAggregate)) return false;
    ScriptAggregate that = (ScriptAggregate) other;
    return request.equals(that.request)
        && arguments.equals(that.arguments)
        && mutableOffset == that.mutableOffset
        && inputOffset == that.inputOffset;
  }

  @Override
  public int hashCode() {
    return 31 * request.hashCode() + arguments.hashCode();
  }
}
