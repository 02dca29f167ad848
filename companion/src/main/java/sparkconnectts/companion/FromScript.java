package sparkconnectts.companion;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DayTimeIntervalType;
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
import org.mozilla.javascript.Undefined;

/**
 * Converts JavaScript values to a type of Spark, by the rules of createDataFrame() in the client: null and undefined are
 * NULL, and a value that the type cannot represent exactly is refused.
 */
abstract class FromScript {
  private static final BigInteger MICROS_PER_MILLI = BigInteger.valueOf(1000);
  private static final double MAX_SAFE_INTEGER = 9007199254740991.0;

  private final DataType type;
  final ScriptValues values;

  private FromScript(DataType type, ScriptValues values) {
    this.type = type;
    this.values = values;
  }

  /** Converts a value that is not missing, or returns null if the type cannot represent it. */
  abstract Object exactly(Object value) throws EngineError;

  /** Converts the result of a function, which must not forget to return something. */
  final Object convertResult(Object value) throws EngineError {
    return convert(required(value));
  }

  static Object required(Object value) throws EngineError {
    if (!Undefined.isUndefined(value)) return value;
    throw EngineError.undefined();
  }

  final Object convert(Object value) throws EngineError {
    if (ScriptValues.isMissing(value)) return null;
    Object converted = exactly(value);
    if (converted != null) return converted;
    throw EngineError.wrongValue("The function returned " + values.describe(value) + ", which is not a valid " + type.sql() + ".");
  }

  /** Converts a part of a value, which may be null only if the type allows it. */
  final Object convert(Object value, boolean nullable, String part) throws EngineError {
    Object converted = convert(value);
    if (converted != null || nullable) return converted;
    throw EngineError.wrongValue("The function returned null in " + part + ", which its type does not allow.");
  }

  /** A conversion that needs only the value. */
  private interface Conversion {
    Object of(Object value) throws EngineError;
  }

  private static FromScript simple(DataType type, ScriptValues values, Conversion conversion) {
    return new FromScript(type, values) {
      @Override
      Object exactly(Object value) throws EngineError {
        return conversion.of(value);
      }
    };
  }

  static FromScript of(DataType type, ScriptValues values, ResultForm form) {
    if (type instanceof ArrayType) return array((ArrayType) type, values, form);
    if (type instanceof MapType) return map((MapType) type, values, form);
    if (type instanceof StructType) return struct((StructType) type, values, form);
    return simple(type, values, conversionTo(type, values, form));
  }

