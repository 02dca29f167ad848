import type { SparkSession } from '../../../src/index.ts';
import type { Library } from './library.ts';

/** The environment of a benchmark on our side. */
export interface Bench {
  readonly spark: SparkSession;
  readonly library: Library;
  /** The number of rows, smaller with `--quick`. */
  readonly rows: number;
}

/** The required ratio, ours ÷ theirs. */
export type Target = { readonly atLeast: number } | { readonly atMost: number };

interface Named {
  /** The name in the report and for `--only`. */
  readonly name: string;
  readonly target: Target;
  /** Whether `--quick` skips it, unless it is chosen by its name. */
  readonly isLong?: boolean;
}

/** Python statements that can use `spark`, `rows`, `F` (the functions) and the variables that `prepare` defines. */
export type Python = string;

/** A benchmark of a short call: the median time of many calls in milliseconds, with both sides alternating. */
export interface LatencyWork extends Named {
  readonly kind: 'latency';
  /** The number of calls per block. Default: as many as take a second. */
  readonly callsPerBlock?: number;
  readonly ours: (bench: Bench) => Promise<unknown>;
  readonly pyspark: Python;
}

/** A benchmark in rows per second: several rounds, with both sides alternating. Garbage collection is not forced on either side. */
export interface ThroughputWork<Prepared = unknown> extends Named {
  readonly kind: 'throughput';
  readonly rows: number;
  /** The number of rows with `--quick`. Default: `rows`. */
  readonly quickRows?: number;
  /** Runs once before the rounds, outside the measured time. */
  readonly prepare?: (bench: Bench) => Prepared;
  readonly ours: (bench: Bench, prepared: Prepared) => Promise<unknown>;
  readonly pyspark: {
    readonly prepare?: Python;
    readonly run: Python;
    /** PySpark's number of rows with `--quick`, if our number would take it many seconds; see docs/speed.md. Default: the same as ours. */
    readonly quickRows?: number;
  };
  /** Another PySpark call for the same purpose, which ours is also compared with. */
  readonly alsoAgainst?: Named & { readonly run: Python };
}

/** A benchmark of a separate process: the milliseconds from its start to its first line of output. SPARK_REMOTE is the server's address. */
export interface ProcessWork extends Named {
  readonly kind: 'process';
  /** An ES module that imports the built package by name. */
  readonly ours: string;
  readonly pyspark: Python;
  /** A module like ours that runs first, and often enough for the server to have compiled what it needs. */
  readonly warmUp: string;
  /** The expected output of all three. */
  readonly prints: string;
}

/**
 * A benchmark of our side only, in a separate process, compared with a limit or with another of our results. BENCH_QUICK is set with
 * `--quick`, and BENCH_PYTHON is the path of a Python with PySpark.
 */
export interface OwnWork {
  readonly kind: 'own';
  readonly name: string;
  readonly isLong?: boolean;
  /** The required ratio, `ours` ÷ `against`, for each figure. */
  readonly targets: Readonly<Record<string, Target>>;
  /** An ES module that imports the built package by name and prints an array of {@link OwnFigure} as JSON. */
  readonly script: string;
}

/** One figure of {@link OwnWork}. */
export interface OwnFigure {
  readonly name: string;
  readonly unit: 'ms' | 'rows/s' | 'MB' | '% of a core';
  readonly ours: number;
  /** PySpark's result, shown beside ours. */
  readonly pyspark?: number;
  /** The limit or result that ours is compared with. */
  readonly against: number;
}

export type Work = LatencyWork | ThroughputWork | ProcessWork | OwnWork;

/** Creates a throughput benchmark; the compiler infers the type that `prepare` passes to `ours`. */
export function throughput<Prepared>(work: Omit<ThroughputWork<Prepared>, 'kind'>): ThroughputWork {
  return { kind: 'throughput', ...work } as ThroughputWork;
}
