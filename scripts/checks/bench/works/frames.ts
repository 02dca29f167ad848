import type { DataFrame } from '../../../../src/index.ts';
import type { Bench } from '../work.ts';

/** Three columns of common types. */
export const three = ['id', 'id * 0.5D as x', "concat('name-', id) as s"];
const partitions = 8;

/** Fifty columns: five kinds with ten columns each. In most of them every seventh value is null. */
export const mixed = Array.from({ length: 10 }, (_, index) => [
  `nullif(id + ${index}, id div 7 * 7) as long_${index}`,
  `if(id % 7 = ${index % 7}, null, id * 0.25D) as double_${index}`,
  `if(id % 7 = ${index % 7}, null, concat('text ', id % 1000)) as string_${index}`,
  index % 2 === 0
    ? `timestamp_micros(id * 1000003) as moment_${index}`
    : `cast(id / 100 as decimal(12,2)) as amount_${index}`,
  index % 2 === 0
    ? `array(id, null, id + ${index}) as list_${index}`
    : `named_struct('a', cast(id as int), 'b', if(id % 7 = 0, null, 'b')) as struct_${index}`,
]).flat();

export function frame({ spark, rows }: Bench, columns: readonly string[]): DataFrame {
  return spark.range(0, rows, 1, partitions).selectExpr(...columns);
}

export function python(columns: readonly string[]): string {
  return `frame = spark.range(0, rows, 1, ${partitions}).selectExpr(*${JSON.stringify(columns)})`;
}
