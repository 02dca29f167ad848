package sparkconnectts.companion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URL;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.BiFunction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import scala.Function1;

/**
 * Uses one copy of the classes of this jar in a process. Spark loads an uploaded jar with a class loader for each session, and
 * on the driver for each request, so the engine and its compiled scripts would exist once for each of them. The first copy
 * serves the others that were loaded from a jar with the same content.
 */
final class Canonical {
  /** SHA-256 of this jar in hexadecimal digits. */
  static final String HASH = sha256OfJar();

  private static final String INSTALL = "install";
  private static final String FUNCTION = "function";
  private static final BiFunction<String, Object[], Object> COPY = copy();

  private Canonical() {}

  /** Makes the functions of the client available to a session. */
  static void install(SparkSession session) {
    COPY.apply(INSTALL, new Object[] {session});
  }

  /**
   * Returns the function for a request, and for the types of its arguments. What it takes and returns depends on the kind of
   * the request, and is the same in each engine.
   */
  @SuppressWarnings("unchecked")
  static Function1<Object, Object> function(String request, DataType[] arguments) {
    return (Function1<Object, Object>) COPY.apply(FUNCTION, new Object[] {request, arguments});
  }

  @SuppressWarnings("unchecked")
  private static BiFunction<String, Object[], Object> copy() {
    BiFunction<String, Object[], Object> own = Canonical::make;
    return (BiFunction<String, Object[], Object>)
        System.getProperties().computeIfAbsent("sparkconnectts.companion." + HASH, key -> own);
  }

  private static Object make(String what, Object[] arguments) {
    if (what.equals(FUNCTION)) return ScriptFunction.of(Request.parse((String) arguments[0]), (DataType[]) arguments[1]);
    SessionFunctions.install((SparkSession) arguments[0]);
    return null;
  }

  private static String sha256OfJar() {
    URL jar = Canonical.class.getProtectionDomain().getCodeSource().getLocation();
    try (InputStream in = jar.openStream()) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[65536];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) digest.update(buffer, 0, length);
      return String.format("%064x", new BigInteger(1, digest.digest()));
    } catch (IOException error) {
      throw new UncheckedIOException("Cannot read the companion jar at " + jar + ".", error);
    } catch (NoSuchAlgorithmException error) {
      throw new IllegalStateException(error);
    }
  }
}
