package sparkconnectts.companion;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Generator;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Nil$;
import scala.runtime.AbstractFunction1;

/**
 * The SQL functions through which a client uses this jar. Plans name them instead of carrying serialized objects, for which
 * Spark would load the jar again.
 */
final class SessionFunctions {
  /** Takes a request as JSON, and the arguments of the function that it describes. */
  private static final String ENTRY = "spark_connect_ts";
  /** How Spark shows where a function comes from. */
  private static final String SOURCE = "scala_udf";

  private SessionFunctions() {}

  static void install(SparkSession session) {
    register(session, ENTRY, new Entry());
  }

  private static void register(SparkSession session, String name, AbstractFunction1<Seq<Expression>, Expression> builder) {
    session.sessionState().functionRegistry().createOrReplaceTempFunction(name, builder, SOURCE);
  }

  /** Builds what a request describes. */
  private static final class Entry extends AbstractFunction1<Seq<Expression>, Expression> {
    @Override
    public Expression apply(Seq<Expression> arguments) {
      Request request = Request.parse(String.valueOf(arguments.head().eval(null)));
      switch (request.kind) {
        case REGISTER:
          register(SparkSession.active(), request.function, request.name);
          return text(request.name);
        case FAILURE:
          return text(Failures.take(request.task));
        default:
          return call(request, request.name, tail(arguments));
      }
    }
  }

  /** Registers a function under a name. A table function can be called in a SELECT list, like explode, and in a FROM clause. */
  private static void register(SparkSession session, Request function, String name) {
    register(session, name, new Registered(function, name));
    TableFunctionRegistry tables = session.sessionState().tableFunctionRegistry();
    if (function.kind == Request.Kind.TABLE) {
      tables.createOrReplaceTempFunction(name, new RegisteredTable(function, name), SOURCE);
    } else if (isOurs(tables.lookupFunctionBuilder(new FunctionIdentifier(name)))) {
      tables.dropFunction(new FunctionIdentifier(name));
    }
  }

  private static boolean isOurs(Option<?> table) {
    return table.isDefined() && table.get() instanceof RegisteredTable;
  }

  private static Expression call(Request given, String label, Seq<Expression> arguments) {
    Request request = given.on(Engines.chosen(given));
    switch (request.kind) {
      case SCALAR:
        return new ScriptCall(request, label, arguments);
      case AGGREGATE:
        return new ScriptAggregate(request, label, arguments, 0, 0);
      case TABLE:
        return new ScriptGenerator(request, label, arguments);
      default:
        throw new IllegalArgumentException("An expression cannot contain the request " + request.kind + ".");
    }
  }

  /** Builds the calls of a function that is registered under a name. */
  private static final class Registered extends AbstractFunction1<Seq<Expression>, Expression> {
    private final Request request;
    private final String name;

    Registered(Request request, String name) {
      this.request = request;
      this.name = name;
    }

    @Override
    public Expression apply(Seq<Expression> arguments) {
      requireCount(request, name, arguments.length());
      return call(request, name, arguments);
    }
  }

  /** Builds the relations of a table function that is registered under a name. */
  private static final class RegisteredTable extends AbstractFunction1<Seq<Expression>, LogicalPlan> {
    private final Request request;
    private final String name;

    RegisteredTable(Request request, String name) {
      this.request = request;
      this.name = name;
    }

    @Override
    public LogicalPlan apply(Seq<Expression> arguments) {
      requireCount(request, name, arguments.length());
      Generator generator = new ScriptGenerator(request.on(Engines.chosen(request)), name, arguments);
      return new Generate(generator, nil(), false, Option.empty(), nil(), new OneRowRelation());
    }
  }

  @SuppressWarnings("unchecked")
  private static <T> Seq<T> nil() {
    return (Seq<T>) (Seq<?>) Nil$.MODULE$;
  }

  private static void requireCount(Request request, String name, int count) {
    if (count >= request.minArguments && (request.maxArguments < 0 || count <= request.maxArguments)) return;
    throw SessionFunctions.<RuntimeException>unchecked(wrongCount(request, name, count));
  }

  @SuppressWarnings("unchecked")
  private static Seq<Expression> tail(Seq<Expression> expressions) {
    return (Seq<Expression>) expressions.tail();
  }

  private static AnalysisException wrongCount(Request request, String label, int count) {
    String most = request.maxArguments < 0 ? " or more" : " to " + request.maxArguments;
    String expected = request.minArguments + (request.minArguments == request.maxArguments ? "" : most);
    Map<String, String> parameters = new HashMap<>();
    parameters.put("functionName", "`" + label + "`");
    parameters.put("expectedNum", expected);
    parameters.put("actualNum", String.valueOf(count));
    parameters.put("docroot", "https://spark.apache.org/docs/latest");
    return new AnalysisException(
        "WRONG_NUM_ARGS.WITHOUT_SUGGESTION", Map$.MODULE$.<String, String>empty().$plus$plus(JavaConverters.mapAsScalaMap(parameters)));
  }

  /** A Scala function may throw any exception. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T unchecked(Throwable error) throws T {
    throw (T) error;
  }

  private static Expression text(String text) {
    return new Literal(text == null ? null : UTF8String.fromString(text), DataTypes.StringType);
  }
}
