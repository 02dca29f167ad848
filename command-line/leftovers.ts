/**
 * Collects messages about what would be left behind if the process ended now: a running query in Spark, an unconfirmed batch.
 * Each message is one sentence. It is printed when the process exits for any reason, unless it was removed before.
 */
export class Leftovers {
  readonly #sentences = new Set<{ readonly text: string }>();

  /** Adds a sentence and returns a function that removes it. */
  add(text: string): () => void {
    const sentence = { text };
    this.#sentences.add(sentence);
    return () => void this.#sentences.delete(sentence);
  }

  /** Removes all sentences: the work is done, or an error message says what was left behind. */
  clear(): void {
    this.#sentences.clear();
  }

  get sentences(): readonly string[] {
    return [...this.#sentences].map(({ text }) => text);
  }
}
