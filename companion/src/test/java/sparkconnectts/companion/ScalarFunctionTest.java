package sparkconnectts.companion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sparkconnectts.companion.Functions.call;
import static sparkconnectts.companion.Functions.failure;
import static sparkconnectts.companion.Functions.scalar;
import static sparkconnectts.companion.Functions.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Function1;

class ScalarFunctionTest {
  private static final String SAME = "function (x) { return x; }";

  @Test
  void callsTheFunctionWithTheValuesOfARow() {
    Function1<Object, Object> function =
        scalar("function (x, s) { return x + s.length; }", DataTypes.DoubleType, DataTypes.DoubleType, DataTypes.StringType);
    assertEquals(4.5, call(function, 1.5, text("abc")));
    assertEquals(2.0, call(function, 1.0, text("ü")));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE})
  void keepsEveryLong(long value) {
    for (DataType type : new DataType[] {DataTypes.LongType, DataTypes.TimestampType, DataTypes.TimestampNTZType}) {
      assertEquals(value, call(scalar(SAME, type, type), value), type.sql());
    }
  }

  @Test
  void keepsEveryKindOfValue() {
    assertEquals(Integer.MIN_VALUE, call(scalar(SAME, DataTypes.IntegerType, DataTypes.IntegerType), Integer.MIN_VALUE));
    assertEquals((short) -7, call(scalar(SAME, DataTypes.ShortType, DataTypes.ShortType), (short) -7));
    assertEquals((byte) 127, call(scalar(SAME, DataTypes.ByteType, DataTypes.ByteType), (byte) 127));
    assertEquals(0.1f, call(scalar(SAME, DataTypes.FloatType, DataTypes.FloatType), 0.1f));
    assertEquals(true, call(scalar(SAME, DataTypes.BooleanType, DataTypes.BooleanType), true));
    assertEquals(-719162, call(scalar(SAME, DataTypes.DateType, DataTypes.DateType), -719162));
    assertEquals(text("a😀"), call(scalar(SAME, DataTypes.StringType, DataTypes.StringType), text("a😀")));
    byte[] bytes = {0, -1, 127};
    assertArrayEquals(bytes, (byte[]) call(scalar(SAME, DataTypes.BinaryType, DataTypes.BinaryType), (Object) bytes));
    DataType money = DataTypes.createDecimalType(38, 18);
    Decimal amount = Decimal.apply(new BigDecimal("12345678901234567890.123456789012345678"), 38, 18);
    assertEquals(amount, call(scalar(SAME, money, money), amount));
    assertNull(call(scalar(SAME, DataTypes.LongType, DataTypes.LongType), (Object) null));
  }

  @Test
  void keepsNestedValues() {
    StructType point = new StructType().add("x", DataTypes.IntegerType).add("names", DataTypes.createArrayType(DataTypes.StringType));
    ArrayData names = new GenericArrayData(new Object[] {text("a"), null});
    InternalRow row = (InternalRow) call(scalar(SAME, point, point), new GenericInternalRow(new Object[] {1, names}));
    assertEquals(1, row.getInt(0));
    assertEquals(names, row.getArray(1));
    DataType map = DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType);
    ArrayData keys = new GenericArrayData(new Object[] {text("z"), text("a")});
    ArrayData values = new GenericArrayData(new Object[] {1L, null});
    ArrayBasedMapData same = (ArrayBasedMapData) call(scalar(SAME, map, map), new ArrayBasedMapData(keys, values));
    assertEquals(keys, same.keyArray());
    assertEquals(values, same.valueArray());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "int | 1.5 | the number 1.5",
    "int | 2147483648 | the number 2147483648",
    "bigint | 9007199254740993 | the number 9007199254740992",
    "string | 5 | the number 5",
    "boolean | 0 | the number 0",
    "double | '\"1\"' | the string \"1\"",
    "array<int> | ({}) | ",
    "date | new Date(0) | ",
  })
  void refusesWhatTheTypeCannotHold(String type, String value, String description) {
    ObjectNode failure = failure(() -> call(scalar("function () { return " + value + "; }", DataType.fromDDL(type))));
    assertEquals("wrong-value", failure.get("kind").asText());
    String message = failure.get("message").asText();
    assertTrue(message.contains("which is not a valid " + type.toUpperCase()), message);
    if (description != null) assertTrue(message.contains(description), message);
  }

  @Test
  void refusesUndefinedAndHalfCharacters() {
    assertEquals(
        "The function returned undefined. Return null for NULL.",
        failure(() -> call(scalar("function () {}", DataTypes.IntegerType))).get("message").asText());
    String half = failure(() -> call(scalar("function () { return '\\ud800'; }", DataTypes.StringType))).get("message").asText();
    assertTrue(half.contains("half a surrogate pair"), half);
  }

  @Test
  void reportsWhatTheFunctionThrows() {
    String source = "function (x) {\n  throw new RangeError('too ' + x);\n}";
    ObjectNode failure = failure(() -> call(scalar(source, DataTypes.IntegerType, DataTypes.StringType), text("big")));
    assertEquals("RangeError", failure.get("error").asText());
    assertEquals("too big", failure.get("message").asText());
    assertEquals(2, failure.get("line").asInt());
    assertEquals("[\"big\"]", failure.get("values").toString());
    ObjectNode thrown = failure(() -> call(scalar("function () { throw 5; }", DataTypes.IntegerType)));
    assertEquals("5", thrown.get("message").asText());
  }

  @Test
  void endsACallThatTakesTooLong() {
    ObjectNode failure = failure(() -> call(scalar("function () { for (;;) {} }", DataTypes.IntegerType)));
    assertEquals("limit", failure.get("kind").asText());
    assertEquals("The function did not return within 2000 ms.", failure.get("message").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "var a = []; for (;;) a.push('x' + a.length);",
    "return 'x'.repeat(1e8);",
    "return new Float64Array(1e8);",
    "return new Array(1e9).join();",
  })
  void endsACallThatNeedsTooMuchMemory(String body) {
    ObjectNode request = Functions.request("SCALAR", "function () { " + body + " }", DataTypes.StringType.json());
    // Long enough for the first calls on a busy machine.
    Function1<Object, Object> function = Functions.make(request.put("timeLimit", 60_000));
    ObjectNode failure = failure(() -> call(function));
    assertEquals("limit", failure.get("kind").asText());
    assertEquals("The function allocated more than 64 MiB in one call.", failure.get("message").asText());
  }

  @Test
  void endsARecursionThatIsTooDeep() {
    ObjectNode failure = failure(() -> call(scalar("function f() { return 1 + f(); }", DataTypes.IntegerType)));
    assertEquals("limit", failure.get("kind").asText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "Packages", "JavaAdapter", "importPackage", "load", "getClass", "process", "require"})
  void hidesJavaAndTheServer(String name) {
    assertEquals(text("undefined"), call(scalar("function () { return typeof " + name + "; }", DataTypes.StringType)));
  }

  @Test
  void keepsFunctionsApart() {
    String change = "function () { 'use strict'; try { Array.prototype.evil = 1; } catch (e) { return e.name; } return 'changed'; }";
    assertNotEquals(text("changed"), call(scalar(change, DataTypes.StringType)));
    assertEquals(text("undefined"), call(scalar("function () { return typeof [].evil; }", DataTypes.StringType)));
  }

  @Test
  void runsOnSeveralThreads() throws Exception {
    Function1<Object, Object> function = scalar("function (x) { return x * 2; }", DataTypes.DoubleType, DataTypes.DoubleType);
    assertEquals(2.0, call(function, 1.0));
    assertEquals(4.0, CompletableFuture.supplyAsync(() -> call(function, 2.0)).get());
    assertEquals(6.0, call(function, 3.0));
  }
}
