package sparkconnectts.companion;

/** A failed call of a function, as the engine reports it. */
final class EngineError extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why the call failed: the function threw, returned a wrong value, or exceeded a limit. */
  final String kind;
  /** The name of the JavaScript error, such as TypeError. */
  final String name;
  /** The line in the script, or 0 if unknown. */
  final int line;

  EngineError(String kind, String name, String message, int line) {
    super(message, null, false, false);
    this.kind = kind;
    this.name = name;
    this.line = line;
  }

  static EngineError wrongValue(String message) {
    return new EngineError("wrong-value", "TypeError", message, 0);
  }

  /** A function of rows returned something else, which is described. */
  static EngineError noRows(String returned) {
    return wrongValue("The function returned " + returned + " instead of rows. Return an array of objects.");
  }

  /** A function returned undefined, probably because it lacks a return. */
  static EngineError undefined() {
    return wrongValue("The function returned undefined. Return null for NULL.");
  }

  static EngineError tooMuchMemory(long memoryLimit) {
    return limit("The function allocated more than " + memoryLimit / (1024 * 1024) + " MiB in one call.", 0);
  }

  static EngineError tooLong(long timeLimit) {
    return limit("The function did not return within " + timeLimit + " ms.", 0);
  }

  static EngineError tooDeep() {
    return limit("The recursion is too deep.", 0);
  }

  static EngineError limit(String message, int line) {
    return new EngineError("limit", "RangeError", message, line);
  }
}
