package sparkconnectts.companion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sparkconnectts.companion.Functions.failure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import scala.Function1;

class AggregateFunctionTest {
  /** Returns the steps of an aggregate that collects numbers. */
  private static Function1<Object, Object> collecting(String add) {
    ObjectNode request = Functions.request("AGGREGATE", "null", DataTypes.DoubleType.json());
    ObjectNode parts = request.putObject("parts");
    part(parts, "zero", "function () { return { numbers: [] }; }");
    part(parts, "add", add);
    part(parts, "merge", "function (a, b) { return { numbers: a.numbers.concat(b.numbers) }; }");
    part(parts, "finish", "function (s) { return s.numbers.reduce(function (sum, x) { return sum + x; }, 0); }");
    return Functions.make(request, DataTypes.DoubleType);
  }

  private static void part(ObjectNode parts, String name, String source) {
    parts.set(name, Functions.request("SCALAR", source, "\"double\"").put("name", "f." + name));
  }

  private static Object step(Function1<Object, Object> aggregate, Object... stepAndOperands) {
    return aggregate.apply(stepAndOperands);
  }

  @Test
  void addsMergesSavesAndFinishes() {
    Function1<Object, Object> sum = collecting("function (s, x) { s.numbers.push(x); return s; }");
    Object left = step(sum, "ADD", step(sum, "ZERO"), new Object[] {1.5});
    Object right = step(sum, "ADD", step(sum, "ZERO"), new Object[] {2.0});
    Object moved = step(sum, "LOAD", step(sum, "SAVE", right));
    assertEquals(3.5, step(sum, "FINISH", step(sum, "MERGE", left, moved)));
    assertEquals(0.0, step(sum, "FINISH", step(sum, "ZERO")));
  }

  @Test
  void namesTheFunctionThatFailed() {
    Function1<Object, Object> failing = collecting("function (s, x) { throw new Error('no ' + x); }");
    ObjectNode failure = failure(() -> step(failing, "ADD", step(failing, "ZERO"), new Object[] {3.0}));
    assertEquals("f.add", failure.get("function").asText());
    assertEquals("no 3", failure.get("message").asText());
    assertEquals("[\"3.0\"]", failure.get("values").toString());
  }

  @Test
  void refusesStatesThatCannotMove() {
    Function1<Object, Object> lost = collecting("function (s) { return function () {}; }");
    Object state = step(lost, "ADD", step(lost, "ZERO"), new Object[] {1.0});
    String message = failure(() -> step(lost, "SAVE", state)).get("message").asText();
    assertTrue(message.contains("cannot move between executors"), message);
    Function1<Object, Object> careless = collecting("function (s) {}");
    ObjectNode failure = failure(() -> step(careless, "ADD", step(careless, "ZERO"), new Object[] {1.0}));
    assertEquals("The function returned undefined instead of the state.", failure.get("message").asText());
  }
}
