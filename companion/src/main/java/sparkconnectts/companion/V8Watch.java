package sparkconnectts.companion;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends calls in V8 that exceed their time, and closes realms that are not used any more. A thread as long as there are realms. */
final class V8Watch implements Runnable {
  private static final long INTERVAL_MILLIS = 20;
  private static final long CLOSING_INTERVAL_MILLIS = 1000;

  private static final Set<V8Realm> REALMS = ConcurrentHashMap.newKeySet();
  private static boolean isRunning;

  private V8Watch() {}

  static synchronized void add(V8Realm realm) {
    REALMS.add(realm);
    if (isRunning) return;
    isRunning = true;
    Thread thread = new Thread(new V8Watch(), "spark-connect-ts-v8-watch");
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    thread.start();
  }

  /** Returns a realm whose thread has ended, or null. */
  static V8Realm adopt() {
    for (V8Realm realm : REALMS) {
      if (realm.adopt()) return realm;
    }
    return null;
  }

  @Override
  public void run() {
    long nextClosing = System.currentTimeMillis() + CLOSING_INTERVAL_MILLIS;
    while (hasWork()) {
      try {
        Thread.sleep(INTERVAL_MILLIS);
      } catch (InterruptedException ignored) {
        // Nobody interrupts this thread on purpose, and calls must not lose their limits.
      }
      long now = System.nanoTime();
      for (V8Realm realm : REALMS) realm.checkTime(now);
      if (System.currentTimeMillis() < nextClosing) continue;
      nextClosing = System.currentTimeMillis() + CLOSING_INTERVAL_MILLIS;
      REALMS.removeIf(V8Realm::closeIfUnused);
    }
  }

  private static synchronized boolean hasWork() {
    isRunning = !REALMS.isEmpty();
    return isRunning;
  }
}
