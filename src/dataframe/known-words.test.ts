import { describe, expect, it } from 'vitest';
import { IllegalArgumentException, SparkSession, type DataFrame, type JoinType } from '../index.ts';

const spark = SparkSession.builder.offline();
const frame: DataFrame = spark.range(1);
const joinType = (how: JoinType): unknown =>
  (frame.join(frame, 'id', how).toPlan().toJSON() as { root: { join: { joinType: string } } }).root.join.joinType;

describe('Join types', () => {
  it.each<[JoinType, string]>([
    ['inner', 'INNER'],
    ['INNER', 'INNER'],
    ['LEFT', 'LEFT_OUTER'],
    ['leftouter', 'LEFT_OUTER'],
    ['left_outer', 'LEFT_OUTER'],
    ['LEFT_OUTER', 'LEFT_OUTER'],
    ['LEFTOUTER', 'LEFT_OUTER'],
    ['rightouter', 'RIGHT_OUTER'],
    ['Right' as JoinType, 'RIGHT_OUTER'],
    ['fullouter', 'FULL_OUTER'],
    ['outer', 'FULL_OUTER'],
    ['FULL', 'FULL_OUTER'],
    ['leftsemi', 'LEFT_SEMI'],
    ['Left_Semi' as JoinType, 'LEFT_SEMI'],
    ['leftanti', 'LEFT_ANTI'],
    ['ANTI', 'LEFT_ANTI'],
    ['CROSS', 'CROSS'],
  ])('accept %s', (how, expected) => {
    expect(joinType(how)).toBe(`JOIN_TYPE_${expected}`);
  });

  it('reject unknown names', () => {
    expect(() => joinType('left outer' as JoinType)).toThrow(
      'Unknown join type "left outer". Expected one of: inner, cross,',
    );
    expect(() => joinType(null as unknown as JoinType)).toThrow('Unknown join type null');
    expect(() => joinType('toString' as JoinType)).toThrow(IllegalArgumentException);
  });

  it('determine the row types in every spelling', () => {
    interface Left {
      readonly id: bigint;
      readonly a: string;
    }
    interface Right {
      readonly id: bigint;
      readonly b: string;
    }
    const [left, right] = [spark.table<Left>('l'), spark.table<Right>('r')];
    const outer: DataFrame<{ id: bigint; a: string; b: string | null }> = left.join(right, 'id', 'LEFTOUTER');
    const semi: DataFrame<{ id: bigint; a: string }> = left.join(right, 'id', 'leftsemi');
    // @ts-expect-error An outer join gives nulls.
    const wrong: DataFrame<{ id: bigint; a: string; b: string }> = left.join(right, 'id', 'leftouter');
    expect([outer, semi, wrong]).toHaveLength(3);
  });
});

it('save modes are case-insensitive', () => {
  const modeOf = (writer: DataFrame['write']): unknown =>
    (writer.toPlan().toJSON() as { command: { writeOperation: { mode: string } } }).command.writeOperation.mode;
  expect(modeOf(frame.write.mode('Overwrite'))).toBe('SAVE_MODE_OVERWRITE');
  expect(modeOf(frame.write.mode('APPEND'))).toBe('SAVE_MODE_APPEND');
  expect(modeOf(frame.write.mode('ErrorIfExists'))).toBe('SAVE_MODE_ERROR_IF_EXISTS');
  expect(modeOf(frame.write.mode('default'))).toBe('SAVE_MODE_ERROR_IF_EXISTS');
  expect(() => frame.write.mode('replace' as 'append')).toThrow(
    'Unknown save mode "replace". Expected one of: append, overwrite, error, errorifexists, default, ignore.',
  );
});

it('output modes are case-insensitive and sent in lower case', () => {
  const plan = frame.writeStream.outputMode('Complete').toPlan().toJSON();
  expect(plan).toMatchObject({ command: { writeStreamOperationStart: { outputMode: 'complete' } } });
});

it("na.drop's modes are case-insensitive", () => {
  expect(frame.na.drop('ALL').toPlan().equals(frame.na.drop('all').toPlan())).toBe(true);
  expect(() => frame.na.drop('some' as 'any')).toThrow('Expected one of: any, all.');
});

it('unknown storage levels are rejected with a list of the known ones', async () => {
  await expect(frame.persist('DISK' as 'DISK_ONLY')).rejects.toThrow(
    'Unknown storage level "DISK". Expected one of: NONE, DISK_ONLY, DISK_ONLY_2, DISK_ONLY_3, MEMORY_ONLY, MEMORY_ONLY_2, MEMORY_AND_DISK, MEMORY_AND_DISK_2, MEMORY_AND_DISK_DESER, OFF_HEAP.',
  );
  await expect(spark.catalog.cacheTable('t', 'DISK' as 'NONE')).rejects.toThrow('Unknown storage level "DISK"');
});
