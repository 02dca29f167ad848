package sparkconnectts.companion;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.catalyst.util.IntervalUtils;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.CalendarInterval;
import scala.Tuple2;
import scala.collection.Iterator;

/** Writes values of a type for V8: as Spark has them inside, or of the classes of Java that rows contain. */
interface ToTape {
  /** Writes a value, which may be null. */
  void write(Object value, TapeWriter tape);

  static ToTape of(DataType type) {
    switch (TapeType.of(type)) {
      case BOOLEAN:
        return orNoNumber((value, tape) -> tape.number((Boolean) value ? 1 : 0));
      case BYTE:
      case SHORT:
      case INT:
        return orNoNumber((value, tape) -> tape.number(((Number) value).intValue()));
      case LONG:
        return orNoLong((value, tape) -> tape.longValue((Long) value));
      case FLOAT:
      case DOUBLE:
        return ToTape::writeDouble;
      case DECIMAL:
        return orNoNumber(ToTape::writeDecimal);
      case STRING:
        return orNoLength((value, tape) -> tape.string(value.toString()));
      case BINARY:
        return orNoLength((value, tape) -> tape.binary((byte[]) value));
      case NULL:
        return (value, tape) -> {};
      case DATE:
        return orNoNumber((value, tape) -> tape.number(days(value)));
      case TIMESTAMP:
        return orNoLong((value, tape) -> tape.longValue(micros(value)));
      case TIMESTAMP_NTZ:
        return orNoLong((value, tape) -> tape.longValue(localMicros(value)));
      case DAY_TIME_INTERVAL:
        return orNoLong((value, tape) -> tape.longValue(intervalMicros(value)));
      case YEAR_MONTH_INTERVAL:
        return orNoNumber((value, tape) -> tape.number(months(value)));
      case CALENDAR_INTERVAL:
        return orNoNumber(ToTape::writeInterval);
      case ARRAY:
        return orNoLength(array((ArrayType) type));
      case MAP:
        return orNoLength(map((MapType) type));
      default:
        return struct((StructType) type);
    }
  }

  private static ToTape orNoNumber(ToTape present) {
    return (value, tape) -> {
      if (value == null) tape.noNumber();
      else present.write(value, tape);
    };
  }

  private static ToTape orNoLong(ToTape present) {
    return (value, tape) -> {
      if (value == null) tape.noLong();
      else present.write(value, tape);
    };
  }

  private static ToTape orNoLength(ToTape present) {
    return (value, tape) -> {
      if (value == null) tape.noLength();
      else present.write(value, tape);
    };
  }

  private static void writeDouble(Object value, TapeWriter tape) {
    if (value == null) tape.noDouble();
    else tape.doubleValue(((Number) value).doubleValue());
  }

  private static void writeDecimal(Object value, TapeWriter tape) {
    BigDecimal number = value instanceof Decimal ? ((Decimal) value).toJavaBigDecimal() : (BigDecimal) value;
    BigInteger unscaled = number.unscaledValue();
    boolean isShort = unscaled.bitLength() < 64;
    tape.number(isShort ? 1 : 2);
    tape.word(isShort ? unscaled.longValue() : unscaled.shiftRight(64).longValue());
    if (!isShort) tape.word(unscaled.longValue());
    tape.number(number.scale());
  }

  private static int days(Object value) {
    if (value instanceof Integer) return (Integer) value;
    if (value instanceof LocalDate) return (int) ((LocalDate) value).toEpochDay();
    return DateTimeUtils.fromJavaDate((java.sql.Date) value);
  }

  private static long micros(Object value) {
    if (value instanceof Long) return (Long) value;
    if (value instanceof Instant) return DateTimeUtils.instantToMicros((Instant) value);
    return DateTimeUtils.fromJavaTimestamp((Timestamp) value);
  }

  private static long localMicros(Object value) {
    return value instanceof Long ? (Long) value : DateTimeUtils.localDateTimeToMicros((LocalDateTime) value);
  }

  private static long intervalMicros(Object value) {
    return value instanceof Long ? (Long) value : IntervalUtils.durationToMicros((Duration) value);
  }

  private static int months(Object value) {
    return value instanceof Integer ? (Integer) value : IntervalUtils.periodToMonths((Period) value);
  }

  private static void writeInterval(Object value, TapeWriter tape) {
    CalendarInterval interval = (CalendarInterval) value;
    tape.number(interval.months);
    tape.number(interval.days);
    tape.longValue(interval.microseconds);
  }

  private static ToTape array(ArrayType type) {
    ToTape element = of(type.elementType());
    return (value, tape) -> {
      if (value instanceof ArrayData) {
        writeElements((ArrayData) value, type.elementType(), element, tape);
        return;
      }
      scala.collection.Seq<?> elements = (scala.collection.Seq<?>) value;
      tape.number(elements.length());
      for (Iterator<?> each = elements.iterator(); each.hasNext(); ) element.write(each.next(), tape);
    };
  }

  private static void writeElements(ArrayData array, DataType type, ToTape element, TapeWriter tape) {
    int length = array.numElements();
    tape.number(length);
    for (int index = 0; index < length; index++) element.write(at(array, index, type), tape);
  }

  private static Object at(ArrayData array, int index, DataType type) {
    return array.isNullAt(index) ? null : array.get(index, type);
  }

  private static ToTape map(MapType type) {
    ToTape key = of(type.keyType());
    ToTape value = of(type.valueType());
    return (map, tape) -> {
      if (map instanceof MapData) {
        writeEntries((MapData) map, type, key, value, tape);
        return;
      }
      scala.collection.Map<?, ?> entries = (scala.collection.Map<?, ?>) map;
      tape.number(entries.size());
      for (Iterator<?> each = entries.iterator(); each.hasNext(); ) {
        Tuple2<?, ?> entry = (Tuple2<?, ?>) each.next();
        key.write(entry._1(), tape);
        value.write(entry._2(), tape);
      }
    };
  }

  private static void writeEntries(MapData map, MapType type, ToTape key, ToTape value, TapeWriter tape) {
    int length = map.numElements();
    tape.number(length);
    for (int index = 0; index < length; index++) {
      key.write(at(map.keyArray(), index, type.keyType()), tape);
      value.write(at(map.valueArray(), index, type.valueType()), tape);
    }
  }

  private static ToTape struct(StructType type) {
    ToTape fields = fields(type.fields(), type.length());
    return (value, tape) -> {
      tape.number(value == null ? 0 : 1);
      if (value != null) fields.write(value, tape);
    };
  }

  /** Writes the first fields of a struct, or columns of a row, that is not null. */
  static ToTape fields(StructField[] fields, int count) {
    ToTape[] writers = new ToTape[count];
    for (int index = 0; index < count; index++) writers[index] = of(fields[index].dataType());
    return (value, tape) -> {
      if (value instanceof Row) {
        Row row = (Row) value;
        for (int index = 0; index < count; index++) writers[index].write(row.get(index), tape);
      } else {
        InternalRow row = (InternalRow) value;
        for (int index = 0; index < count; index++) {
          writers[index].write(row.isNullAt(index) ? null : row.get(index, fields[index].dataType()), tape);
        }
      }
    };
  }
}
