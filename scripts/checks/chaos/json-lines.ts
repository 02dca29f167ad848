/** Reads the JSON objects that a job prints, each once: whole lines only, for the last one may be cut off by a kill. */
export class JsonLines<Line extends { readonly type: string }> {
  #end = 0;

  /** The lines that have come since the last call; `output` is all that was printed so far. */
  read(output: string): Line[] {
    const end = output.lastIndexOf('\n') + 1;
    const lines = output.slice(this.#end, end).split('\n').slice(0, -1);
    this.#end = end;
    return lines.map((line) => JSON.parse(line) as Line);
  }
}
