import { isDeepStrictEqual } from 'node:util';
import { toJson, type JsonValue } from '@bufbuild/protobuf';
import { RelationSchema } from '../../../gen/spark/connect/relations_pb.ts';
import { goldenNames, goldenPlan } from './golden-files.ts';
import { Inputs, type Plans } from './inputs.ts';

/** The result for one of Spark's plans. */
export type Outcome =
  | { readonly name: string; readonly result: 'passed' }
  | { readonly name: string; readonly result: 'excluded'; readonly reason: string }
  | { readonly name: string; readonly result: 'differs'; readonly problem: string };

/**
 * Builds each of Spark's plans and compares it with the one that Spark's Scala client sends. The result is also "differs" for a plan
 * that is not built, a plan that is excluded but passes, and a plan that Spark does not have.
 */
export function comparePlans(plans: Plans, excluded: Readonly<Record<string, string>>): Outcome[] {
  const golden = goldenNames();
  const unknown = [...Object.keys(plans), ...Object.keys(excluded)].filter((name) => !golden.includes(name));
  return [
    ...golden.map((name) => compare(name, plans[name], excluded[name])),
    ...unknown.map((name) => differs(name, 'is not one of Spark’s plans')),
  ];
}

function compare(name: string, build: Plans[string] | undefined, reason: string | undefined): Outcome {
  const problem = build ? problemWith(name, build) : 'is not built';
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

/** Reduces the plan ids to those of the first session of a process, because each session has its own range of ids. */
function fromZero(plan: JsonValue): JsonValue {
  const isId = (key: string, value: unknown): value is string => key === 'planId' && typeof value === 'string';
  return JSON.parse(JSON.stringify(plan), (key, value: unknown) =>
    isId(key, value) ? String(BigInt.asUintN(32, BigInt(value))) : value,
  ) as JsonValue;
}

function differs(name: string, problem: string): Outcome {
  return { name, result: 'differs', problem };
}

/** Returns the summary line. */
export function summary(outcomes: readonly Outcome[]): string {
  const count = (result: Outcome['result']): number => outcomes.filter((outcome) => outcome.result === result).length;
  return `${count('passed')} passed, ${count('differs')} differ, ${count('excluded')} excluded`;
}
