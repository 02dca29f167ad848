package sparkconnectts.companion;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.exceptions.JavetExecutionException;
import com.caoccao.javet.exceptions.JavetScriptingError;
import com.caoccao.javet.exceptions.JavetTerminatedException;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.callback.IJavetDirectCallable;
import com.caoccao.javet.interop.callback.JavetCallbackContext;
import com.caoccao.javet.interop.callback.JavetCallbackType;
import com.caoccao.javet.interop.options.V8RuntimeOptions;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.primitive.V8ValueBoolean;
import com.caoccao.javet.values.primitive.V8ValueInteger;
import com.caoccao.javet.values.primitive.V8ValueString;
import com.caoccao.javet.values.reference.V8ValueArrayBuffer;
import com.caoccao.javet.values.reference.V8ValueFunction;
import com.caoccao.javet.values.reference.V8ValueObject;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;

/**
 * V8 on one thread, with the values of Spark's types. All functions that run on the thread share it, because it takes
 * milliseconds and megabytes. They cannot affect each other, because its objects cannot be changed. v8.ts is the other side.
 */
final class V8Realm {
  private static final ThreadLocal<V8Realm> REALMS = new ThreadLocal<>();
  private static final String SCRIPT = Realm.resource("v8.js");
  private static final String CLIENT_SCRIPT = "ts-function";
  /** A realm gets more when a call needs it, up to the limit of the call. */
  private static final int HEAP_MEBIBYTES = 256;
  /** More than this is left of the stack of a thread by Spark. */
  private static final int STACK_KIBIBYTES = 400;
  private static final long MORE_TO_END_BYTES = 256L * 1024 * 1024;
  private static final long IDLE_MILLIS = 60_000;
  private static final int BYTES_PER_ENTRY = 8;

  // The numbers of v8.ts, in which a call reports how it ended.
  private static final int FINISHED = 0;
  private static final int ENTRIES = 1;
  private static final int OUTCOME = 2;
  private static final int LINE = 3;
  private static final int MEMORY_LIMIT = 4;
  private static final int TIME_ZONE = 5;
  private static final int RETURNED = 0;
  private static final int WRONG_VALUE = 2;
  private static final int TOO_DEEP = 3;

  /**
   * When V8 unrolls loops, it removes the check of whether the script is to end, even from {@code for (;;) list.push(new
   * Array(9).fill(1))}, which never ends by itself.
   */
  private static final String CHECK_ALL_LOOPS = "--no-turboshaft-loop-unrolling";

  static {
    V8RuntimeOptions.V8_FLAGS
        .setMaxHeapSize(HEAP_MEBIBYTES)
        .setCustomFlags(CHECK_ALL_LOOPS + " --stack-size=" + STACK_KIBIBYTES);
  }

  private final V8Runtime runtime;
  private final Map<String, V8ValueFunction> api = new HashMap<>();
  private final List<AutoCloseable> values = new ArrayList<>();
  private final ByteBuffer head;
  private LongBuffer input;
  private LongBuffer output;
  final TapeWriter tape = new TapeWriter();
  private final Map<String, RowType> rowTypes = new HashMap<>();
  /** The numbers by which v8.ts knows the time zones of calls. */
  private final Map<String, Integer> zones = new HashMap<>();
  private final Map<Integer, Supplier<List<Row>>> inputs = new HashMap<>();
  /** Functions and states that Java may still use. */
  private final Map<Reference<?>, Handle> handles = new ConcurrentHashMap<>();
  private final ReferenceQueue<Object> unused = new ReferenceQueue<>();
  private int count;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Thread owner = Thread.currentThread();
  private volatile V8Call current;
  private volatile long lastUse = System.currentTimeMillis();
  private volatile boolean isClosed;
  /** Whether no more functions may run here, because the heap is too large, or a function has changed what others use. */
  private volatile boolean isRetired;

  /** The number of a schema, and how its rows are written. */
  private static final class RowType {
    final int id;
    final ToTape columns;

    RowType(int id, ToTape columns) {
      this.id = id;
      this.columns = columns;
    }
  }

  /** A function or a state in this realm, which is released when Java does not use it any more. */
  private static final class Handle extends PhantomReference<Object> {
    final int id;
    final boolean isState;

    Handle(Object user, int id, boolean isState, ReferenceQueue<Object> unused) {
      super(user, unused);
      this.id = id;
      this.isState = isState;
    }
  }

  /** Work in V8. */
  interface Work<T> {
    T run() throws EngineError, JavetException;
  }

  /** Returns whether the native library could be loaded. */
  static boolean isLoaded() {
    return V8Host.getV8Instance().isLibraryLoaded();
  }

