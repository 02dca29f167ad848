package sparkconnectts.companion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.types.DataType;

/** What the client asks the companion to create. */
final class Request implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int PROTOCOL = 1;

  /**
   * What to create: a scalar function, an aggregate, a table function, a function of rows, of batches of rows, of groups, of
   * pairs of groups or of groups with a state, what describes the rows of groups, a function of the batches of a stream, the
   * functions of a session, a name in SQL, or the failure of a task.
   */
  enum Kind {
    SCALAR,
    AGGREGATE,
    TABLE,
    ROWS,
    BATCHES,
    GROUPS,
    COGROUPS,
    STATEFUL_GROUPS,
    GROUPING,
    BATCH,
    INSTALL,
    REGISTER,
    FAILURE
  }

  /** The text of this request. */
  final String json;
  final Kind kind;
  final String name;
  /** The id by which the client knows the function. */
  final String id;
  /** A script whose value is the function. */
  final String source;
  /** The JavaScript engine: that which the client wants, or none, and in a plan the one that the server has chosen. */
  final String engine;
  /** The functions of an aggregate, by name. */
  final Map<String, Request> parts = new HashMap<>();
  final int minArguments;
  /** The largest number of arguments, or -1 if there is none. */
  final int maxArguments;
  /** The types that the arguments must have, in Spark's JSON format, or null for any. */
  private final ArrayList<String> argumentTypes = new ArrayList<>();
  final boolean nullable;
  final boolean deterministic;
  /** The type of the result, in Spark's JSON format. */
  final String type;
  /** The schema of the rows that the function gets, in Spark's JSON format. */
  final String input;
  /** Whether groups have a key, which is the last column of their rows. Without one, the client groups by a constant. */
  final boolean hasKey;
  /** Whether the rows of a group with a state have a watermark. */
  final boolean hasWatermark;
  /** The largest number of rows in a batch. */
  final int batchSize;
  /** The longest time in milliseconds that one call may take, or that the client may be silent during a batch. */
  final long timeLimit;
  /** The largest number of bytes that one call may allocate. */
  final long memoryLimit;
  /** The time zone of the client, in which a Date of JavaScript prints itself. */
  final String timeZone;
  /** Whether errors contain the values of the row. */
  final boolean showsValues;
  /** The task whose failure is requested, or -1 for the latest failure on the driver. */
  final long task;

  final String userId;
  final String sessionId;
  /** The prefix of the settings through which a function of batches talks to the client. */
  final String settings;

  /** The function to register under the name, or null. */
  final Request function;

  private Request(String text, JsonNode json) {
    this.json = text;
    kind = Kind.valueOf(json.path("kind").asText());
    name = json.path("name").asText();
    id = json.path("id").asText();
    source = json.path("source").asText();
    engine = json.path("engine").asText();
    minArguments = json.path("minArguments").asInt();
    maxArguments = json.path("maxArguments").asInt(-1);
    for (JsonNode each : json.path("argumentTypes")) argumentTypes.add(each.asText(null));
    json.path("parts").fields().forEachRemaining(part -> parts.put(part.getKey(), new Request(part.getValue().toString(), part.getValue())));
    nullable = json.path("nullable").asBoolean(true);
    deterministic = json.path("deterministic").asBoolean(true);
    type = json.path("type").asText();
    input = json.path("input").asText();
    hasKey = json.path("hasKey").asBoolean();
    hasWatermark = json.path("hasWatermark").asBoolean();
    batchSize = json.path("batchSize").asInt();
    timeLimit = json.path("timeLimit").asLong();
    memoryLimit = json.path("memoryLimit").asLong();
    timeZone = json.path("timeZone").asText("UTC");
    showsValues = json.path("showsValues").asBoolean();
    userId = json.path("userId").asText();
    sessionId = json.path("sessionId").asText();
    settings = json.path("settings").asText();
    task = json.path("task").asLong(-1);
    function = json.has("function") ? parse(json.get("function").toString()) : null;
  }

  /** Returns this request with an engine that cannot change any more. */
  Request on(String engine) {
    if (engine.equals(this.engine)) return this;
    try {
      ObjectNode changed = (ObjectNode) new ObjectMapper().readTree(json);
      return parse(changed.put("engine", engine).toString());
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Returns the type that an argument must have, or null for any. */
  DataType argumentType(int index) {
    String type = index < argumentTypes.size() ? argumentTypes.get(index) : null;
    return type == null ? null : DataType.fromJson(type);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Request && json.equals(((Request) other).json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }

  static Request parse(String text) {
    try {
      JsonNode json = new ObjectMapper().readTree(text);
      int protocol = json.path("protocol").asInt();
      if (protocol == PROTOCOL) return new Request(text, json);
      throw new IllegalArgumentException(
          "The companion jar on this server understands version " + PROTOCOL + " of its protocol, but the client uses version "
              + protocol + ": install the jar that belongs to the client.");
    } catch (JsonProcessingException error) {
      throw new IllegalArgumentException("The client sent a function that is not valid JSON.", error);
    }
  }
}
