import { isDeepStrictEqual } from 'node:util';
import { toJson, type JsonValue } from '@bufbuild/protobuf';
import { RelationSchema } from '../../../gen/spark/connect/relations_pb.ts';
import { goldenNames, goldenPlan } from './golden-files.ts';
import { Inputs, type Plans } from './inputs.ts';

/** What came of one of Spark's plans. */
export type Outcome =
  | { readonly name: string; readonly result: 'passed' }
  | { readonly name: string; readonly result: 'excluded'; readonly reason: string }
  | { readonly name: string; readonly result: 'differs'; readonly problem: string };

/**
 * Builds every one of Spark's plans and compares it with the one Spark's own client sends. A plan that nobody builds differs, and so
 * do a plan that is excluded without need and one that Spark does not know.
 */
export function comparePlans(plans: Plans, excluded: Readonly<Record<string, string>>): Outcome[] {
  const golden = goldenNames();
  const unknown = [...Object.keys(plans), ...Object.keys(excluded)].filter((name) => !golden.includes(name));
  return [
    ...golden.map((name) => compare(name, plans[name], excluded[name])),
    ...unknown.map((name) => differs(name, 'is no plan of Spark')),
  ];
}

function compare(name: string, build: Plans[string] | undefined, reason: string | undefined): Outcome {
  const problem = build ? problemWith(name, build) : 'nobody builds it';
  if (reason === undefined) return problem === undefined ? { name, result: 'passed' } : differs(name, problem);
  return problem === undefined ? differs(name, 'is excluded, but passes') : { name, result: 'excluded', reason };
}

function problemWith(name: string, build: Plans[string]): string | undefined {
  try {
    const built = fromZero(toJson(RelationSchema, build(new Inputs()).relation));
    const wanted = goldenPlan(name);
    return isDeepStrictEqual(built, wanted)
      ? undefined
      : `is\n    ${JSON.stringify(built)}\n  instead of\n    ${JSON.stringify(wanted)}`;
  } catch (error) {
    return String(error);
  }
}

/** With the plan ids that the first session of a process gives; each has a range of its own. */
function fromZero(plan: JsonValue): JsonValue {
  const isId = (key: string, value: unknown): value is string => key === 'planId' && typeof value === 'string';
  return JSON.parse(JSON.stringify(plan), (key, value: unknown) =>
    isId(key, value) ? String(BigInt.asUintN(32, BigInt(value))) : value,
  ) as JsonValue;
}

function differs(name: string, problem: string): Outcome {
  return { name, result: 'differs', problem };
}

/** The one line that sums up. */
export function summary(outcomes: readonly Outcome[]): string {
  const count = (result: Outcome['result']): number => outcomes.filter((outcome) => outcome.result === result).length;
  return `${count('passed')} passed, ${count('differs')} differ, ${count('excluded')} excluded`;
}
