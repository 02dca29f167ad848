package sparkconnectts.companion;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataType;
import scala.collection.Seq;

/** The arguments of a function of the client in a plan. */
final class Arguments {
  private Arguments() {}

  static DataType[] types(Seq<Expression> arguments) {
    DataType[] types = new DataType[arguments.length()];
    for (int index = 0; index < types.length; index++) types[index] = arguments.apply(index).dataType();
    return types;
  }

  /** Returns the values of the arguments for a row, as Spark has them inside. */
  static Object[] values(Seq<Expression> arguments, InternalRow row) {
    Object[] values = new Object[arguments.length()];
    for (int index = 0; index < values.length; index++) values[index] = arguments.apply(index).eval(row);
    return values;
  }

  /** Returns whether a function can take the arguments. */
  static TypeCheckResult check(Request request, Seq<Expression> arguments) {
    DataType[] types = types(arguments);
    for (int index = 0; index < types.length; index++) {
      String problem = problemOf(request, index, types[index], arguments.apply(index));
      if (problem != null) return new TypeCheckResult.TypeCheckFailure(problem);
    }
    return TypeCheckResult.TypeCheckSuccess$.MODULE$;
  }

  /** Returns what is wrong with an argument as a sentence, or null. */
  private static String problemOf(Request request, int index, DataType given, Expression argument) {
    DataType wanted = request.argumentType(index);
    if (wanted != null && !DataType.equalsIgnoreNullability(wanted, given)) {
      return "The function " + request.name + " takes " + wanted.sql() + " for argument " + (index + 1) + ", but "
          + argument.sql() + " is " + given.sql() + ". Cast the column.";
    }
    if (ColumnToScript.isSupported(given)) return null;
    return "The function " + request.name + " cannot take " + given.sql() + " for argument " + (index + 1) + ".";
  }
}
