import { create } from '@bufbuild/protobuf';
import {
  CommonInlineUserDefinedFunctionSchema,
  ExpressionSchema,
  type CommonInlineUserDefinedFunction,
} from '../../gen/spark/connect/expressions_pb.ts';
import type { DataType } from '../types/data-type.ts';
import { toProto } from '../types/data-type-proto.ts';
import { entryFunction, protocolVersion } from '../companion/protocol.ts';
import { callFunction, type Expression } from './expression.ts';
import { literal } from './literal.ts';
import { callsFunction, contains } from './plan-nodes.ts';

/** A function that travels with the plan, as a serialized Java object that Spark calls like a function of Scala. */
export interface InlineFunction {
  readonly name: string;
  readonly payload: Uint8Array;
  readonly type: DataType;
  readonly nullable: boolean;
  readonly deterministic: boolean;
}

/** Whether this process has made any. Without, plans are not searched for them. */
let hasAny = false;

export function callInlineFunction(fn: InlineFunction, args: readonly Expression[]): Expression {
  return create(ExpressionSchema, {
    exprType: { case: 'commonInlineUserDefinedFunction', value: functionMessage(fn, args) },
  });
}

/** Calls a function that the companion jar runs. The server needs the jar before the plan. */
export function callScript(request: object, args: readonly Expression[]): Expression {
  hasAny = true;
  return askCompanion(request, args);
}

/** Calls the function through which the companion answers requests, once it is part of the session. */
export function askCompanion(request: object, args: readonly Expression[] = []): Expression {
  const text = JSON.stringify({ protocol: protocolVersion, ...request });
  return callFunction(entryFunction, [literal(text), ...args]);
}

/** Returns whether a part of a plan contains a function of this program. */
export function usesInlineFunctions(part: object): boolean {
  return hasAny && (callsFunction(part, entryFunction) || contains(part, 'spark.connect.ScalarScalaUDF'));
}

/** Returns the message of a function, which the server needs the jar to read. */
export function functionMessage(
  { name, payload, type, nullable, deterministic }: InlineFunction,
  args: readonly Expression[] = [],
): CommonInlineUserDefinedFunction {
  hasAny = true;
  const udf = { payload, outputType: toProto(type), nullable };
  return create(CommonInlineUserDefinedFunctionSchema, {
    functionName: name,
    deterministic,
    arguments: [...args],
    function: { case: 'scalarScalaUdf', value: udf },
  });
}
