package sparkconnectts.companion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class FunctionFailureTest {
  private static String message(ObjectNode request, String message, Object... values) {
    EngineError error = new EngineError("thrown", "Error", message, 3);
    return FunctionFailure.of(Request.parse(request.toString()), values, error).getMessage();
  }

  @Test
  void isFoundInTheTextOfATask() {
    String text = "Task 1 failed: " + message(Functions.request("SCALAR", "null", ""), "no", 1, null) + "\n\tat x";
    String expected =
        "{\"id\":\"id\",\"function\":\"f\",\"kind\":\"thrown\",\"error\":\"Error\",\"message\":\"no\",\"line\":3,\"values\":[\"1\",\"null\"]}";
    assertEquals(expected, FunctionFailure.find(text));
    assertNull(FunctionFailure.find("Division by zero"));
  }

  @Test
  void staysBelowTheLengthAtWhichSparkConnectCutsMessages() {
    String text = message(Functions.request("SCALAR", "null", ""), "m".repeat(5000), "v".repeat(5000), "w");
    int start = text.indexOf("ts-function-failure>>");
    assertTrue(start > 0 && start < 1500, "The short form ends at " + start + ".");
    assertTrue(text.substring(0, start).contains("\"cut\":true"));
    assertTrue(FunctionFailure.find(text).contains("m".repeat(5000)));
  }

  @Test
  void hidesTheValuesOnRequest() {
    assertFalse(message(Functions.request("SCALAR", "null", "").put("showsValues", false), "no", "secret").contains("secret"));
  }
}
