package sparkconnectts.companion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Function1;

/** Makes functions as the client describes them, for tests. */
final class Functions {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Functions() {}

  /** Returns a request with the limits of a test. The type is in Spark's JSON format. */
  static ObjectNode request(String kind, String source, String type) {
    return JSON.createObjectNode()
        .put("protocol", 1)
        .put("kind", kind)
        .put("name", "f")
        .put("engine", "rhino")
        .put("id", "id")
        .put("source", "(" + source + ")")
        .put("type", type)
        .put("timeLimit", 2000)
        .put("memoryLimit", 64 * 1024 * 1024)
        .put("timeZone", "UTC")
        .put("showsValues", true);
  }

  static Function1<Object, Object> make(ObjectNode request, DataType... argumentTypes) {
    return Canonical.function(request.toString(), argumentTypes);
  }

  /** Returns a scalar function. */
  static Function1<Object, Object> scalar(String source, DataType type, DataType... argumentTypes) {
    return make(request("SCALAR", source, type.json()), argumentTypes);
  }

  static Object call(Function1<Object, Object> function, Object... arguments) {
    return function.apply(arguments);
  }

  static UTF8String text(String text) {
    return UTF8String.fromString(text);
  }

  /** Returns how a call failed, as the client reads it. */
  static ObjectNode failure(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException error) {
      String json = FunctionFailure.find(error.getMessage());
      if (json == null) throw error;
      return parse(json);
    }
    throw new AssertionError("The call did not fail.");
  }

  private static ObjectNode parse(String json) {
    try {
      return (ObjectNode) JSON.readTree(json);
    } catch (JsonProcessingException error) {
      throw new AssertionError(json, error);
    }
  }
}
