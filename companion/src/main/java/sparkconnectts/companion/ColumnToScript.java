package sparkconnectts.companion;

import java.math.BigInteger;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.YearMonthIntervalType;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/**
 * Converts values as Spark has them inside to the JavaScript values that the client reads from a result. The type of the
 * column decides. Spark's own conversion to classes of Java loses values near the limits of timestamps, and the order of maps.
 */
interface ColumnToScript {
  /** Converts a value that is not null. */
  Object exactly(Object value);

  default Object convert(Object value) {
    return value == null ? null : exactly(value);
  }

  static Object[] converted(Object[] values, ColumnToScript[] conversions) {
    Object[] converted = new Object[values.length];
    for (int index = 0; index < values.length; index++) converted[index] = conversions[index].convert(values[index]);
    return converted;
  }

  static ColumnToScript of(DataType type, ToScript create) {
    if (isUnchanged(type)) return value -> value;
    if (type instanceof StringType) return Object::toString;
    if (type instanceof LongType) return value -> BigInteger.valueOf((Long) value);
    if (type instanceof FloatType) return value -> ((Float) value).doubleValue();
    if (type instanceof ShortType || type instanceof ByteType) return value -> ((Number) value).intValue();
    if (type instanceof DecimalType) return value -> create.decimal(((Decimal) value).toJavaBigDecimal());
    if (type instanceof BinaryType) return value -> create.binary((byte[]) value);
    if (type instanceof DateType) return value -> create.instance("LocalDate", value);
    if (type instanceof TimestampType) return value -> create.micros("Timestamp", (Long) value);
    if (type instanceof TimestampNTZType) return value -> create.micros("TimestampNtz", (Long) value);
    if (type instanceof DayTimeIntervalType) return value -> create.micros("DayTimeInterval", (Long) value);
    if (type instanceof YearMonthIntervalType) return value -> create.instance("YearMonthInterval", value);
    if (type instanceof CalendarIntervalType) return value -> create.calendarInterval((CalendarInterval) value);
    if (type instanceof ArrayType) return array((ArrayType) type, create);
    if (type instanceof MapType) return map((MapType) type, create);
    if (type instanceof StructType) return struct((StructType) type, create);
    throw new IllegalArgumentException("A function cannot take a value of the type " + type.sql() + ".");
  }

  private static boolean isUnchanged(DataType type) {
    return type instanceof DoubleType || type instanceof IntegerType || type instanceof BooleanType || type instanceof NullType;
  }

  /** Returns whether functions can take values of a type. */
  static boolean isSupported(DataType type) {
    try {
      of(type, null);
      return true;
    } catch (IllegalArgumentException unsupported) {
      return false;
    }
  }

  private static Object[] elements(ArrayData array, DataType type, ColumnToScript element) {
    Object[] elements = new Object[array.numElements()];
    for (int index = 0; index < elements.length; index++) {
      elements[index] = array.isNullAt(index) ? null : element.exactly(array.get(index, type));
    }
    return elements;
  }

  private static ColumnToScript array(ArrayType type, ToScript create) {
    ColumnToScript element = of(type.elementType(), create);
    return value -> create.newArray(elements((ArrayData) value, type.elementType(), element));
  }

  private static ColumnToScript map(MapType type, ToScript create) {
    ColumnToScript key = of(type.keyType(), create);
    ColumnToScript value = of(type.valueType(), create);
    return map -> {
      Object[] keys = elements(((MapData) map).keyArray(), type.keyType(), key);
      Object[] values = elements(((MapData) map).valueArray(), type.valueType(), value);
      Object[] entries = new Object[keys.length];
      for (int index = 0; index < entries.length; index++) entries[index] = create.newArray(keys[index], values[index]);
      return create.instance("Map", create.newArray(entries));
    };
  }

  private static ColumnToScript struct(StructType type, ToScript create) {
    StructField[] fields = type.fields();
    ColumnToScript[] conversions = new ColumnToScript[fields.length];
    for (int index = 0; index < fields.length; index++) conversions[index] = of(fields[index].dataType(), create);
    return value -> {
      InternalRow row = (InternalRow) value;
      Scriptable object = create.newObject();
      for (int index = 0; index < fields.length; index++) {
        Object field = row.isNullAt(index) ? null : conversions[index].exactly(row.get(index, fields[index].dataType()));
        ScriptableObject.putProperty(object, fields[index].name(), field);
      }
      return object;
    };
  }
}
