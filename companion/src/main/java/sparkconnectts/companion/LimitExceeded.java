package sparkconnectts.companion;

/** A call exceeded a limit. An Error, because the catch blocks of a script catch exceptions. */
final class LimitExceeded extends Error {
  private static final long serialVersionUID = 1L;

  final transient EngineError error;

  LimitExceeded(EngineError error) {
    super(error.getMessage(), null, false, false);
    this.error = error;
  }
}