  static V8Realm ofThisThread() throws EngineError {
    V8Realm realm = REALMS.get();
    if (realm != null && realm.belongsToThisThread() && realm.isFresh()) return realm;
    realm = V8Watch.adopt();
    if (realm == null) {
      try {
        realm = new V8Realm();
      } catch (JavetException error) {
        throw new IllegalStateException("V8 cannot start: " + error.getMessage(), error);
      }
      V8Watch.add(realm);
    }
    REALMS.set(realm);
    return realm;
  }

  private V8Realm() throws JavetException {
    runtime = V8Host.getV8Instance().createV8Runtime();
    runtime.setNearHeapLimitCallback(this::nearHeapLimit);
    JavetCallbackContext host =
        new JavetCallbackContext("host", JavetCallbackType.DirectCallNoThisAndResult,
            (IJavetDirectCallable.NoThisAndResult<JavetException>) this::answer);
    try (V8ValueObject script = runtime.getExecutor(SCRIPT).setResourceName("companion").execute();
        V8ValueFunction start = script.get("start");
        V8ValueFunction hostFunction = runtime.createV8ValueFunction(host)) {
      for (String name : new String[] {
        "call", "callEach", "startBatches", "pull", "define", "defineRows", "giveTexts", "release", "releaseState",
        "textBeforeFailure", "useInput", "outputBuffer", "isTouched"
      }) {
        V8ValueFunction function = script.get(name);
        values.add(function);
        api.put(name, function);
      }
      V8ValueArrayBuffer memory = start.call(null, hostFunction);
      values.add(memory);
      head = memory.getByteBuffer().order(ByteOrder.nativeOrder());
    }
    runtime.addGCEpilogueCallback((type, flags) -> sampleMemory());
  }

  boolean belongsToThisThread() {
    return owner == Thread.currentThread() && !isClosed;
  }

  /** Returns whether more functions may run here: the heap is not too large, and no function has changed what others use. */
  private boolean isFresh() {
    lock.lock();
    try (V8Value isTouched = api.get("isTouched").call(null)) {
      isRetired |= ((V8ValueBoolean) isTouched).getValue();
    } catch (JavetException error) {
      isRetired = true;
    } finally {
      lock.unlock();
    }
    return !isRetired;
  }

