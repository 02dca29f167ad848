package sparkconnectts.companion;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** The forms in which values cross the border to V8, and their names in tape-types.ts. */
enum TapeType {
  BOOLEAN("boolean"),
  BYTE("byte"),
  SHORT("short"),
  INT("int"),
  LONG("long"),
  FLOAT("float"),
  DOUBLE("double"),
  DECIMAL("decimal"),
  STRING("string"),
  BINARY("binary"),
  NULL("null"),
  DATE("date"),
  TIMESTAMP("timestamp"),
  TIMESTAMP_NTZ("timestampNtz"),
  DAY_TIME_INTERVAL("dayTimeInterval"),
  YEAR_MONTH_INTERVAL("yearMonthInterval"),
  CALENDAR_INTERVAL("calendarInterval"),
  ARRAY("array"),
  MAP("map"),
  STRUCT("struct");

  private final String name;

  TapeType(String name) {
    this.name = name;
  }

  static TapeType of(DataType type) {
    if (type instanceof BooleanType) return BOOLEAN;
    if (type instanceof ByteType) return BYTE;
    if (type instanceof ShortType) return SHORT;
    if (type instanceof IntegerType) return INT;
    if (type instanceof LongType) return LONG;
    if (type instanceof FloatType) return FLOAT;
    if (type instanceof DoubleType) return DOUBLE;
    if (type instanceof DecimalType) return DECIMAL;
    if (type instanceof StringType) return STRING;
    if (type instanceof BinaryType) return BINARY;
    if (type instanceof NullType) return NULL;
    if (type instanceof DateType) return DATE;
    if (type instanceof TimestampType) return TIMESTAMP;
    if (type instanceof TimestampNTZType) return TIMESTAMP_NTZ;
    if (type instanceof DayTimeIntervalType) return DAY_TIME_INTERVAL;
    if (type instanceof YearMonthIntervalType) return YEAR_MONTH_INTERVAL;
    if (type instanceof CalendarIntervalType) return CALENDAR_INTERVAL;
    if (type instanceof ArrayType) return ARRAY;
    if (type instanceof MapType) return MAP;
    if (type instanceof StructType) return STRUCT;
    throw new IllegalArgumentException("A function cannot take or return " + type.sql() + ". Choose another type.");
  }

  /** Describes a type for the other side. */
  static ObjectNode describe(DataType type) {
    ObjectNode described = JsonNodeFactory.instance.objectNode();
    described.put("is", of(type).name).put("sql", type.sql());
    if (type instanceof DecimalType) {
      described.put("precision", ((DecimalType) type).precision()).put("scale", ((DecimalType) type).scale());
    }
    if (type instanceof ArrayType) {
      described.set("element", describe(((ArrayType) type).elementType()));
      described.put("nullable", ((ArrayType) type).containsNull());
    }
    if (type instanceof MapType) {
      described.set("key", describe(((MapType) type).keyType()));
      described.set("value", describe(((MapType) type).valueType()));
      described.put("nullable", ((MapType) type).valueContainsNull());
    }
    if (type instanceof StructType) described.set("fields", describe(((StructType) type).fields(), ((StructType) type).length()));
    return described;
  }

  /** Describes the first fields of a struct. */
  static ArrayNode describe(StructField[] fields, int count) {
    ArrayNode described = JsonNodeFactory.instance.arrayNode();
    for (int index = 0; index < count; index++) {
      ObjectNode field = described.addObject();
      field.put("name", fields[index].name()).put("nullable", fields[index].nullable());
      field.set("type", describe(fields[index].dataType()));
    }
    return described;
  }
}
