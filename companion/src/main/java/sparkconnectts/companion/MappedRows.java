package sparkconnectts.companion;

/** The results of a function for rows in turn, and why it failed for the next one. */
final class MappedRows {
  final Object[] rows;
  /** Null if the function has returned a result for each row. */
  final EngineError error;

  MappedRows(Object[] rows, EngineError error) {
    this.rows = rows;
    this.error = error;
  }
}
