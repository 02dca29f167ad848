package sparkconnectts.companion;

import java.util.TimeZone;
import org.apache.spark.TaskContext;

/** A call in V8, which has limits. It counts as several calls if it calls a function for several rows. */
final class V8Call {
  final long timeLimit;
  final long memoryLimit;
  /** That of the client. */
  final TimeZone timeZone;
  /** The task of the call, or null on the driver. */
  final TaskContext task;
  /** Why the call was ended, or null. */
  private EngineError limit;
  private RuntimeException cause;
  private boolean isEnded;
  /** The number of finished calls at the latest check, and the time of it. */
  private double finished = -1;
  private long since;
  private double finishedAtSample = -1;
  private long memory;

  V8Call(Request request) {
    timeLimit = request.timeLimit;
    memoryLimit = request.memoryLimit;
    timeZone = TimeZone.getTimeZone(request.timeZone);
    task = TaskContext.get();
  }

  /** Starts to measure again, because the function waited for its input. */
  synchronized void restart() {
    finished = -1;
    finishedAtSample = -1;
  }

  /** Returns whether the call has just exceeded its time. The number of calls that it has finished is progress. */
  synchronized boolean exceedsTime(double nowFinished, long now) {
    if (isEnded) return false;
    if (task != null && task.isInterrupted()) {
      isEnded = true;
    } else if (nowFinished != finished) {
      finished = nowFinished;
      since = now;
    } else if (now - since > timeLimit * 1_000_000) {
      end(EngineError.tooLong(timeLimit));
    }
    return isEnded;
  }

  /** Returns whether the call has just exceeded its memory, when V8 has used so many bytes. */
  synchronized boolean exceedsMemory(double nowFinished, long used) {
    if (isEnded) return false;
    if (nowFinished != finishedAtSample) {
      finishedAtSample = nowFinished;
      memory = used;
    } else if (used - memory > memoryLimit) {
      end(EngineError.tooMuchMemory(memoryLimit));
    }
    return isEnded;
  }

  /** Ends the call because of a limit, unless it is ended. */
  synchronized void end(EngineError limit) {
    if (isEnded) return;
    isEnded = true;
    this.limit = limit;
  }

  /** Ends the call because its input failed. */
  synchronized void end(RuntimeException cause) {
    isEnded = true;
    this.cause = cause;
  }

  synchronized boolean isEnded() {
    return isEnded;
  }

  /** Throws why the call was ended, if it was. */
  synchronized void throwIfEnded() throws EngineError {
    if (!isEnded) return;
    if (cause != null) throw cause;
    if (limit != null) throw limit;
    task.killTaskIfInterrupted();
  }
}
