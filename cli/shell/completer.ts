import { setTimeout as sleep } from 'node:timers/promises';
import { runInThisContext } from 'node:vm';
import type { DataFrame } from '../../src/index.ts';
import { isFrame } from './is-frame.ts';
import { completeColumns, openString } from './open-string.ts';
import { plotKinds } from './plot-command.ts';

export type Completions = readonly [readonly string[], string];
export type Complete = (line: string, done: (error: Error | null, completions?: Completions) => void) => void;

/** Milliseconds that the Tab key waits for the names of columns. They are there at the next press, if they come later. */
const patience = 1000;
/** Milliseconds after which the request for them is given up. */
const requestTimeout = 10_000;

/** Completes the names of columns, functions for `.doc`, plots for `.plot`, and everything that Node's REPL completes. */
export class Completer {
  readonly #nodes: Complete;
  readonly #documented: readonly string[];
  readonly #lastFrame: () => DataFrame | undefined;
  readonly #columns = new WeakMap<DataFrame, Promise<readonly string[]>>();

  /** @param lastFrame returns the frame that `.plot` draws. */
  constructor(nodes: Complete, documented: readonly string[], lastFrame: () => DataFrame | undefined) {
    this.#nodes = nodes;
    this.#documented = documented;
    this.#lastFrame = lastFrame;
  }

  readonly complete: Complete = (line, done) => {
    const [, command, rest = ''] = /^\s*\.(doc|schema|profile|plot|sql)\s+(.*)$/.exec(line) ?? [];
    if (command === 'sql') return done(null, [[], line]);
    if (command === 'doc') return done(null, [this.#documented.filter((name) => name.startsWith(rest)), rest]);
    if (command === 'plot') return this.#completePlot(rest, done);
    const code = command === undefined ? line : rest;
    const open = openString(code);
    if (open === undefined) return this.#nodes(code, done);
    this.#completeColumns(open.text, framesIn(open.variables), done);
  };

  /** Completes the kind of a plot, and then its columns. */
  #completePlot(text: string, done: Parameters<Complete>[1]): void {
    const [, before = '', word = ''] = /^(.*\s)?(\S*)$/.exec(text) ?? [];
    if (before === '') return done(null, [plotKinds.filter((kind) => kind.startsWith(word)), word]);
    const frame = this.#lastFrame();
    this.#completeColumns(word, frame === undefined ? [] : [frame], done);
  }

  /** Completes a name with the columns of frames, as far as they are known soon. */
  #completeColumns(text: string, frames: readonly DataFrame[], done: Parameters<Complete>[1]): void {
    const names = Promise.all(frames.map((frame) => this.#columnsOf(frame)));
    void Promise.race([names, sleep(patience, [], { ref: false })]).then((found) =>
      done(null, completeColumns(text, [...new Set(found.flat())])),
    );
  }

  /** Asks for the columns that the line may name, before the user presses Tab. */
  prepare(line: string): void {
    const drawn = /^\s*\.plot\s/.test(line) ? this.#lastFrame() : undefined;
    const frames = drawn === undefined ? framesIn(openString(line)?.variables ?? []) : [drawn];
    for (const frame of frames) void this.#columnsOf(frame);
  }

  /** Resolves to no names if the frame has an error, which its next action reports. Asks only once for a frame. */
  #columnsOf(frame: DataFrame): Promise<readonly string[]> {
    const known = this.#columns.get(frame);
    if (known !== undefined) return known;
    const asked = frame.columns({ timeout: requestTimeout }).catch(() => []);
    this.#columns.set(frame, asked);
    return asked;
  }
}

function framesIn(variables: readonly string[]): readonly DataFrame[] {
  return variables.flatMap((name) => {
    const value = valueOf(name);
    return isFrame(value) ? [value] : [];
  });
}

/** Returns the value of a variable, or undefined if it has none yet. */
function valueOf(name: string): unknown {
  try {
    return runInThisContext(name);
  } catch {
    return undefined;
  }
}
