package sparkconnectts.companion;

import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.types.DataType;
import scala.Function1;
import scala.Function2;
import scala.Function3;
import scala.collection.Iterator;

/** A function of rows as the functions of Scala that Spark calls with the rows of a partition, or of a group. */
final class PartitionFunctions implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final DataType[] NO_TYPES = {};

  private final String request;
  private transient Function1<Object, Object> function;

  PartitionFunctions(Request request) {
    this.request = request.json;
  }

  @SuppressWarnings("unchecked")
  private Iterator<Row> call(Object input) {
    if (function == null) function = Canonical.function(request, NO_TYPES);
    return (Iterator<Row>) function.apply(input);
  }

  private Iterator<Row> callWithGroup(Object... keyAndRows) {
    return call(keyAndRows);
  }

  Function1<Iterator<Row>, Iterator<Row>> ofPartition() {
    return (Function1<Iterator<Row>, Iterator<Row>> & Serializable) this::call;
  }

  Function2<Row, Iterator<Row>, Iterator<Row>> ofGroup() {
    return (Function2<Row, Iterator<Row>, Iterator<Row>> & Serializable) this::callWithGroup;
  }

  /** Returns a function of the rows of two groups with the same key, of which one may be empty. */
  Function3<Row, Iterator<Row>, Iterator<Row>, Iterator<Row>> ofGroups() {
    return (Function3<Row, Iterator<Row>, Iterator<Row>, Iterator<Row>> & Serializable) this::callWithGroup;
  }

  Function3<Row, Iterator<Row>, GroupState<Row>, Iterator<Row>> ofGroupWithState() {
    return (Function3<Row, Iterator<Row>, GroupState<Row>, Iterator<Row>> & Serializable) this::callWithGroup;
  }
}
