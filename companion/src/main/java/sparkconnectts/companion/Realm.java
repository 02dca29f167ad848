package sparkconnectts.companion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.Supplier;
import org.mozilla.javascript.Script;
import org.mozilla.javascript.ScriptableObject;
import org.mozilla.javascript.Symbol;

/**
 * Rhino on one thread, with the values of Spark's types. All functions that run on the thread share it,
 * because it takes milliseconds to create. They cannot affect each other, because its objects cannot be changed.
 */
final class Realm {
  private static final LimitedContexts CONTEXTS = inOwnClassLoader(LimitedContexts::new);
  private static final ThreadLocal<Realm> REALMS = ThreadLocal.withInitial(() -> inOwnClassLoader(Realm::new));
  private static final Map<String, Script> SCRIPTS = Collections.synchronizedMap(new RecentScripts());
  /** In milliseconds. A realm needs a few of them. */
  private static final long START_LIMIT = 60_000;
  private static final String VALUES = resource("rhino.js");

  final LimitedContext context = CONTEXTS.create();
  final ScriptableObject scope;
  final ScriptValues values;
  final ToScript toScript;

  private Realm() {
    // A thread that has entered a context once does not have to enter one for each call.
    CONTEXTS.enterContext(context);
    context.beginCall(START_LIMIT, Long.MAX_VALUE, TimeZone.getDefault());
    scope = context.initSafeStandardObjects();
    run("values", VALUES);
    values = new ScriptValues(context, scope);
    toScript = new ToScript(context, scope);
    Guards.install(scope);
    seal();
  }

  static Realm ofThisThread() {
    return REALMS.get();
  }

  /** Rhino looks for its parts with the class loader of the thread, which may find them in another copy of this jar. */
  private static <T> T inOwnClassLoader(Supplier<T> work) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(Realm.class.getClassLoader());
    try {
      return work.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Runs a script and returns its value. */
  Object run(String name, String source) {
    Script script = SCRIPTS.computeIfAbsent(source, text -> context.compileString(text, name, 1, null));
    return script.exec(context, scope, scope);
  }

  /** Makes the global object, the standard classes and their prototypes immutable. */
  private void seal() {
    for (Object id : scope.getAllIds()) {
      Object value = id instanceof Symbol ? scope.get((Symbol) id, scope) : scope.get(String.valueOf(id), scope);
      if (!(value instanceof ScriptableObject)) continue;
      Object prototype = ScriptableObject.getProperty((ScriptableObject) value, "prototype");
      if (prototype instanceof ScriptableObject) ((ScriptableObject) prototype).sealObject();
      if (value != scope) ((ScriptableObject) value).sealObject();
    }
    scope.sealObject();
  }

  /** Returns a script of the companion. */
  static String resource(String name) {
    try (InputStream in = Realm.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  /** Compiled scripts, of which the least recently used is forgotten. Their classes are unloaded with them. */
  private static final class RecentScripts extends LinkedHashMap<String, Script> {
    private static final long serialVersionUID = 1L;
    private static final int KEPT = 100;

    RecentScripts() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Script> eldest) {
      return size() > KEPT;
    }
  }
}
