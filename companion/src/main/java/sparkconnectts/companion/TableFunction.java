package sparkconnectts.companion;

import org.apache.spark.sql.types.DataType;

/** A function that returns rows for the values of a row: an array of rows as Spark has them inside. */
final class TableFunction extends ScalarFunction {
  private static final long serialVersionUID = 1L;

  TableFunction(Request request, DataType[] argumentTypes) {
    super(request, argumentTypes);
  }

  @Override
  Signature returning(Signature signature, DataType type) {
    return signature.returnsRows(type, ResultForm.OF_SPARK);
  }
}
