package sparkconnectts.companion;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.TimeZone;
import org.apache.spark.TaskContext;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.ContextFactory;

/** A context that ends a call after a time or after it has allocated too much. A call pays for this only if it is long. */
final class LimitedContext extends Context {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private long timeLimit;
  private long memoryLimit;
  private TimeZone timeZone;
  private long call;
  private long checkedCall = -1;
  private long start;
  private long allocatedAtStart;

  LimitedContext(ContextFactory factory) {
    super(factory);
  }

  /** Starts a call: with the limits of its function, and the time zone in which a Date prints itself. */
  void beginCall(long timeLimit, long memoryLimit, TimeZone timeZone) {
    this.timeLimit = timeLimit;
    this.memoryLimit = memoryLimit;
    if (this.timeZone != timeZone) {
      this.timeZone = timeZone;
      setTimeZone(timeZone);
    }
    call++;
  }

  /** Measures a call from its first check. */
  void check() {
    TaskContext task = TaskContext.get();
    if (task != null) task.killTaskIfInterrupted();
    long now = System.nanoTime();
    long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    if (checkedCall != call) {
      checkedCall = call;
      start = now;
      allocatedAtStart = allocated;
    } else if (now - start > timeLimit * 1_000_000) {
      throw new LimitExceeded(EngineError.tooLong(timeLimit));
    } else if (allocated - allocatedAtStart > memoryLimit) {
      throw tooMuchMemory();
    }
  }

  /** Checks whether one operation may allocate so many bytes, because no check can run during it. */
  void checkAllocation(double bytes) {
    if (bytes > memoryLimit) throw tooMuchMemory();
  }

  private LimitExceeded tooMuchMemory() {
    return new LimitExceeded(EngineError.tooMuchMemory(memoryLimit));
  }
}