  private static Conversion conversionTo(DataType type, ScriptValues values, ResultForm form) {
    if (type instanceof StringType) {
      return value -> {
        String text = string(value);
        return text == null ? null : form.string(text);
      };
    }
    if (type instanceof BooleanType) return value -> value instanceof Boolean ? value : null;
    if (type instanceof DoubleType) return value -> value instanceof Number && !(value instanceof BigInteger) ? ((Number) value).doubleValue() : null;
    if (type instanceof FloatType) return FromScript::single;
    if (type instanceof LongType) return FromScript::longOf;
    if (type instanceof IntegerType) return value -> integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    if (type instanceof ShortType) {
      return value -> {
        Integer number = integer(value, Short.MIN_VALUE, Short.MAX_VALUE);
        return number == null ? null : number.shortValue();
      };
    }
    if (type instanceof ByteType) {
      return value -> {
        Integer number = integer(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
        return number == null ? null : number.byteValue();
      };
    }
    if (type instanceof DecimalType) {
      return value -> {
        BigDecimal number = decimal(value, (DecimalType) type, values);
        return number == null ? null : form.decimal(number, (DecimalType) type);
      };
    }
    if (type instanceof BinaryType) return value -> values.isInstance(value, "Uint8Array") ? ScriptValues.bytes(value) : null;
    if (type instanceof DateType) {
      return value -> {
        Integer day = values.isInstance(value, "LocalDate") ? int32(values.property(value, "epochDay")) : null;
        return day == null ? null : form.date(day);
      };
    }
    if (type instanceof TimestampType) {
      return value -> {
        Long micros = timestampMicros(value, values);
        return micros == null ? null : form.timestamp(micros);
      };
    }
    if (type instanceof TimestampNTZType) {
      return value -> {
        Long micros = micros(value, "TimestampNtz", "localMicroseconds", values);
        return micros == null ? null : form.timestampNtz(micros);
      };
    }
    if (type instanceof DayTimeIntervalType) {
      return value -> {
        Long micros = micros(value, "DayTimeInterval", "microseconds", values);
        return micros == null ? null : form.dayTimeInterval(micros);
      };
    }
    if (type instanceof YearMonthIntervalType) {
      return value -> {
        Integer months = values.isInstance(value, "YearMonthInterval") ? int32(values.property(value, "months")) : null;
        return months == null ? null : form.yearMonthInterval(months);
      };
    }
    if (type instanceof CalendarIntervalType) return value -> calendarInterval(value, values);
    if (type instanceof NullType) return value -> null;
    throw new IllegalArgumentException("A function cannot return " + type.sql() + ". Choose another type.");
  }

  private static String string(Object value) throws EngineError {
    if (!(value instanceof CharSequence)) return null;
    String text = value.toString();
    for (int index = 0; index < text.length(); index++) {
      if (!Character.isSurrogate(text.charAt(index))) continue;
      boolean isPair = index + 1 < text.length() && Character.isSurrogatePair(text.charAt(index), text.charAt(index + 1));
      if (!isPair) throw EngineError.wrongValue("The function returned half a surrogate pair, which is not a valid character.");
      index++;
    }
    return text;
  }

  private static Object single(Object value) {
    if (!(value instanceof Number) || value instanceof BigInteger) return null;
    double number = ((Number) value).doubleValue();
    float rounded = (float) number;
    return Float.isInfinite(rounded) && !Double.isInfinite(number) ? null : (Object) rounded;
  }

  private static Integer integer(Object value, int least, int greatest) {
    if (value instanceof BigInteger) {
      BigInteger number = (BigInteger) value;
      return number.bitLength() < 32 && number.intValue() >= least && number.intValue() <= greatest ? number.intValue() : null;
    }
    if (!(value instanceof Number)) return null;
    double number = ((Number) value).doubleValue();
    return number == Math.rint(number) && number >= least && number <= greatest ? (int) number : null;
  }

  private static Integer int32(Object value) {
    return integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static Object longOf(Object value) {
    BigInteger number = wholeNumber(value);
    return number == null || number.bitLength() > 63 ? null : number.longValue();
  }

  /** Returns a bigint, or a number that represents a whole number exactly, or null. */
  private static BigInteger wholeNumber(Object value) {
    if (value instanceof BigInteger) return (BigInteger) value;
    if (!(value instanceof Number)) return null;
    double number = ((Number) value).doubleValue();
    return number == Math.rint(number) && Math.abs(number) <= MAX_SAFE_INTEGER ? BigInteger.valueOf((long) number) : null;
  }

  private static BigDecimal decimal(Object value, DecimalType type, ScriptValues values) {
    BigInteger whole = wholeNumber(value);
    BigDecimal number = whole != null ? new BigDecimal(whole) : decimalOf(value, values);
    if (number == null) return null;
    try {
      BigDecimal scaled = number.setScale(type.scale());
      return scaled.precision() <= type.precision() || scaled.signum() == 0 ? scaled : null;
    } catch (ArithmeticException inexact) {
      return null;
    }
  }

  private static BigDecimal decimalOf(Object value, ScriptValues values) {
    if (!values.isInstance(value, "Decimal")) return null;
    Object unscaled = values.property(value, "unscaled");
    Integer scale = int32(values.property(value, "scale"));
    return unscaled instanceof BigInteger && scale != null ? new BigDecimal((BigInteger) unscaled, scale) : null;
  }

  private static Long micros(Object value, String constructor, String property, ScriptValues values) {
    Object micros = values.isInstance(value, constructor) ? values.property(value, property) : null;
    return micros instanceof BigInteger && ((BigInteger) micros).bitLength() < 64 ? ((BigInteger) micros).longValue() : null;
  }

  private static Long timestampMicros(Object value, ScriptValues values) {
    if (!values.isInstance(value, "Date")) return micros(value, "Timestamp", "epochMicroseconds", values);
    double millis = ((Number) values.dateMillis(value)).doubleValue();
    return Double.isNaN(millis) ? null : BigInteger.valueOf((long) millis).multiply(MICROS_PER_MILLI).longValueExact();
  }

  private static Object calendarInterval(Object value, ScriptValues values) {
    Long micros = micros(value, "CalendarInterval", "microseconds", values);
    if (micros == null) return null;
    Integer months = int32(values.property(value, "months"));
    Integer days = int32(values.property(value, "days"));
    return months == null || days == null ? null : new CalendarInterval(months, days, micros);
  }

  private static FromScript array(ArrayType type, ScriptValues values, ResultForm form) {
    FromScript element = of(type.elementType(), values, form);
    return simple(type, values, value -> {
      Object[] elements = values.isInstance(value, "Map") || values.isInstance(value, "Uint8Array") ? null : values.elements(value);
      if (elements == null) return null;
      Object[] converted = new Object[elements.length];
      for (int index = 0; index < elements.length; index++) {
        converted[index] = element.convert(elements[index], type.containsNull(), "element " + index);
      }
      return form.array(converted);
    });
  }

  private static FromScript map(MapType type, ScriptValues values, ResultForm form) {
    FromScript key = of(type.keyType(), values, form);
    FromScript value = of(type.valueType(), values, form);
    return simple(type, values, map -> {
      Object[] elements = values.isInstance(map, "Map") ? values.elements(map) : null;
      if (elements == null) return null;
      Object[] convertedKeys = new Object[elements.length / 2];
      Object[] convertedValues = new Object[elements.length / 2];
      for (int index = 0; index < convertedKeys.length; index++) {
        convertedKeys[index] = key.convert(elements[2 * index], false, "a key of a map");
        convertedValues[index] = value.convert(elements[2 * index + 1], type.valueContainsNull(), "a value of a map");
      }
      return form.map(type, convertedKeys, convertedValues);
    });
  }

  private static FromScript struct(StructType type, ScriptValues values, ResultForm form) {
    StructField[] fields = type.fields();
    FromScript[] conversions = new FromScript[fields.length];
    for (int index = 0; index < fields.length; index++) conversions[index] = of(fields[index].dataType(), values, form);
    return simple(type, values, value -> {
      if (!(value instanceof Scriptable)) return null;
      Object[] byPosition = values.isInstance(value, "Array") ? values.elements(value) : null;
      if (byPosition != null && byPosition.length != fields.length) return null;
      Object[] converted = new Object[fields.length];
      for (int index = 0; index < fields.length; index++) {
        Object field = byPosition != null ? byPosition[index] : values.property(value, fields[index].name());
        converted[index] = conversions[index].convert(field, fields[index].nullable(), "field " + fields[index].name());
      }
      return form.struct(converted, type);
    });
  }
}
