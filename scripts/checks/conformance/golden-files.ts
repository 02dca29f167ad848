import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBinary, toJson } from '@bufbuild/protobuf';
import { RelationSchema } from '../../../gen/spark/connect/relations_pb.ts';
import { goldenPlansDir } from '../../setup/golden-plans.mjs';

const queries = join(goldenPlansDir, 'query-tests', 'queries');
const suffix = '.proto.bin';

/** Returns the names of the plans in Spark's test suite. */
export function goldenNames(): readonly string[] {
  return readdirSync(queries)
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .sort();
}

/** Returns the plan that Spark's Scala client sends, as protobuf JSON. */
export function goldenPlan(name: string): unknown {
  return toJson(RelationSchema, fromBinary(RelationSchema, readFileSync(join(queries, `${name}${suffix}`))));
}

/** Returns the descriptor set that Spark's plans with Protocol Buffers use. */
export function descriptorSet(): Uint8Array {
  return new Uint8Array(readFileSync(join(goldenPlansDir, 'protobuf-tests', 'common.desc')));
}
