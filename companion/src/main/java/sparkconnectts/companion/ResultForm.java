package sparkconnectts.companion;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapBuilder;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Tuple2;
import scala.collection.mutable.LinkedHashMap;
import scala.collection.mutable.WrappedArray;

/** How the values of a result are represented: in the classes of Java that Spark's encoders take, or as Spark has them inside. */
interface ResultForm {
  Object string(String value);

  Object decimal(BigDecimal value, DecimalType type);

  Object date(int epochDay);

  Object timestamp(long micros);

  Object timestampNtz(long micros);

  Object dayTimeInterval(long micros);

  Object yearMonthInterval(int months);

  Object array(Object[] elements);

  Object map(MapType type, Object[] keys, Object[] values);

  Object struct(Object[] fields, StructType type);

  ResultForm OF_JAVA = new ResultForm() {
    @Override
    public Object string(String value) {
      return value;
    }

    @Override
    public Object decimal(BigDecimal value, DecimalType type) {
      return value;
    }

    @Override
    public Object date(int epochDay) {
      return LocalDate.ofEpochDay(epochDay);
    }

    @Override
    public Object timestamp(long micros) {
      return DateTimeUtils.microsToInstant(micros);
    }

    @Override
    public Object timestampNtz(long micros) {
      return DateTimeUtils.microsToLocalDateTime(micros);
    }

    @Override
    public Object dayTimeInterval(long micros) {
      return Duration.of(micros, ChronoUnit.MICROS);
    }

    @Override
    public Object yearMonthInterval(int months) {
      return Period.ofMonths(months).normalized();
    }

    @Override
    public Object array(Object[] elements) {
      return WrappedArray.make(elements);
    }

    @Override
    public Object map(MapType type, Object[] keys, Object[] values) {
      LinkedHashMap<Object, Object> map = new LinkedHashMap<>();
      for (int index = 0; index < keys.length; index++) map.$plus$eq(new Tuple2<>(keys[index], values[index]));
      return map;
    }

    @Override
    public Object struct(Object[] fields, StructType type) {
      return new GenericRowWithSchema(fields, type);
    }
  };

  ResultForm OF_SPARK = new ResultForm() {
    @Override
    public Object string(String value) {
      return UTF8String.fromString(value);
    }

    @Override
    public Object decimal(BigDecimal value, DecimalType type) {
      return Decimal.apply(value, type.precision(), type.scale());
    }

    @Override
    public Object date(int epochDay) {
      return epochDay;
    }

    @Override
    public Object timestamp(long micros) {
      return micros;
    }

    @Override
    public Object timestampNtz(long micros) {
      return micros;
    }

    @Override
    public Object dayTimeInterval(long micros) {
      return micros;
    }

    @Override
    public Object yearMonthInterval(int months) {
      return months;
    }

    @Override
    public Object array(Object[] elements) {
      return new GenericArrayData(elements);
    }

    @Override
    public Object map(MapType type, Object[] keys, Object[] values) {
      ArrayBasedMapBuilder map = new ArrayBasedMapBuilder(type.keyType(), type.valueType());
      for (int index = 0; index < keys.length; index++) map.put(keys[index], values[index]);
      return map.build();
    }

    @Override
    public Object struct(Object[] fields, StructType type) {
      return new GenericInternalRow(fields);
    }
  };
}