  /** Makes this the realm of the current thread if its own thread has ended. */
  boolean adopt() {
    if (owner.isAlive() || !lock.tryLock()) return false;
    try {
      if (owner.isAlive() || isClosed || !isFresh()) return false;
      owner = Thread.currentThread();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Closes this realm if nothing uses it. Returns whether it is closed. */
  boolean closeIfUnused() {
    forgetUnused();
    boolean hasFunctions = handles.values().stream().anyMatch(handle -> !handle.isState);
    boolean isRecent = !isRetired && System.currentTimeMillis() - lastUse < IDLE_MILLIS;
    boolean isUsed = isRecent || (hasFunctions && owner.isAlive());
    if (isClosed || isUsed || !lock.tryLock()) return isClosed;
    try {
      close();
    } finally {
      lock.unlock();
    }
    return true;
  }

  private void close() {
    isClosed = true;
    try {
      for (AutoCloseable value : values) value.close();
      runtime.close();
    } catch (Exception error) {
      throw new IllegalStateException("V8 cannot be closed.", error);
    }
  }

  /** Ends the current call if it takes too long, or if its task is killed. */
  void checkTime(long now) {
    V8Call call = current;
    if (call == null || !call.exceedsTime(finished(), now)) return;
    terminate(call);
  }

  /** Ends a call, unless it has just ended by itself. */
  private synchronized void terminate(V8Call call) {
    if (current == call) runtime.terminateExecution();
  }

  private synchronized void setCurrent(V8Call call) {
    current = call;
  }

  /** V8 calls this on its thread after each garbage collection, and answers before it runs the script again. */
  private void sampleMemory() {
    V8Call call = current;
    if (call == null) return;
    runtime.getV8HeapStatistics().thenAccept(used -> {
      if (current == call && call.exceedsMemory(finished(), used.getUsedHeapSize() + used.getExternalMemory())) {
        isRetired = true;
        terminate(call);
      }
    });
  }

  /** Returns how large the heap may become. Without more than now, V8 would end the process. */
  private long nearHeapLimit(long now, long atFirst) {
    V8Call call = current;
    long most = call == null ? 0 : atFirst + call.memoryLimit;
    if (now < most) return most;
    isRetired = true;
    if (call != null) call.end(EngineError.tooMuchMemory(call.memoryLimit));
    runtime.terminateExecution();
    return now + MORE_TO_END_BYTES;
  }

  private double finished() {
    return head.getDouble(FINISHED * BYTES_PER_ENTRY);
  }

  private double reported(int index) {
    return head.getDouble(index * BYTES_PER_ENTRY);
  }

  /** Does work within the limits of one call. */
  <T> T limited(Request request, Work<T> work) throws EngineError {
    lock.lock();
    V8Call before = current;
    V8Call call = new V8Call(request);
    try {
      if (isClosed) throw new IllegalStateException("This V8 is closed.");
      if (before == null) releaseUnused();
      enter(call);
      T result = work.run();
      call.throwIfEnded();
      return result;
    } catch (JavetTerminatedException terminated) {
      call.throwIfEnded();
      throw EngineError.limit("The function was ended.", 0);
    } catch (JavetExecutionException thrown) {
      throw thrownValue(thrown.getScriptingError());
    } catch (JavetException error) {
      throw new EngineError("thrown", "Error", error.getMessage(), 0);
    } finally {
      setCurrent(before);
      if (call.isEnded()) runtime.cancelTerminateExecution();
      if (before != null) before.restart();
      lastUse = System.currentTimeMillis();
      lock.unlock();
    }
  }

  /** Makes a call the current one, also for v8.ts. */
  private void enter(V8Call call) {
    head.putDouble(MEMORY_LIMIT * BYTES_PER_ENTRY, call.memoryLimit);
    head.putDouble(TIME_ZONE * BYTES_PER_ENTRY, zones.computeIfAbsent(call.timeZone.getID(), id -> zones.size()));
    setCurrent(call);
  }

  /** A script may throw any value. */
  private static EngineError thrownValue(JavetScriptingError error) {
    Object value = error.getContext();
    boolean isPlain = value instanceof String || value instanceof Number || value instanceof Boolean;
    return new EngineError("thrown", "", isPlain ? String.valueOf(value) : error.getDetailedMessage(), error.getLineNumber());
  }

  /** Answers what v8.ts asks. */
  private V8Value answer(V8Value... request) throws JavetException {
    switch (textOf(request[0])) {
      case "next":
        return runtime.createV8ValueBoolean(readNext(((V8ValueInteger) request[1]).getValue()));
      case "offset":
        return runtime.createV8ValueInteger(current.timeZone.getOffset((long) Double.parseDouble(textOf(request[1]))));
      case "zone":
        return runtime.createV8ValueString(current.timeZone.getID());
      case "normalize":
        Normalizer.Form form = Normalizer.Form.valueOf(textOf(request[2]));
        return runtime.createV8ValueString(Normalizer.normalize(textOf(request[1]), form));
      default:
        V8Call call = current;
        call.end(EngineError.tooMuchMemory(call.memoryLimit));
        runtime.terminateExecution();
        return runtime.createV8ValueUndefined();
    }
  }

  private static String textOf(V8Value value) {
    return ((V8ValueString) value).getValue();
  }

  /** Gives the next rows to a function of batches. What Spark does to get them may call other functions on this thread. */
  private boolean readNext(int id) throws JavetException {
    V8Call call = current;
    setCurrent(null);
    try {
      List<Row> rows = inputs.get(id).get();
      if (rows == null) return false;
      tape.start();
      writeRows(rows, 0);
      send();
      call("giveTexts", texts());
      return true;
    } catch (RuntimeException failure) {
      call.end(failure);
      runtime.terminateExecution();
      return false;
    } finally {
      call.restart();
      enter(call);
    }
  }

  /** Adds the function of a request, and returns its number. It is released with its user, or when the task ends. */
  int define(Object user, Request request, Request part, Signature signature) throws EngineError {
    String described = V8Signatures.describe(signature);
    return limited(request, () -> {
      int id = ++count;
      V8Value number = runtime.createV8ValueInteger(id);
      if (!signature.hasFunction()) {
        call("define", number, runtime.createV8ValueString(described));
      } else {
        try (V8Value function = runtime.getExecutor(part.source).setResourceName(CLIENT_SCRIPT).execute()) {
          call("define", number, runtime.createV8ValueString(described), function);
        }
      }
      keep(user, id, false);
      return id;
    });
  }

  /** Remembers a function or a state until Java does not use it any more. */
  private void keep(Object user, int id, boolean isState) {
    Handle handle = new Handle(user, id, isState, unused);
    handles.put(handle, handle);
    TaskContext task = TaskContext.get();
    // A state does not outlive the functions of its task, which are released at the end of it.
    if (task != null && !isState) task.addTaskCompletionListener((TaskCompletionListener) ignored -> handle.enqueue());
  }

  V8State newState(int id) {
    V8State state = new V8State(id);
    keep(state, id, true);
    return state;
  }

  /** Sets where a function of batches gets its input from. */
  void setInput(int id, Supplier<List<Row>> input) {
    inputs.put(id, input);
  }

  private List<Handle> forgetUnused() {
    List<Handle> forgotten = new ArrayList<>();
    for (Reference<?> each = unused.poll(); each != null; each = unused.poll()) {
      Handle handle = handles.remove(each);
      if (handle != null) forgotten.add(handle);
    }
    return forgotten;
  }

  private void releaseUnused() throws JavetException {
    for (Handle handle : forgetUnused()) {
      if (!handle.isState) inputs.remove(handle.id);
      call(handle.isState ? "releaseState" : "release", runtime.createV8ValueInteger(handle.id));
    }
  }

  /** Writes a number of rows and the rows, without their last columns. */
  void writeRows(List<Row> rows, int lacking) throws JavetException {
    tape.number(rows.size());
    if (rows.isEmpty()) return;
    RowType type = rowType(rows.get(0).schema(), lacking);
    tape.number(type.id);
    for (Row row : rows) type.columns.write(row, tape);
  }

  void writeRow(Row row) throws JavetException {
    RowType type = rowType(row.schema(), 0);
    tape.number(type.id);
    type.columns.write(row, tape);
  }

  private RowType rowType(StructType schema, int lacking) throws JavetException {
    StructField[] fields = schema.fields();
    int length = fields.length - lacking;
    String described = TapeType.describe(fields, length).toString();
    RowType known = rowTypes.get(described);
    if (known != null) return known;
    RowType type = new RowType(rowTypes.size(), ToTape.fields(fields, length));
    call("defineRows", runtime.createV8ValueInteger(type.id), runtime.createV8ValueString(described));
    rowTypes.put(described, type);
    return type;
  }

  /** Sends the tape and calls a function of v8.ts with the number of a function. Returns its text. */
  String call(String name, int id) throws JavetException {
    send();
    V8Value[] texts = texts();
    V8Value[] arguments = new V8Value[texts.length + 1];
    arguments[0] = runtime.createV8ValueInteger(id);
    System.arraycopy(texts, 0, arguments, 1, texts.length);
    return call(name, arguments);
  }

  private String call(String name, V8Value... arguments) throws JavetException {
    try (V8Value result = api.get(name).call(null, arguments)) {
      return result instanceof V8ValueString ? ((V8ValueString) result).getValue() : null;
    }
  }

  private V8Value[] texts() throws JavetException {
    List<String> texts = tape.texts();
    V8Value[] values = new V8Value[texts.size()];
    for (int index = 0; index < values.length; index++) values[index] = runtime.createV8ValueString(texts.get(index));
    return values;
  }

  private void send() throws JavetException {
    int length = tape.length();
    if (input == null || input.capacity() < length) {
      try (V8ValueArrayBuffer buffer = runtime.createV8ValueArrayBuffer(tape.entries().length * BYTES_PER_ENTRY)) {
        input = longs(buffer);
        call("useInput", buffer);
      }
    }
    input.clear().put(tape.entries(), 0, length);
  }

  private static LongBuffer longs(V8ValueArrayBuffer buffer) {
    return buffer.getByteBuffer().order(ByteOrder.nativeOrder()).asLongBuffer();
  }

  /** Returns the result of the call that returned the text. @throws EngineError when it failed. */
  TapeReader result(String text) throws EngineError, JavetException {
    EngineError error = error(text);
    if (error != null) throw error;
    return new TapeReader(entries(), text);
  }

  /** Returns the results of the calls before the one that failed. */
  TapeReader resultsBeforeFailure() throws JavetException {
    return new TapeReader(entries(), call("textBeforeFailure", new V8Value[0]));
  }

  /** Returns the number of rows for which a function has returned. */
  int finishedRows() {
    return (int) finished();
  }

  /** Returns why a call failed, or null. */
  EngineError error(String text) {
    int outcome = (int) reported(OUTCOME);
    if (outcome == RETURNED) return null;
    if (outcome == TOO_DEEP) return EngineError.tooDeep();
    try {
      JsonNode nameAndMessage = new ObjectMapper().readTree(text);
      String message = nameAndMessage.get(1).asText();
      if (outcome == WRONG_VALUE) return EngineError.wrongValue(message);
      return new EngineError("thrown", nameAndMessage.get(0).asText(), message, (int) reported(LINE));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private long[] entries() throws JavetException {
    int length = (int) reported(ENTRIES);
    long[] entries = new long[length];
    if (length == 0) return entries;
    try (V8ValueArrayBuffer buffer = api.get("outputBuffer").call(null)) {
      output = longs(buffer);
    }
    output.clear().get(entries);
    return entries;
  }
}
