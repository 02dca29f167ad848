package sparkconnectts.companion;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Generator;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.trees.TreePattern$;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.Enumeration;
import scala.Function1;
import scala.collection.IndexedSeq;
import scala.collection.Seq;
import scala.collection.TraversableOnce;
import scala.collection.mutable.ListBuffer;

/** A table function of the client as a generator of Spark, such as explode. Public, because Spark copies expressions by reflection. */
public final class ScriptGenerator extends Expression implements Generator, Serializable {
  private static final long serialVersionUID = 1L;

  private final Request request;
  private final String label;
  private final Seq<Expression> arguments;
  private final StructType output;
  private transient Function1<Object, Object> function;

  public ScriptGenerator(Request request, String label, Seq<Expression> arguments) {
    this.request = request;
    this.label = label;
    this.arguments = arguments;
    output = (StructType) DataType.fromJson(request.type);
  }

  @Override
  public TraversableOnce<InternalRow> eval(InternalRow row) {
    if (function == null) function = Canonical.function(request.json, Arguments.types(arguments));
    ArrayData rows = (ArrayData) function.apply(Arguments.values(arguments, row));
    ListBuffer<InternalRow> list = new ListBuffer<>();
    for (int index = 0; index < rows.numElements(); index++) list.$plus$eq(rows.getStruct(index, output.length()));
    return list;
  }

  @Override
  public TraversableOnce<InternalRow> terminate() {
    return new ListBuffer<InternalRow>();
  }

  @Override
  public StructType elementSchema() {
    return output;
  }

  @Override
  public DataType dataType() {
    return new ArrayType(output, true);
  }

  @Override
  public boolean foldable() {
    return false;
  }

  @Override
  public boolean nullable() {
    return false;
  }

  @Override
  public TypeCheckResult checkInputDataTypes() {
    return Arguments.check(request, arguments);
  }

  @Override
  public boolean supportCodegen() {
    return false;
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    throw new UnsupportedOperationException("A table function of the client has no generated code.");
  }

  @Override
  public Seq<Expression> children() {
    return arguments;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return new ScriptGenerator(request, label, children);
  }

  /** Tells the optimizer's rules that this is a generator. */
  @Override
  public Seq<Enumeration.Value> nodePatterns() {
    ListBuffer<Enumeration.Value> patterns = new ListBuffer<>();
    patterns.$plus$eq(TreePattern$.MODULE$.GENERATOR());
    return patterns.toList();
  }

  /** Scala's compiler would call this with the value above. */
  @Override
  public void org$apache$spark$sql$catalyst$expressions$Generator$_setter_$nodePatterns_$eq(Seq<Enumeration.Value> patterns) {}

  @Override
  public String nodeName() {
    return label;
  }

  @Override
  public String prettyName() {
    return label;
  }

  @Override
  public String toString() {
    return label + arguments.mkString("(", ", ", ")");
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
    return other instanceof ScriptGenerator;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof ScriptGenerator)) return false;
    ScriptGenerator that = (ScriptGenerator) other;
    return request.equals(that.request) && arguments.equals(that.arguments);
  }

  @Override
  public int hashCode() {
    return 31 * request.hashCode() + arguments.hashCode();
  }
}
