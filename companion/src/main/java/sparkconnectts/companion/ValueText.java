package sparkconnectts.companion;

import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.Option;

/** Writes the arguments of a failed call as text, as SQL casts them to strings. */
final class ValueText {
  private ValueText() {}

  static Object[] of(Object[] values, DataType[] types) {
    Object[] texts = new Object[values.length];
    for (int index = 0; index < values.length; index++) texts[index] = of(values[index], types[index]);
    return texts;
  }

  private static String of(Object value, DataType type) {
    if (value == null) return "null";
    Object text = new Cast(new Literal(value, type), DataTypes.StringType, Option.apply("UTC"), Cast.apply$default$4()).eval(null);
    return String.valueOf(text);
  }
}
