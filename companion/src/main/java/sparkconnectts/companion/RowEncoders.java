package sparkconnectts.companion;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoder;
import org.apache.spark.sql.catalyst.encoders.AgnosticEncoders;
import org.apache.spark.sql.catalyst.encoders.RowEncoder$;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import scala.Option;
import scala.collection.Seq;
import scala.collection.mutable.LinkedHashMap;
import scala.collection.mutable.ListBuffer;
import scala.collection.mutable.WrappedArray;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Encoders of rows. Unlike Spark's own, they do not depend on a setting, use classes that can represent every date and
 * every timestamp, and keep the order of the entries of a map.
 */
final class RowEncoders {
  private RowEncoders() {}

  @SuppressWarnings("unchecked")
  static AgnosticEncoder<Row> of(StructType type) {
    ListBuffer<AgnosticEncoders.EncoderField> fields = new ListBuffer<>();
    for (StructField field : type.fields()) {
      fields.$plus$eq(
          new AgnosticEncoders.EncoderField(
              field.name(), of(field.dataType()), field.nullable(), field.metadata(), Option.empty(), Option.empty()));
    }
    return (AgnosticEncoder<Row>) (AgnosticEncoder<?>) new AgnosticEncoders.RowEncoder(fields.toList());
  }

  /** The encoder of a row without columns. It reads nothing of its input, whatever that is. */
  static AgnosticEncoder<Row> empty() {
    return of(new StructType());
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static AgnosticEncoder<?> of(DataType type) {
    if (type instanceof DateType) return new AgnosticEncoders.LocalDateEncoder(false);
    if (type instanceof TimestampType) return new AgnosticEncoders.InstantEncoder(false);
    if (type instanceof StructType) return of((StructType) type);
    if (type instanceof ArrayType) {
      ArrayType array = (ArrayType) type;
      return new AgnosticEncoders.IterableEncoder(tag(WrappedArray.class), of(array.elementType()), array.containsNull(), true);
    }
    if (type instanceof MapType) {
      MapType map = (MapType) type;
      return new AgnosticEncoders.MapEncoder(
          tag(LinkedHashMap.class), of(map.keyType()), of(map.valueType()), map.valueContainsNull());
    }
    return RowEncoder$.MODULE$.encoderForDataType(type, false);
  }

  private static ClassTag<?> tag(Class<?> type) {
    return ClassTag$.MODULE$.apply(type);
  }

  static Seq<AgnosticEncoder<?>> listOf(AgnosticEncoder<?>... encoders) {
    ListBuffer<AgnosticEncoder<?>> list = new ListBuffer<>();
    for (AgnosticEncoder<?> encoder : encoders) list.$plus$eq(encoder);
    return list.toList();
  }
}
