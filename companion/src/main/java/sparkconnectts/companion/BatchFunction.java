package sparkconnectts.companion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.connect.service.SessionHolder;
import org.apache.spark.sql.connect.service.SparkConnectService$;
import scala.Function2;
import scala.Option;
import scala.runtime.BoxedUnit;

/**
 * Hands each batch of a streaming query to the client, and waits until the client is done with it. Both sides talk through
 * settings of the client's session: the batch that is ready, a sign of life of the client, and the result.
 */
final class BatchFunction {
  private static final long MILLIS_BETWEEN_LOOKS = 1;
  private static final String QUERY_ID = "sql.streaming.queryId";
  private static final String RUN_ID = "spark.jobGroup.id";

  private final Request request;

  private BatchFunction(Request request) {
    this.request = request;
  }

  static Function2<Dataset<Row>, Object, BoxedUnit> of(Request request) {
    BatchFunction function = new BatchFunction(request);
    return (batch, batchId) -> {
      function.run(batch, (Long) batchId);
      return BoxedUnit.UNIT;
    };
  }

  private void run(Dataset<Row> batch, long batchId) {
    SessionHolder holder = SparkConnectService$.MODULE$.getIsolatedSession(request.userId, request.sessionId);
    RuntimeConfig settings = holder.session().conf();
    String frameId = UUID.randomUUID().toString();
    holder.cacheDataFrameById(frameId, batch);
    try {
      settings.set(request.settings + ".ready", describe(batch, batchId, frameId));
      await(settings, frameId, batchId);
    } finally {
      settings.unset(request.settings + ".ready");
      settings.unset(request.settings + ".done");
      holder.removeCachedDataFrame(frameId);
    }
  }

  /** Returns what the client needs to know, as JSON. Spark keeps the ids of the query and of its run, the group of its jobs, as properties of the thread. */
  private static String describe(Dataset<Row> batch, long batchId, String frameId) {
    SparkContext context = batch.sparkSession().sparkContext();
    return new ObjectMapper()
        .createObjectNode()
        .put("batchId", Long.toString(batchId))
        .put("frame", frameId)
        .put("queryId", context.getLocalProperty(QUERY_ID))
        .put("runId", context.getLocalProperty(RUN_ID))
        .toString();
  }

  private void await(RuntimeConfig settings, String frameId, long batchId) {
    String sign = null;
    long deadline = 0;
    for (;;) {
      Option<String> done = settings.getOption(request.settings + ".done");
      if (done.isDefined() && isOf(done.get(), frameId, batchId)) return;
      String latest = settings.get(request.settings + ".alive", "");
      if (!latest.equals(sign)) {
        sign = latest;
        deadline = System.currentTimeMillis() + request.timeLimit;
      } else if (System.currentTimeMillis() > deadline) {
        throw new IllegalStateException(
            "The client of foreachBatch has not answered for " + request.timeLimit + " ms in batch " + batchId
                + ": start the query again from its checkpoint, with a client that keeps running. If the function blocks its event loop for longer, raise clientTimeout.");
      }
      sleep();
    }
  }

  /** Returns whether the client is done with this batch. Throws if its function failed. */
  private static boolean isOf(String done, String frameId, long batchId) {
    JsonNode result;
    try {
      result = new ObjectMapper().readTree(done);
    } catch (JsonProcessingException error) {
      throw new IllegalStateException("The client sent a result that is not valid JSON.", error);
    }
    if (!result.path("frame").asText().equals(frameId)) return false;
    if (result.hasNonNull("error")) {
      throw new IllegalStateException("The function of foreachBatch failed in batch " + batchId + ": " + result.path("error").asText());
    }
    return true;
  }

  private static void sleep() {
    try {
      Thread.sleep(MILLIS_BETWEEN_LOOKS);
    } catch (InterruptedException stopped) {
      throw BatchFunction.<RuntimeException>unchecked(stopped);
    }
  }

  /** Spark recognizes that a query was stopped by the interruption itself, and a Scala function may throw it. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T unchecked(Throwable error) throws T {
    throw (T) error;
  }
}
