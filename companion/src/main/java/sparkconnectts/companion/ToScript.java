package sparkconnectts.companion;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.catalyst.util.IntervalUtils;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;
import org.mozilla.javascript.typedarrays.NativeArrayBufferView;
import scala.Tuple2;
import scala.collection.Iterator;

/** Converts Spark's values to the JavaScript values that the client reads from a result. The Java class decides. */
final class ToScript {
  private final Context context;
  private final Scriptable scope;

  ToScript(Context context, Scriptable scope) {
    this.context = context;
    this.scope = scope;
  }

  Scriptable newObject() {
    return context.newObject(scope);
  }

  Scriptable newArray(Object... elements) {
    return context.newArray(scope, elements);
  }

  Object convert(Object value) {
    if (value == null || value instanceof Integer || value instanceof Double || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Long) return BigInteger.valueOf((Long) value);
    if (value instanceof Float) return ((Float) value).doubleValue();
    if (value instanceof Short || value instanceof Byte) return ((Number) value).intValue();
    if (value instanceof BigDecimal) return decimal((BigDecimal) value);
    if (value instanceof Timestamp) return micros("Timestamp", DateTimeUtils.fromJavaTimestamp((Timestamp) value));
    if (value instanceof Instant) return micros("Timestamp", DateTimeUtils.instantToMicros((Instant) value));
    if (value instanceof LocalDateTime) return micros("TimestampNtz", DateTimeUtils.localDateTimeToMicros((LocalDateTime) value));
    if (value instanceof java.sql.Date) return instance("LocalDate", DateTimeUtils.fromJavaDate((java.sql.Date) value));
    if (value instanceof LocalDate) return instance("LocalDate", (int) ((LocalDate) value).toEpochDay());
    if (value instanceof Duration) return micros("DayTimeInterval", IntervalUtils.durationToMicros((Duration) value));
    if (value instanceof Period) return instance("YearMonthInterval", IntervalUtils.periodToMonths((Period) value));
    if (value instanceof CalendarInterval) return calendarInterval((CalendarInterval) value);
    if (value instanceof byte[]) return binary((byte[]) value);
    if (value instanceof Row) return struct((Row) value);
    if (value instanceof scala.collection.Map) return map((scala.collection.Map<?, ?>) value);
    if (value instanceof scala.collection.Seq) return array((scala.collection.Seq<?>) value);
    throw new IllegalArgumentException("A function cannot take a value of " + value.getClass().getName() + ". Cast the column to another type.");
  }

  Object instance(String name, Object... arguments) {
    return context.newObject(scope, name, arguments);
  }

  Object micros(String name, long micros) {
    return instance(name, BigInteger.valueOf(micros));
  }

  Object decimal(BigDecimal value) {
    return instance("Decimal", value.unscaledValue(), value.scale());
  }

  Object calendarInterval(CalendarInterval value) {
    return instance("CalendarInterval", value.months, value.days, BigInteger.valueOf(value.microseconds));
  }

  Object binary(byte[] value) {
    NativeArrayBufferView array = (NativeArrayBufferView) instance("Uint8Array", value.length);
    System.arraycopy(value, 0, array.getBuffer().getBuffer(), 0, value.length);
    return array;
  }

  private Object array(scala.collection.Seq<?> values) {
    Object[] elements = new Object[values.length()];
    int length = 0;
    for (Iterator<?> each = values.iterator(); each.hasNext(); ) elements[length++] = convert(each.next());
    return newArray(elements);
  }

  private Object map(scala.collection.Map<?, ?> values) {
    Object[] entries = new Object[values.size()];
    int length = 0;
    for (Iterator<?> each = values.iterator(); each.hasNext(); ) {
      Tuple2<?, ?> entry = (Tuple2<?, ?>) each.next();
      entries[length++] = newArray(convert(entry._1()), convert(entry._2()));
    }
    return instance("Map", newArray(entries));
  }

  private Object struct(Row row) {
    return object(row, row.schema().fields(), row.length());
  }

  /** Converts rows to an array of objects, which lack the given number of last columns. */
  Scriptable rows(List<Row> rows, int lacking) {
    Object[] objects = new Object[rows.size()];
    StructField[] fields = rows.isEmpty() ? null : rows.get(0).schema().fields();
    for (int index = 0; index < objects.length; index++) {
      objects[index] = object(rows.get(index), fields, fields.length - lacking);
    }
    return newArray(objects);
  }

  /** Converts the first columns of a row to the properties of an object. */
  private Object object(Row row, StructField[] fields, int length) {
    Scriptable object = newObject();
    for (int index = 0; index < length; index++) {
      ScriptableObject.putProperty(object, fields[index].name(), convert(row.get(index)));
    }
    return object;
  }
}
