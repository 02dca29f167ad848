package sparkconnectts.companion;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;

/** What a function takes and returns, in the representations of Spark and Java. */
final class Signature {
  /** A value of a type, the state of an aggregate, which only the engine knows, a row, or a list of rows. */
  enum Part {
    VALUE,
    STATE,
    ROW,
    ROWS
  }

  /** One argument. */
  static final class Parameter {
    final Part part;
    /** The type of a value as Spark has it inside. The schema of rows is in the rows. */
    final DataType type;
    /** The number of last columns of rows that the function does not get. */
    final int lacking;

    private Parameter(Part part, DataType type, int lacking) {
      this.part = part;
      this.type = type;
      this.lacking = lacking;
    }
  }

  final List<Parameter> parameters = new ArrayList<>();
  /** The function of the companion's script to call instead of the client's function, or with it as the first argument. */
  private String helper;
  private boolean takesFunction;
  private Part result;
  private DataType type;
  private ResultForm form;
  private boolean replacesState;

  Signature values(DataType... types) {
    for (DataType each : types) parameters.add(new Parameter(Part.VALUE, each, 0));
    return this;
  }

  Signature state() {
    parameters.add(new Parameter(Part.STATE, null, 0));
    return this;
  }

  Signature row() {
    parameters.add(new Parameter(Part.ROW, null, 0));
    return this;
  }

  Signature rows(int lacking) {
    parameters.add(new Parameter(Part.ROWS, null, lacking));
    return this;
  }

  Signature returns(DataType type, ResultForm form) {
    return returns(Part.VALUE, type, form);
  }

  Signature returnsRow(DataType type, ResultForm form) {
    return returns(Part.ROW, type, form);
  }

  /** The result is an array of rows of the type. */
  Signature returnsRows(DataType type, ResultForm form) {
    return returns(Part.ROWS, new ArrayType(type, false), form);
  }

  Signature returnsState() {
    return returns(Part.STATE, null, null);
  }

  /** The result takes the place of the state that is the first argument, which is not used any more. */
  Signature replacesState() {
    replacesState = true;
    return returnsState();
  }

  private Signature returns(Part part, DataType type, ResultForm form) {
    result = part;
    this.type = type;
    this.form = form;
    return this;
  }

  /** A function of the companion's script takes the place of the client's function. */
  Signature of(String helper) {
    this.helper = helper;
    return this;
  }

  /** A function of the companion's script calls the client's function. */
  Signature through(String helper) {
    takesFunction = true;
    return of(helper);
  }

  String helper() {
    return helper;
  }

  boolean hasFunction() {
    return helper == null || takesFunction;
  }

  Part result() {
    return result;
  }

  /** The type of the result, or null if it is a state. */
  DataType type() {
    return type;
  }

  ResultForm form() {
    return form;
  }

  boolean isReplacingState() {
    return replacesState;
  }
}
