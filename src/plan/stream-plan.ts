import type { JsonObject, JsonValue } from '@bufbuild/protobuf';
import { expressionText, listText } from './expression-text.ts';
import { PlanDocument } from './plan-document.ts';

/** A part of a query that must not change while the query resumes from the same checkpoint. */
export interface StreamEssential {
  /** Kind of the part, such as `window`. */
  readonly what: 'source' | 'watermark' | 'window' | 'grouping' | 'aggregation' | 'deduplication' | 'join' | 'setting';
  /** Description, such as `10 seconds, every 5 seconds, of event_time`. */
  readonly value: string;
}

/**
 * An immutable representation of the plan of a streaming query, for printing it, comparing it with another plan, or
 * listing the parts that a checkpoint depends on.
 *
 * @example
 * ```ts
 * import { SparkSession } from 'spark-connect-ts';
 * import { count, window } from 'spark-connect-ts/functions';
 *
 * const perWindow = (duration: string) =>
 *   SparkSession.builder
 *     .offline()
 *     .readStream.format('rate')
 *     .load()
 *     .groupBy(window('timestamp', duration))
 *     .agg(count('*').alias('n'))
 *     .writeStream.format('memory')
 *     .toPlan();
 *
 * console.log(perWindow('10 seconds').equals(perWindow('10 seconds'))); // true
 * console.log(perWindow('10 seconds').differencesFrom(perWindow('20 seconds')));
 * // ['the window was "20 seconds of timestamp" and is now "10 seconds of timestamp"']
 * ```
 */
export class StreamPlan extends PlanDocument {
  /** The parts that must not change while a query resumes from the same checkpoint, inputs first. */
  get essentials(): readonly StreamEssential[] {
    const { command } = this.toJSON() as { command: { writeStreamOperationStart: { input: JsonObject } } };
    return essentialsOf(command.writeStreamOperationStart.input);
  }

  /** Returns the differences from an earlier plan that affect a checkpoint, as one clause each. */
  differencesFrom(earlier: StreamPlan): string[] {
    return differences(earlier.essentials, this.essentials);
  }
}

/** Returns one clause per difference, such as `the window was "…" and is now "…"`. */
export function differences(before: readonly StreamEssential[], now: readonly StreamEssential[]): string[] {
  const kinds = [...new Set([...before, ...now].map(({ what }) => what))];
  return kinds.flatMap((kind) => {
    const [old, current] = [before, now].map((all) =>
      all.filter(({ what }) => what === kind).map(({ value }) => value),
    );
    return Array.from({ length: Math.max(old!.length, current!.length) }, (_, at) =>
      difference(kind, old![at], current![at]),
    ).flat();
  });
}

function difference(what: string, before: string | undefined, now: string | undefined): string[] {
  if (before === now) return [];
  if (before === undefined) return [`the ${what} "${now}" was added`];
  if (now === undefined) return [`the ${what} "${before}" was removed`];
  return [`the ${what} was "${before}" and is now "${now}"`];
}

/** Keys under which relations have their inputs. */
const inputKeys = ['input', 'left', 'right', 'leftInput', 'rightInput'] as const;

function essentialsOf(relation: JsonObject): StreamEssential[] {
  const [kind, value] = Object.entries(relation).find(([key]) => key !== 'common') ?? ['', {}];
  const body = value as JsonObject;
  const inputs = inputKeys.flatMap((key) => (body[key] === undefined ? [] : [body[key] as JsonObject]));
  return [...inputs.flatMap(essentialsOf), ...ownEssentials(kind, body)];
}

function ownEssentials(kind: string, body: JsonObject): StreamEssential[] {
  switch (kind) {
    case 'read':
      return body['isStreaming'] === true ? [{ what: 'source', value: sourceText(body) }] : [];
    case 'withWatermark':
      return [{ what: 'watermark', value: `${body['delayThreshold'] as string} on ${body['eventTime'] as string}` }];
    case 'deduplicate':
      return [{ what: 'deduplication', value: deduplicationText(body) }];
    case 'join':
      return [{ what: 'join', value: joinText(body) }];
    case 'aggregate':
      return aggregationEssentials(body);
    default:
      return [];
  }
}

interface SourceJson {
  readonly format?: string;
  readonly options?: Readonly<Record<string, string>>;
  readonly paths?: readonly string[];
}

/** Describes what a source reads. Other options, such as rate limits, may change. */
function sourceText(read: JsonObject): string {
  const table = read['namedTable'] as JsonObject | undefined;
  if (table) return `table ${table['unparsedIdentifier'] as string}`;
  const { format, options, paths } = read['dataSource'] as SourceJson;
  const names = ['subscribe', 'subscribePattern', 'assign', 'path'].map((name) => options?.[name]);
  return [format ?? 'the default source', ...names.filter((name) => name !== undefined), ...(paths ?? [])].join(' ');
}

function deduplicationText(body: JsonObject): string {
  const names = (body['columnNames'] as string[] | undefined)?.join(', ') ?? 'all columns';
  return body['withinWatermark'] === true ? `${names}, within the watermark` : names;
}

function joinText(body: JsonObject): string {
  const type = (body['joinType'] as string).replace('JOIN_TYPE_', '').replaceAll('_', ' ').toLowerCase();
  const using = body['usingColumns'] as string[] | undefined;
  const condition = body['joinCondition'];
  return `${type} on ${using?.join(', ') ?? (condition === undefined ? 'nothing' : expressionText(condition))}`;
}

function aggregationEssentials(body: JsonObject): StreamEssential[] {
  const keys = (body['groupingExpressions'] ?? []) as JsonValue[];
  const windows = keys.flatMap((key) => windowText(key) ?? []);
  const others = keys.filter((key) => windowText(key) === undefined);
  return [
    ...windows.map((value) => ({ what: 'window', value }) as const),
    ...(others.length > 0 ? [{ what: 'grouping', value: listText(others) } as const] : []),
    { what: 'aggregation', value: listText(body['aggregateExpressions']) },
  ];
}

function windowText(key: JsonValue): string | undefined {
  const call = (key as { unresolvedFunction?: { functionName?: string; arguments?: JsonValue[] } }).unresolvedFunction;
  const [time, duration, slide, start] = (call?.arguments ?? []).map(expressionText);
  if (call?.functionName === 'session_window') return `sessions with a gap of ${duration} of ${time}`;
  if (call?.functionName !== 'window') return undefined;
  const every = slide === undefined || slide === duration ? '' : `, every ${slide},`;
  return `${duration}${every} of ${time}${start === undefined ? '' : `, beginning at ${start}`}`;
}
