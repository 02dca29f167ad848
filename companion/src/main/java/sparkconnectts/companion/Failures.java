package sparkconnectts.companion;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.TaskContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.Option;

/**
 * The latest failures of functions, by task. Spark Connect cuts off long messages, so the driver keeps them until the client
 * asks for them.
 */
final class Failures extends SparkListener {
  private static final String REGISTRY = "sparkconnectts.companion.failures";
  private static final int KEPT = 256;
  private static final long PATIENCE_MILLIS = 2000;

  private final Map<Long, String> failures;

  private Failures(Map<Long, String> failures) {
    this.failures = failures;
  }

  /** Starts to listen, unless a copy of this class in another class loader of this process does. */
  static void listen() {
    if (TaskContext.get() != null) return;
    Option<SparkContext> context = SparkContext$.MODULE$.getActive();
    if (context.isEmpty()) return;
    String key = REGISTRY + "." + context.get().applicationId();
    System.getProperties().computeIfAbsent(key, ignored -> {
      Map<Long, String> failures = Collections.synchronizedMap(new Latest());
      context.get().addSparkListener(new Failures(failures));
      return failures;
    });
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (!(end.reason() instanceof ExceptionFailure)) return;
    String cause = FunctionFailure.find(((ExceptionFailure) end.reason()).fullStackTrace());
    if (cause != null) failures.put(end.taskInfo().taskId(), cause);
  }

  /**
   * Returns the failure of a task, and forgets it. The event of a task may arrive after the client has received the error.
   */
  static String take(long task) {
    Map<Long, String> known = known();
    long deadline = System.currentTimeMillis() + PATIENCE_MILLIS;
    while (!known.containsKey(task) && System.currentTimeMillis() < deadline) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException error) {
        Thread.currentThread().interrupt();
        return null;
      }
    }
    return known.remove(task);
  }

  @SuppressWarnings("unchecked")
  private static Map<Long, String> known() {
    Option<SparkContext> context = SparkContext$.MODULE$.getActive();
    Object known = context.isEmpty() ? null : System.getProperties().get(REGISTRY + "." + context.get().applicationId());
    return known == null ? new LinkedHashMap<>() : (Map<Long, String>) known;
  }

  /** A map that forgets its oldest entry. */
  private static final class Latest extends LinkedHashMap<Long, String> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
      return size() > KEPT;
    }
  }
}
