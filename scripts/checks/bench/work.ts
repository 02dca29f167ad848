import type { SparkSession } from '../../../src/index.ts';
import type { Library } from './library.ts';

/** What one side of a comparison gets to work with. */
export interface Bench {
  readonly spark: SparkSession;
  readonly library: Library;
  /** The rows asked for: fewer with `--quick`. */
  readonly rows: number;
}

/** What the ratio, ours ÷ theirs, has to be. */
export type Target = { readonly atLeast: number } | { readonly atMost: number };

interface Named {
  /** Also what `--only` takes. */
  readonly name: string;
  readonly target: Target;
  /** Left out by `--quick`, unless it is asked for by its name. */
  readonly isLong?: boolean;
}

/** Python statements: they know `spark`, `rows`, `F` (functions) and what `prepare` has defined. */
export type Python = string;

/** A call so short that its time alone counts: the median of many, ours and PySpark's in turns, in milliseconds. */
export interface LatencyWork extends Named {
  readonly kind: 'latency';
  /** How many calls to make before the other side has its turn; unless set, as many as fill a second. */
  readonly callsPerBlock?: number;
  readonly ours: (bench: Bench) => Promise<unknown>;
  readonly pyspark: Python;
}

/** Work whose speed is rows per second, a few rounds in turns. Nobody's garbage collector is called. */
export interface ThroughputWork<Prepared = unknown> extends Named {
  readonly kind: 'throughput';
  readonly rows: number;
  /** With `--quick`; unless set, as many as otherwise. */
  readonly quickRows?: number;
  /** Runs once before the rounds, outside the measured time. */
  readonly prepare?: (bench: Bench) => Prepared;
  readonly ours: (bench: Bench, prepared: Prepared) => Promise<unknown>;
  readonly pyspark: {
    readonly prepare?: Python;
    readonly run: Python;
    /** With `--quick`, where all of them take it many seconds; see docs/speed.md. Unless set, as many as ours. */
    readonly quickRows?: number;
  };
  /** Another way of PySpark's to the same end, which ours is held against too. */
  readonly alsoAgainst?: Named & { readonly run: Python };
}

/** A process of its own, from its start to the first line it prints, in milliseconds. SPARK_REMOTE says where the server is. */
export interface ProcessWork extends Named {
  readonly kind: 'process';
  /** An ES module that imports the built package by name. */
  readonly ours: string;
  readonly pyspark: Python;
  /** What both have to print. */
  readonly prints: string;
}

/**
 * Work of ours, in a process of its own, held against a limit or against other work of ours. BENCH_QUICK is set with `--quick`, and
 * BENCH_PYTHON is a Python with PySpark.
 */
export interface OwnWork {
  readonly kind: 'own';
  readonly name: string;
  readonly isLong?: boolean;
  /** For each figure, what ours ÷ what it is held against has to be. */
  readonly targets: Readonly<Record<string, Target>>;
  /** An ES module that imports the built package by name and prints an array of {@link OwnFigure} as JSON. */
  readonly script: string;
}

/** One figure of {@link OwnWork}. */
export interface OwnFigure {
  readonly name: string;
  readonly unit: 'ms' | 'rows/s' | 'MB' | '% of a core';
  readonly ours: number;
  /** PySpark's, to be read beside ours. */
  readonly pyspark?: number;
  readonly against: number;
}

export type Work = LatencyWork | ThroughputWork | ProcessWork | OwnWork;

/** Lets the compiler carry the type of what is prepared over to the work itself. */
export function throughput<Prepared>(work: Omit<ThroughputWork<Prepared>, 'kind'>): ThroughputWork {
  return { kind: 'throughput', ...work } as ThroughputWork;
}
