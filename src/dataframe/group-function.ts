import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { withInputColumns } from '../execution/input-columns.ts';
import { attribute, callFunction, cast, type Expression } from '../plan/expression.ts';
import { emptyRelation, withColumns, type Relation } from '../plan/relation.ts';
import { mapGroups, mapGroupsWithState, setInitialStates, setRowFunction } from '../plan/row-function.ts';
import { sqlNameOf } from '../types/format-data-type.ts';
import { StructType } from '../types/struct-type.ts';
import type { DataFrame } from './data-frame.ts';
import { lit } from './functions/normal.ts';
import { Column } from './column.ts';
import { RowFunction } from './row-function.ts';
import type { FunctionOptions } from './function-request.ts';

/** A DataFrame and the columns by which its rows are grouped. */
export interface GroupSide {
  readonly input: DataFrame<object>;
  readonly grouping: readonly Expression[];
}

/** The column that holds the key of a row while it is grouped. */
const keyColumn = '__spark_connect_ts_key';

/** Returns the rows that a function returns for each group, or for each pair of groups with the same key. */
export function applyToGroups(
  sides: readonly [GroupSide, GroupSide?],
  fn: (...args: never[]) => unknown,
  schema: StructType | string,
  options: FunctionOptions,
): DataFrame {
  const [{ input, grouping }, other] = sides;
  const rowFunction = new RowFunction('applyRows', other ? 'COGROUPS' : 'GROUPS', fn, schema, options);
  const keyed = [withKey(sides[0]), ...(other ? [withKey(other)] : [])] as [Relation, Relation?];
  const frame: DataFrame = input.derive(mapGroups(keyed, attribute(keyColumn), rowFunction.of()));
  const inputs = keyed.filter((side) => side !== undefined);
  const complete = (columns: readonly StructType[]): void => {
    requireEqualKeys(columns.map((each) => keyTypes(each)));
    const groupings = columns.map((each) => rowFunction.grouping(each));
    setRowFunction(frame.relation, rowFunction.of(columns[0], grouping.length > 0), ...groupings);
  };
  input.session.deferred.add(frame.relation, withInputColumns(input.session, 'applyRows', inputs, complete));
  return frame;
}

/** Options of {@link GroupedData.applyRowsWithState}. */
export interface StateOptions extends FunctionOptions {
  /** Whether the rows that the function returns are new, or update earlier ones. Must be that of the query. Default: `append`. */
  readonly outputMode?: 'append' | 'update';
  /** What `setTimeoutDuration()` or `setTimeoutTimestamp()` of a state refers to. Default: `NoTimeout`. */
  readonly timeoutConf?: 'NoTimeout' | 'ProcessingTimeTimeout' | 'EventTimeTimeout';
}

/** The states that Spark keeps are texts. */
const stateSchema = new StructType().add('state', 'string');

/** Returns the rows that a function returns for the new rows and the state of each group. */
export function applyToGroupsWithState(
  side: GroupSide,
  fn: (...args: never[]) => unknown,
  schema: StructType | string,
  { outputMode = 'append', timeoutConf = 'NoTimeout', ...options }: StateOptions,
): DataFrame {
  const method = 'applyRowsWithState';
  requireWord(method, 'outputMode', outputMode, ['append', 'update']);
  requireWord(method, 'timeoutConf', timeoutConf, ['NoTimeout', 'ProcessingTimeTimeout', 'EventTimeTimeout']);
  const hasWatermark = timeoutConf === 'EventTimeTimeout';
  const rowFunction = new RowFunction(method, 'STATEFUL_GROUPS', fn, schema, { ...options, hasWatermark });
  const { session } = side.input;
  const keyed = withKey(side);
  const states = { outputMode, timeoutConf };
  const frame: DataFrame = side.input.derive(mapGroupsWithState(keyed, attribute(keyColumn), rowFunction.of(), states));
  const complete = ([columns]: readonly StructType[]): void => {
    setRowFunction(frame.relation, rowFunction.of(columns, side.grouping.length > 0), rowFunction.grouping(columns!));
    const none = session.createRelation(emptyRelation(stateSchema.json()));
    const key = cast(Column.toExpression(lit(null)), columns!.fields.at(-1)!.dataType);
    setInitialStates(frame.relation, none, rowFunction.grouping(stateSchema), key);
  };
  session.deferred.add(frame.relation, withInputColumns(session, method, [keyed], complete));
  return frame;
}

function requireWord(method: string, name: string, word: string, known: readonly string[]): void {
  if (known.includes(word)) return;
  throw new IllegalArgumentException(`The option ${name} of ${method}() must be ${known.join(' or ')}, not ${word}.`);
}

/** Adds the key as a column, which the function gets with the rows. Spark also needs the input to be resolved, which this does. */
function withKey({ input, grouping }: GroupSide): Relation {
  const parts = grouping.length === 0 ? [Column.toExpression(lit(true))] : grouping;
  return input.session.createRelation(withColumns(input.relation, { [keyColumn]: callFunction('struct', parts) }));
}

/** Returns the types of the parts of the key. */
function keyTypes({ fields }: StructType): readonly string[] {
  const { dataType } = fields.at(-1)!;
  return dataType instanceof StructType ? dataType.fields.map((part) => sqlNameOf(part.dataType)) : [];
}

/** Spark would pair groups of different types by the bits of their keys. */
function requireEqualKeys([left, right]: readonly (readonly string[])[]): void {
  if (!right || left!.join() === right.join()) return;
  throw new IllegalArgumentException(
    `cogroup() needs grouping columns of the same types on both sides, not (${left!.join(', ')}) and (${right.join(', ')}): cast one side.`,
  );
}
