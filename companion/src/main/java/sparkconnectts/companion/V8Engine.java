package sparkconnectts.companion;

import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;

/** Runs the functions of one request in V8. They reach nothing of Java but the next rows of their input. */
final class V8Engine implements Engine {
  private final Request request;
  private V8Realm realm;

  V8Engine(Request request) {
    this.request = request;
  }

  @Override
  public boolean belongsToThisThread() {
    return realm != null && realm.belongsToThisThread();
  }

  @Override
  public EngineFunction function(Request part, Signature signature) throws EngineError {
    return new V8Function(realm(), request, part, signature);
  }

  @Override
  public EngineBatches batches(Request part, Signature signature, Supplier<List<Row>> input) throws EngineError {
    return new V8Batches(new V8Function(realm(), request, part, signature), input);
  }

  private V8Realm realm() throws EngineError {
    if (realm == null) realm = V8Realm.ofThisThread();
    return realm;
  }
}
