/**
 * What stays behind when the process ends before it could undo or finish what it has begun: a query in Spark, a batch without
 * an answer. Each is one sentence, which is said when the process exits, however it does, unless it was taken back by then.
 */
export class Leftovers {
  readonly #sentences = new Set<{ readonly text: string }>();

  /** Adds a sentence and returns the function that takes it back. */
  add(text: string): () => void {
    const sentence = { text };
    this.#sentences.add(sentence);
    return () => void this.#sentences.delete(sentence);
  }

  /** Takes all back: what was begun is done, or an error has said what became of it. */
  clear(): void {
    this.#sentences.clear();
  }

  get sentences(): readonly string[] {
    return [...this.#sentences].map(({ text }) => text);
  }
}
