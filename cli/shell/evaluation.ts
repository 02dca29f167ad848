import { types } from 'node:util';
import type { DataFrame } from '../../src/index.ts';
import { UserError } from '../../command-line/user-error.ts';
import { isFrame } from './is-frame.ts';
import { isPlot } from './is-plot.ts';
import type { Evaluate } from './repl-server.ts';

/** Evaluates the code of statements, and remembers the frame that was shown last. */
export class Evaluation {
  /** The frame that a command without an argument means. */
  lastFrame: DataFrame | undefined;
  readonly #evaluate: Evaluate;
  #isEvaluating = false;

  constructor(evaluate: Evaluate) {
    this.#evaluate = evaluate;
  }

  /** Whether Node's REPL evaluates code, or waits for its `await`. */
  get isEvaluating(): boolean {
    return this.#isEvaluating;
  }

  /**
   * Returns the value of the code. A promise is awaited: for a frame or a plot, the result is that, and otherwise the promise, which is
   * settled then.
   *
   * @throws Recoverable of `node:repl` when the code is incomplete, and what the code throws.
   */
  async run(code: string): Promise<unknown> {
    const { value } = await this.#valueOf(code);
    if (!types.isPromise(value)) return value;
    const result: unknown = await value;
    return isFrame(result) || isPlot(result) ? result : value;
  }

  /**
   * Returns the frame that an expression evaluates to, or the last one for an empty expression.
   *
   * @throws UserError when it is not a frame.
   */
  async frame(expression: string): Promise<DataFrame> {
    if (expression === '') {
      if (this.lastFrame !== undefined) return this.lastFrame;
      throw new UserError('No frame has been shown yet: name one, such as ".schema df".');
    }
    const value = await this.run(`(${expression})\n`);
    if (isFrame(value)) return value;
    throw new UserError(`${expression} is not a DataFrame.`);
  }

  /** Returns the value in an object, because a promise would be awaited otherwise. */
  async #valueOf(code: string): Promise<{ readonly value: unknown }> {
    this.#isEvaluating = true;
    try {
      return await new Promise((resolve, reject) => {
        this.#evaluate(code, (error, value) => (error === null ? resolve({ value }) : reject(error)));
      });
    } finally {
      this.#isEvaluating = false;
    }
  }
}
