package sparkconnectts.companion;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.Block;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeBlock;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeGenerator;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.expressions.codegen.JavaCode;
import org.apache.spark.sql.types.DataType;
import scala.Function1;
import scala.collection.IndexedSeq;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * The call of a JavaScript function in a plan of Spark. An expression instead of Spark's own one for Scala functions, because
 * that converts the arguments to classes of Java, which cannot represent all of them, and hides why a call failed.
 */
public final class ScriptCall extends Expression implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Request request;
  private final String label;
  private final Seq<Expression> arguments;
  private final DataType type;
  private transient Function1<Object, Object> function;

  /** Spark copies expressions with this constructor. */
  public ScriptCall(Request request, String label, Seq<Expression> arguments) {
    this.request = request;
    this.label = label;
    this.arguments = arguments;
    type = DataType.fromJson(request.type);
  }

  @Override
  public Seq<Expression> children() {
    return arguments;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return new ScriptCall(request, label, children);
  }

  @Override
  public DataType dataType() {
    return type;
  }

  @Override
  public boolean nullable() {
    return request.nullable;
  }

  @Override
  public boolean deterministic() {
    return request.deterministic && super.deterministic();
  }

  @Override
  public String prettyName() {
    return label;
  }

  @Override
  public String nodeName() {
    return label;
  }

  @Override
  public String toString() {
    return label + arguments.mkString("(", ", ", ")");
  }

  @Override
  public TypeCheckResult checkInputDataTypes() {
    return Arguments.check(request, arguments);
  }

  private Function1<Object, Object> function() {
    if (function == null) function = Canonical.function(request.json, Arguments.types(arguments));
    return function;
  }

  @Override
  public Object eval(InternalRow row) {
    return function().apply(Arguments.values(arguments, row));
  }

  /** The code names no class of this jar, because the class loader of generated code may not know it. */
  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    String reference = context.addReferenceObj("script", function(), "scala.Function1");
    String values = context.freshName("values");
    String result = context.freshName("result");
    Block block = text("Object[] " + values + " = new Object[" + arguments.length() + "];\n");
    for (int index = 0; index < arguments.length(); index++) {
      ExprCode argument = arguments.apply(index).genCode(context);
      DataType argumentType = arguments.apply(index).dataType();
      String boxed = "(" + CodeGenerator.boxedType(argumentType) + ") (" + argument.value() + ")";
      String assignment = values + "[" + index + "] = " + boxed + ";\n";
      block = block.$plus(argument.code()).$plus(text("\nif (!" + argument.isNull() + ") " + assignment));
    }
    String javaType = CodeGenerator.javaType(type);
    block = block.$plus(text(
        "Object " + result + " = " + reference + ".apply(" + values + ");\n"
            + "boolean " + code.isNull() + " = " + result + " == null;\n"
            + javaType + " " + code.value() + " = " + code.isNull() + " ? " + CodeGenerator.defaultValue(type, false)
            + " : (" + CodeGenerator.boxedType(type) + ") " + result + ";\n"));
    return code.copy(block, code.isNull(), code.value());
  }

  private static Block text(String java) {
    return new CodeBlock(scalaList(Collections.singletonList(java)), scalaList(Collections.<JavaCode>emptyList()));
  }

  private static <T> Seq<T> scalaList(List<T> list) {
    return JavaConverters.asScalaBuffer(list).toList();
  }

  @Override
  public int productArity() {
    return 3;
  }

  @Override
  public Object productElement(int index) {
    return new Object[] {request, label, arguments}[index];
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof ScriptCall;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScriptCall
        && request.equals(((ScriptCall) other).request)
        && arguments.equals(((ScriptCall) other).arguments);
  }

  @Override
  public int hashCode() {
    return 31 * request.hashCode() + arguments.hashCode();
  }
}
