import { inspect } from 'node:util';
import type { SparkConnectClient } from '../client/spark-connect-client.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { operatorTree, type OperatorMetrics, type OperatorNode } from './operator-tree.ts';

type Responses = ReturnType<SparkConnectClient['execute']>;
type Response = Responses extends AsyncGenerator<infer Each> ? Each : never;
type Metrics = NonNullable<Response['metrics']>;

/** One metric of an operator, summed over all tasks. */
export interface OperatorMetric {
  /** Spark's description, such as `number of output rows`. */
  readonly name: string;
  /** Milliseconds for times, bytes for sizes. */
  readonly value: number;
  readonly unit: 'count' | 'bytes' | 'milliseconds' | 'average';
}

/** One operator of an executed plan. */
export interface OperatorProfile {
  /** Spark's name of the operator, such as `HashAggregate`. */
  readonly name: string;
  /** Number of output rows. Undefined if the operator does not count them. */
  readonly rows: number | undefined;
  /** Size of the data that an exchange or a scan handled. Undefined for other operators. */
  readonly bytes: number | undefined;
  /** Total of the operator's times over all tasks in milliseconds. Undefined if it measures none. */
  readonly milliseconds: number | undefined;
  /** All metrics by Spark's key, such as `numOutputRows`. */
  readonly metrics: Readonly<Record<string, OperatorMetric>>;
  /** The operators whose output this operator reads. */
  readonly children: readonly OperatorProfile[];
}

/** Options for actions that can return the profile of the query. */
export interface ProfileOptions {
  /** Called with the profile of the query when all rows have arrived. Errors that it throws reject the action. */
  readonly onProfile?: ((profile: QueryProfile) => void) | undefined;
}

/**
 * The executed plan of a query, with the metrics that the server measured: what `explain` shows before a query runs, with
 * the changes that adaptive execution made and the number of rows, bytes and milliseconds of each operator. Prints as a
 * tree.
 *
 * @example
 * ```ts
 * import { SparkSession } from 'spark-connect-ts';
 * import { count } from 'spark-connect-ts/functions';
 *
 * const spark = await SparkSession.builder.remote('sc://127.0.0.1:15002').getOrCreate();
 * const profile = await spark.range(1000).groupBy('id').agg(count('*').alias('n')).profile();
 * console.log(String(profile));
 * console.log(profile.operators().map(({ name, rows }) => [name, rows]));
 * await spark.stop();
 * ```
 */
export class QueryProfile {
  /** The operator that returns the result. */
  readonly root: OperatorProfile;

  /** @internal Use `DataFrame.profile` or the option `onProfile`. */
  constructor(root: OperatorProfile) {
    this.root = root;
  }

  /** Returns all operators, each before the operators that it reads. */
  operators(): OperatorProfile[] {
    return [...withChildren(this.root)];
  }

  /** Returns the plan as a tree, with one operator per line. Omits wrappers without metrics, such as `InputAdapter`. */
  toString(): string {
    const lines = [...treeLines(this.root)];
    const width = Math.max(...lines.map(({ tree }) => tree.length));
    return lines.map(({ tree, figures }) => `${tree.padEnd(width)}  ${figures}`.trimEnd()).join('\n');
  }
}

// Defines what console.log prints.
Object.defineProperty(QueryProfile.prototype, inspect.custom, {
  value(this: QueryProfile): string {
    return this.toString();
  },
});

/** Returns the profile in the metrics of a response. */
export function queryProfile({ metrics }: Metrics): QueryProfile {
  const root = operatorTree(metrics.map(({ name, planId, executionMetrics }) => ({ name, planId, executionMetrics })));
  if (!root) throw new SparkConnectError('The server sent metrics without a plan.');
  return new QueryProfile(profileOf(root));
}

function profileOf({ name, executionMetrics, children }: OperatorNode): OperatorProfile {
  const metrics = Object.fromEntries(Object.entries(executionMetrics).map(([key, metric]) => [key, metricOf(metric)]));
  return {
    name,
    rows: (metrics['numOutputRows'] ?? (name === 'Exchange' ? metrics['shuffleRecordsWritten'] : undefined))?.value,
    bytes: (metrics['dataSize'] ?? metrics['filesSize'])?.value,
    milliseconds: timeIn(metrics),
    metrics,
    children: children.map(profileOf),
  };
}

function metricOf({ name, value, metricType }: OperatorMetrics[string]): OperatorMetric {
  const number = Number(value);
  switch (metricType) {
    case 'size':
      return { name, value: number, unit: 'bytes' };
    case 'timing':
      return { name, value: number, unit: 'milliseconds' };
    case 'nsTiming':
      return { name, value: number / 1e6, unit: 'milliseconds' };
    case 'average':
      // Spark stores averages as integers, multiplied by ten.
      return { name, value: number / 10, unit: 'average' };
    default:
      return { name, value: number, unit: 'count' };
  }
}

/** Overlap with the time that an exchange waits for data. */
const overlappingTimes = ['remoteReqsDuration', 'remoteMergedReqsDuration'];

function timeIn(metrics: Readonly<Record<string, OperatorMetric>>): number | undefined {
  const times = Object.entries(metrics).filter(
    ([key, { unit }]) => unit === 'milliseconds' && !overlappingTimes.includes(key),
  );
  return times.length === 0 ? undefined : times.reduce((total, [, { value }]) => total + value, 0);
}

function* withChildren(operator: OperatorProfile): Generator<OperatorProfile, void, undefined> {
  yield operator;
  for (const child of operator.children) yield* withChildren(child);
}

interface TreeLine {
  readonly tree: string;
  readonly figures: string;
}

/** Operators that only connect two ways of execution, and have no metrics. */
const wrapper = /^InputAdapter$|QueryStage$/;

/** Yields a line for each operator, drawn as in Spark's `explain`. */
function* treeLines(operator: OperatorProfile, first = '', rest = ''): Generator<TreeLine, void, undefined> {
  if (wrapper.test(operator.name) && operator.children[0]) return yield* treeLines(operator.children[0], first, rest);
  yield { tree: `${first}${operator.name}`, figures: figuresOf(operator) };
  const { children } = operator;
  for (const [index, child] of children.entries()) {
    const isLast = index === children.length - 1;
    yield* treeLines(child, `${rest}${isLast ? '+- ' : ':- '}`, `${rest}${isLast ? '   ' : ':  '}`);
  }
}

function figuresOf({ rows, bytes, milliseconds }: OperatorProfile): string {
  return [
    rows === undefined ? [] : [`${rows.toLocaleString('en')} rows`],
    bytes === undefined ? [] : [sizeText(bytes)],
    milliseconds === undefined ? [] : [timeText(milliseconds)],
  ]
    .flat()
    .join(', ');
}

function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

function timeText(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
