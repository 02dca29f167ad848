package sparkconnectts.companion;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.apache.spark.sql.types.DataType;

/** Describes signatures for v8.ts. */
final class V8Signatures {
  private V8Signatures() {}

  static String describe(Signature signature) {
    ObjectNode described = JsonNodeFactory.instance.objectNode();
    ArrayNode parameters = described.putArray("parameters");
    for (Signature.Parameter parameter : signature.parameters) parameters.add(part(parameter.part, parameter.type));
    described.set("result", part(signature.result(), signature.type()));
    if (signature.type() != null) described.set("type", TapeType.describe(signature.type()));
    if (signature.helper() != null) described.put("helper", signature.helper());
    return described.put("replacesState", signature.isReplacingState()).toString();
  }

  private static JsonNode part(Signature.Part part, DataType type) {
    return part == Signature.Part.VALUE ? TapeType.describe(type) : TextNode.valueOf(part.name().toLowerCase(Locale.ROOT));
  }
}
