package sparkconnectts;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connect.service.SparkConnectInterceptorRegistry$;
import org.apache.spark.sql.connect.service.SparkConnectService;
import org.apache.spark.sql.connect.service.SparkConnectService$;
import org.sparkproject.connect.grpc.Server;
import org.sparkproject.connect.grpc.netty.GrpcSslContexts;
import org.sparkproject.connect.grpc.netty.NettyServerBuilder;

/**
 * Runs Spark's Connect service in a gRPC server with a configurable address, token and TLS. The stock server of Spark 3.5 listens on
 * every interface, without authentication and without TLS, and has no setting to change that.
 *
 * <p>All settings but the environment variable are read from the Spark configuration. The first two names and the variable are
 * the same as in Spark 4:
 *
 * <ul>
 *   <li>{@code spark.connect.grpc.binding.address}: the address to listen on. Default: 127.0.0.1
 *   <li>{@code spark.connect.grpc.binding.port}: the port to listen on. Default: 15002
 *   <li>{@code spark.connect.authenticate.tokenFile}: a file with the bearer token that every call must carry. It is read for
 *       every call, so the token can be replaced while the server runs
 *   <li>the environment variable {@code SPARK_CONNECT_AUTHENTICATE_TOKEN}: the token itself, for containers; empty means no token
 *   <li>{@code spark.connect.grpc.tls.keyStore} and {@code …keyStorePasswordFile}: a PKCS #12 file and its password; enables TLS
 * </ul>
 */
public final class ConnectServer {
  /** Hadoop runs shutdown hooks in descending order of priority. Spark's hook, which stops the context, has priority 50. */
  private static final int BEFORE_SPARK_STOPS = 60;

  private static final long GRACE_SECONDS = 2;

  /** The name that Spark 4 uses. */
  private static final String TOKEN_VARIABLE = "SPARK_CONNECT_AUTHENTICATE_TOKEN";

  private ConnectServer() {}

  public static void main(String[] args) throws Exception {
    SparkSession session = SparkSession.builder().getOrCreate();
    SparkConf conf = session.sparkContext().conf();
    InetSocketAddress address =
        new InetSocketAddress(
            conf.get("spark.connect.grpc.binding.address", "127.0.0.1"),
            conf.getInt("spark.connect.grpc.binding.port", 15002));
    try {
      Server server = build(conf, address).start();
      register(server, session.sparkContext());
      ShutdownHookManager.get().addShutdownHook(ConnectServer::stop, BEFORE_SPARK_STOPS);
      System.out.printf("Spark Connect server listens on %s:%d%n", address.getHostString(), server.getPort());
      server.awaitTermination();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException error) {
      System.err.printf(
          "Spark Connect server cannot listen on %s:%d: %s%n", address.getHostString(), address.getPort(), reason(error));
      System.exit(1);
    }
  }

  private static Server build(SparkConf conf, InetSocketAddress address) throws IOException, GeneralSecurityException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .maxInboundMessageSize((int) conf.getSizeAsBytes("spark.connect.grpc.maxInboundMessageSize", "128m"))
            .addService(new SparkConnectService(false));
    SparkConnectInterceptorRegistry$.MODULE$.chainInterceptors(builder);
    // gRPC runs the interceptor that was added last first, so the token is checked before any other code sees the call.
    Supplier<String> token = token(conf);
    if (token != null) {
      builder.intercept(new TokenInterceptor(token));
    }
    if (conf.contains("spark.connect.grpc.tls.keyStore")) {
      builder.sslContext(sslContext(conf));
    }
    return builder.build();
  }

  /** Returns the source of the bearer token that calls must carry, or null if none is required. */
  private static Supplier<String> token(SparkConf conf) throws IOException {
    if (conf.contains("spark.connect.authenticate.tokenFile")) {
      String first = readSecret(conf, "spark.connect.authenticate.tokenFile");
      return new TokenFile(Path.of(conf.get("spark.connect.authenticate.tokenFile")), first);
    }
    String token = System.getenv(TOKEN_VARIABLE);
    if (token == null || token.isEmpty()) {
      return null;
    }
    if (!token.chars().allMatch(character -> character > ' ' && character < 0x7f)) {
      throw new IllegalArgumentException("the token in " + TOKEN_VARIABLE + " must consist of visible ASCII characters");
    }
    return () -> token;
  }

  private static SslContext sslContext(SparkConf conf) throws IOException, GeneralSecurityException {
    char[] password = readSecret(conf, "spark.connect.grpc.tls.keyStorePasswordFile").toCharArray();
    KeyStore keyStore = KeyStore.getInstance("PKCS12");
    try (InputStream file = Files.newInputStream(Path.of(conf.get("spark.connect.grpc.tls.keyStore")))) {
      keyStore.load(file, password);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(keyStore, password);
    return GrpcSslContexts.configure(SslContextBuilder.forServer(keys)).build();
  }

  private static String readSecret(SparkConf conf, String setting) throws IOException {
    String secret = Files.readString(Path.of(conf.get(setting))).strip();
    if (secret.isEmpty()) {
      throw new IllegalArgumentException("the file named by " + setting + " is empty");
    }
    return secret;
  }

  /** Does what {@code SparkConnectService.start} does after starting its gRPC server; that method is private. */
  private static void register(Server server, SparkContext context) throws ReflectiveOperationException {
    SparkConnectService$ service = SparkConnectService$.MODULE$;
    service.server_$eq(server);
    Method createListenerAndUI = SparkConnectService$.class.getDeclaredMethod("createListenerAndUI", SparkContext.class);
    createListenerAndUI.setAccessible(true);
    createListenerAndUI.invoke(service, context);
  }

  private static void stop() {
    Server server = SparkConnectService$.MODULE$.server().shutdown();
    try {
      server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    SparkConnectService$.MODULE$.stop(scala.Option.empty(), scala.Option.empty());
  }

  /** Returns the innermost cause, because Netty wraps the error of the system, such as "Address already in use". */
  private static String reason(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.toString();
  }
}
