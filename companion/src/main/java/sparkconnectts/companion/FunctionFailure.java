package sparkconnectts.companion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The failure of a function as an exception, whose message is JSON between markers. It is found in the text of the failed
 * task. The exception is of a class of Java, because the driver cannot read one of an uploaded jar, and then does not say
 * why the task failed.
 */
final class FunctionFailure {
  private static final String START = "<<ts-function-failure ";
  private static final String END = " ts-function-failure>>";
  private static final String WHOLE_START = "<<ts-function-failure-whole ";
  private static final String WHOLE_END = " ts-function-failure-whole>>";
  private static final Pattern MARKED = marked(START, END);
  private static final Pattern MARKED_WHOLE = marked(WHOLE_START, WHOLE_END);

  /** Spark Connect cuts off messages at 2,048 characters, of which Spark needs some hundred. */
  private static final int LONGEST_MESSAGE = 600;
  private static final int LONGEST_VALUE = 60;
  private static final int MOST_VALUES = 8;
  private static final int LONGEST_WHOLE_VALUE = 1000;

  private FunctionFailure() {}

  static RuntimeException of(Request request, Object[] arguments, EngineError error) {
    List<String> values = new ArrayList<>();
    for (Object argument : arguments) values.add(shortened(String.valueOf(argument), LONGEST_WHOLE_VALUE));
    String whole = jsonOf(request, error, error.getMessage(), values, false);
    String text = START + shortJsonOf(request, error, values) + END;
    if (!text.equals(START + whole + END)) text += " " + WHOLE_START + whole + WHOLE_END;
    RuntimeException failure = new RuntimeException(text);
    failure.setStackTrace(new StackTraceElement[0]);
    return failure;
  }

  /** Returns the JSON of a failure in a text, or null. */
  static String find(String text) {
    Matcher whole = MARKED_WHOLE.matcher(text);
    if (whole.find()) return whole.group(1);
    Matcher matcher = MARKED.matcher(text);
    return matcher.find() ? matcher.group(1) : null;
  }

  private static Pattern marked(String start, String end) {
    return Pattern.compile(Pattern.quote(start) + "(.*?)" + Pattern.quote(end));
  }

  private static String shortJsonOf(Request request, EngineError error, List<String> values) {
    List<String> shortened = new ArrayList<>();
    for (String value : values.subList(0, Math.min(MOST_VALUES, values.size()))) shortened.add(shortened(value, LONGEST_VALUE));
    String message = shortened(error.getMessage(), LONGEST_MESSAGE);
    boolean isCut = !message.equals(error.getMessage()) || (request.showsValues && !shortened.equals(values));
    return jsonOf(request, error, message, shortened, isCut);
  }

  private static String jsonOf(Request request, EngineError error, String message, List<String> values, boolean isCut) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    json.put("id", request.id).put("function", request.name).put("kind", error.kind).put("error", error.name);
    json.put("message", message).put("line", error.line);
    if (request.showsValues) {
      ArrayNode array = json.putArray("values");
      values.forEach(array::add);
    }
    if (isCut) json.put("cut", true);
    try {
      return mapper.writeValueAsString(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String shortened(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + "…";
  }
}
