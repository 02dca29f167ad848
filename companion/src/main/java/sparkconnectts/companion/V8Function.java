package sparkconnectts.companion;

import com.caoccao.javet.exceptions.JavetException;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import scala.collection.Iterator;

/** A function in V8. Its arguments cross the border in one piece, and so does its result. */
final class V8Function implements EngineFunction {
  private static final int FIRST_ROWS = 16;
  private static final int MOST_ROWS = 4096;

  private final V8Realm realm;
  private final Request request;
  private final Signature signature;
  private final int id;
  /** How to write the arguments that are values. */
  private final ToTape[] conversions;
  /** Null if the result is a state. */
  private final FromTape result;

  V8Function(V8Realm realm, Request request, Request part, Signature signature) throws EngineError {
    this.realm = realm;
    this.request = request;
    this.signature = signature;
    id = realm.define(this, request, part, signature);
    conversions =
        signature.parameters.stream().map(each -> each.type == null ? null : ToTape.of(each.type)).toArray(ToTape[]::new);
    result = signature.type() == null ? null : FromTape.of(signature.type(), signature.form());
  }

  @Override
  public Object call(Object... arguments) throws EngineError {
    return realm.limited(request, () -> {
      realm.tape.start();
      for (int index = 0; index < conversions.length; index++) write(arguments[index], index);
      TapeReader tape = realm.result(realm.call("call", id));
      if (signature.result() != Signature.Part.STATE) return result.read(tape);
      return signature.isReplacingState() ? arguments[0] : realm.newState((int) tape.number());
    });
  }

  @SuppressWarnings("unchecked")
  private void write(Object argument, int index) throws JavetException {
    Signature.Parameter parameter = signature.parameters.get(index);
    switch (parameter.part) {
      case STATE:
        realm.tape.number(((V8State) argument).id);
        break;
      case ROW:
        realm.writeRow((Row) argument);
        break;
      case ROWS:
        realm.writeRows((List<Row>) argument, parameter.lacking);
        break;
      default:
        conversions[index].write(argument, realm.tape);
    }
  }

  /** Few at first, so that a query that needs only some rows does not map many. */
  @Override
  public int rowsPerCall(long mapped) {
    return (int) Math.max(FIRST_ROWS, Math.min(MOST_ROWS, mapped));
  }

  @Override
  public MappedRows callEach(List<Row> rows) {
    try {
      return realm.limited(request, () -> {
        realm.tape.start();
        realm.writeRows(rows, 0);
        String text = realm.call("callEach", id);
        EngineError error = realm.error(text);
        TapeReader tape = error == null ? realm.result(text) : realm.resultsBeforeFailure();
        Object[] mapped = new Object[error == null ? rows.size() : realm.finishedRows()];
        for (int index = 0; index < mapped.length; index++) mapped[index] = result.read(tape);
        return new MappedRows(mapped, error);
      });
    } catch (EngineError error) {
      return new MappedRows(new Object[0], error);
    }
  }

  /** Starts a function of batches, which reads the supplied rows. */
  void start(Supplier<List<Row>> input) throws EngineError {
    realm.limited(request, () -> {
      realm.setInput(id, input);
      realm.tape.start();
      return realm.result(realm.call("startBatches", id));
    });
  }

  /** Returns the rows that a function of batches yields next, or null. */
  Iterator<Row> pull() throws EngineError {
    return realm.limited(request, () -> {
      realm.tape.start();
      TapeReader tape = realm.result(realm.call("pull", id));
      return tape.isAtEnd() ? null : RowsFunction.rowsIn(result.read(tape));
    });
  }
}
