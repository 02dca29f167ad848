package sparkconnectts.companion;

import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** Chooses the JavaScript engine of a function. */
final class Engines {
  /** The setting of a session, or of the server, for functions whose client does not choose: auto, rhino or v8. */
  private static final String SETTING = "spark.connectTs.engine";
  private static final String RHINO = "rhino";
  private static final String V8 = "v8";
  private static final String AUTO = "auto";
  private static final String MISSING =
      "The engine v8 needs Javet, which this server does not have: put the jars javet and javet-v8-<system>-<processor> 5.0 from"
          + " Maven Central (com.caoccao.javet) into the jars folder of Spark, on the driver and on the executors, or choose the"
          + " engine rhino.";

  private Engines() {}

  /** Returns the engine that the session on the driver uses for a function. */
  static String chosen(Request request) {
    String wanted = request.engine.isEmpty() ? setting() : request.engine;
    if (wanted.equals(RHINO) || wanted.equals(V8)) {
      if (wanted.equals(V8)) requireV8();
      return wanted;
    }
    if (!wanted.equals(AUTO)) {
      throw new IllegalArgumentException("The setting " + SETTING + " must be auto, rhino or v8, not " + wanted + ".");
    }
    return takesBatches(request.kind) && hasV8() ? V8 : RHINO;
  }

  private static String setting() {
    Option<String> setting = SparkSession.active().conf().getOption(SETTING);
    return setting.isEmpty() ? AUTO : setting.get().toLowerCase(Locale.ROOT);
  }

  /** V8 is behind a border that costs more than Rhino needs for one row. */
  private static boolean takesBatches(Request.Kind kind) {
    switch (kind) {
      case ROWS:
      case BATCHES:
      case GROUPS:
      case COGROUPS:
      case STATEFUL_GROUPS:
        return true;
      default:
        return false;
    }
  }

  /** Starts the chosen engine of a function on this thread. */
  static Engine start(Request request) {
    if (!request.engine.equals(V8)) return new RhinoEngine(request);
    requireV8();
    return WithV8.start(request);
  }

  private static void requireV8() {
    if (!hasV8()) throw new IllegalArgumentException(MISSING);
  }

  private static boolean hasV8() {
    return HasV8.VALUE;
  }

  /** Whether Javet and its native library are on the class path of this process. */
  private static final class HasV8 {
    static final boolean VALUE = find();

    private static boolean find() {
      try {
        Class.forName("com.caoccao.javet.interop.V8Host", false, Engines.class.getClassLoader());
        return WithV8.isLoaded();
      } catch (ClassNotFoundException | LinkageError missing) {
        return false;
      }
    }
  }

  /** Keeps the classes that need Javet from being loaded without it. */
  private static final class WithV8 {
    static boolean isLoaded() {
      return V8Realm.isLoaded();
    }

    static Engine start(Request request) {
      return new V8Engine(request);
    }
  }
}
