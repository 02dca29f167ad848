package sparkconnectts.companion;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.CalendarInterval;

/** Reads values of a type that V8 has checked and written. */
interface FromTape {
  /** Reads a value, or returns null. */
  Object read(TapeReader tape);

  static FromTape of(DataType type, ResultForm form) {
    switch (TapeType.of(type)) {
      case BOOLEAN:
        return tape -> {
          Integer value = tape.intValue();
          return value == null ? null : (Object) (value == 1);
        };
      case BYTE:
        return tape -> {
          Integer value = tape.intValue();
          return value == null ? null : (Object) value.byteValue();
        };
      case SHORT:
        return tape -> {
          Integer value = tape.intValue();
          return value == null ? null : (Object) value.shortValue();
        };
      case INT:
        return TapeReader::intValue;
      case LONG:
        return TapeReader::longValue;
      case FLOAT:
        return tape -> {
          Double value = tape.doubleValue();
          return value == null ? null : (Object) value.floatValue();
        };
      case DOUBLE:
        return TapeReader::doubleValue;
      case DECIMAL:
        return decimal((DecimalType) type, form);
      case STRING:
        return tape -> {
          String value = tape.string();
          return value == null ? null : form.string(value);
        };
      case BINARY:
        return TapeReader::binary;
      case NULL:
        return tape -> null;
      case DATE:
        return tape -> {
          Integer day = tape.intValue();
          return day == null ? null : form.date(day);
        };
      case TIMESTAMP:
        return tape -> {
          Long micros = tape.longValue();
          return micros == null ? null : form.timestamp(micros);
        };
      case TIMESTAMP_NTZ:
        return tape -> {
          Long micros = tape.longValue();
          return micros == null ? null : form.timestampNtz(micros);
        };
      case DAY_TIME_INTERVAL:
        return tape -> {
          Long micros = tape.longValue();
          return micros == null ? null : form.dayTimeInterval(micros);
        };
      case YEAR_MONTH_INTERVAL:
        return tape -> {
          Integer months = tape.intValue();
          return months == null ? null : form.yearMonthInterval(months);
        };
      case CALENDAR_INTERVAL:
        return tape -> {
          Integer months = tape.intValue();
          return months == null ? null : new CalendarInterval(months, tape.intValue(), tape.longValue());
        };
      case ARRAY:
        return array((ArrayType) type, form);
      case MAP:
        return map((MapType) type, form);
      default:
        return struct((StructType) type, form);
    }
  }

  private static FromTape decimal(DecimalType type, ResultForm form) {
    return tape -> {
      BigInteger unscaled = tape.unscaled();
      return unscaled == null ? null : form.decimal(new BigDecimal(unscaled, (int) tape.number()), type);
    };
  }

  private static FromTape array(ArrayType type, ResultForm form) {
    FromTape element = of(type.elementType(), form);
    return tape -> {
      int length = (int) tape.number();
      if (length < 0) return null;
      Object[] elements = new Object[length];
      for (int index = 0; index < length; index++) elements[index] = element.read(tape);
      return form.array(elements);
    };
  }

  private static FromTape map(MapType type, ResultForm form) {
    FromTape key = of(type.keyType(), form);
    FromTape value = of(type.valueType(), form);
    return tape -> {
      int length = (int) tape.number();
      if (length < 0) return null;
      Object[] keys = new Object[length];
      Object[] values = new Object[length];
      for (int index = 0; index < length; index++) {
        keys[index] = key.read(tape);
        values[index] = value.read(tape);
      }
      return form.map(type, keys, values);
    };
  }

  private static FromTape struct(StructType type, ResultForm form) {
    StructField[] fields = type.fields();
    FromTape[] readers = new FromTape[fields.length];
    for (int index = 0; index < fields.length; index++) readers[index] = of(fields[index].dataType(), form);
    return tape -> {
      if (tape.number() == 0) return null;
      Object[] values = new Object[readers.length];
      for (int index = 0; index < values.length; index++) values[index] = readers[index].read(tape);
      return form.struct(values, type);
    };
  }
}
