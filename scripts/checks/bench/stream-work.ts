import type { Stack } from '../../../stack/stack.ts';
import type { OwnFigure, Target } from './work.ts';

/** The servers of `npm run bench -- --stream`: both Sparks read the same broker. */
export interface StreamServers {
  /** The stack of this project. */
  readonly ours: Stack;
  /** The same Spark with its own defaults. */
  readonly stock: Stack;
  /** A topic that receives {@link recordsPerSecond} transactions while the benchmarks run. */
  readonly topic: string;
  /** Creates a topic with one partition for results. */
  readonly createTopic: (name: string) => Promise<void>;
  readonly quick: boolean;
  readonly signal: AbortSignal;
}

/** The result of one stream benchmark. */
export interface StreamMeasurement {
  readonly name: string;
  readonly target: Target;
  readonly unit: OwnFigure['unit'];
  readonly ours: number;
  /** The result or limit that ours is compared with. */
  readonly theirs: number;
  /** What `theirs` was measured on, or "limit". */
  readonly against: string;
  /** `ours` ÷ `theirs`. */
  readonly ratio: number;
}

/** A benchmark of the streaming job on a server of this project, side by side with another one. */
export interface StreamWork {
  /** The name in the report and for `--only`. */
  readonly name: string;
  /** Whether `--quick` skips it, unless it is chosen by its name. */
  readonly isLong?: boolean;
  readonly measure: (servers: StreamServers) => Promise<readonly StreamMeasurement[]>;
}

/** The rate at which the topic grows. */
export const recordsPerSecond = 100;
