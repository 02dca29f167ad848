package sparkconnectts.companion;

import java.io.Serializable;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.encoders.RowEncoder$;
import org.apache.spark.sql.connect.common.UdfPacket;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Function1;

/** Creates what Spark's planner expects in place of a payload. */
final class Packets {
  private Packets() {}

  static Object of(Request request) {
    Failures.listen();
    switch (request.kind) {
      case BATCH:
        return BatchFunction.of(request);
      case INSTALL:
        Canonical.install(SparkSession.active());
        return packet(constant(Canonical.HASH), DataTypes.StringType);
      case ROWS:
      case BATCHES:
        return rowsPacket(request, functions(request).ofPartition());
      case GROUPS:
        return groupsPacket(request, functions(request).ofGroup());
      case COGROUPS:
        return groupsPacket(request, functions(request).ofGroups());
      case STATEFUL_GROUPS:
        return groupsPacket(request, functions(request).ofGroupWithState());
      case GROUPING:
        return groupingPacket(request);
      default:
        throw new IllegalArgumentException("A payload cannot contain the request " + request.kind + ".");
    }
  }

  private static PartitionFunctions functions(Request request) {
    return new PartitionFunctions(request.on(Engines.chosen(request)));
  }

  private static Function1<Object, Object> constant(String value) {
    return (Function1<Object, Object> & Serializable) ignored -> value;
  }

  /** Without encoders for the arguments, Spark passes them with the types of the columns and adds no casts. */
  private static UdfPacket packet(Object function, DataType type) {
    return new UdfPacket(function, RowEncoders.listOf(), RowEncoder$.MODULE$.encoderForDataType(type, true));
  }

  private static UdfPacket rowsPacket(Request request, Object function) {
    return new UdfPacket(function, RowEncoders.listOf(RowEncoders.of(schema(request.input))), RowEncoders.of(schema(request.type)));
  }

  /** Spark reads the key with the first encoder. The key is the last column of the rows. */
  private static UdfPacket groupsPacket(Request request, Object function) {
    StructField[] columns = schema(request.input).fields();
    StructType key = new StructType(new StructField[] {columns[columns.length - 1]});
    return new UdfPacket(function, RowEncoders.listOf(RowEncoders.of(key)), RowEncoders.of(schema(request.type)));
  }

  /** Spark takes only the encoders of the rows and of the key from this packet, and never calls its function. */
  private static UdfPacket groupingPacket(Request request) {
    Function1<Object, Object> unused = (Function1<Object, Object> & Serializable) row -> row;
    return new UdfPacket(unused, RowEncoders.listOf(RowEncoders.of(schema(request.input))), RowEncoders.empty());
  }

  private static StructType schema(String json) {
    return (StructType) DataType.fromJson(json);
  }
}
