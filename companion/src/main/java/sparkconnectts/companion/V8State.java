package sparkconnectts.companion;

/** A state of an aggregate in V8. */
final class V8State {
  final int id;

  V8State(int id) {
    this.id = id;
  }
}
