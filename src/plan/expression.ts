import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  Expression_SortOrder_NullOrdering as NullOrderingEnum,
  Expression_SortOrder_SortDirection as DirectionEnum,
  ExpressionSchema,
  type Expression as ExpressionMessage,
} from '../../gen/spark/connect/expressions_pb.ts';
import type { DataType } from '../types/data-type.ts';
import { toProto } from '../types/data-type-proto.ts';

/** An expression of a plan, as a protocol message. */
export type Expression = ExpressionMessage;

type ExpressionBody = NonNullable<MessageInitShape<typeof ExpressionSchema>['exprType']>;

function expression(exprType: ExpressionBody): Expression {
  return create(ExpressionSchema, { exprType });
}

export type SortOrderInit = Extract<ExpressionBody, { case: 'sortOrder' }>['value'];

/** Returns a column by name, of the relation with this plan id if one is given. `*` and `t.*` select all columns. */
export function attribute(name: string, planId?: bigint): Expression {
  if (name === '*') return expression({ case: 'unresolvedStar', value: {} });
  if (name.endsWith('.*')) return expression({ case: 'unresolvedStar', value: { unparsedTarget: name } });
  return expression({
    case: 'unresolvedAttribute',
    value: { unparsedIdentifier: name, ...(planId !== undefined && { planId }) },
  });
}

/** Returns all columns whose names match a Java regular expression in backticks. */
export function regexAttribute(colName: string, planId?: bigint): Expression {
  return expression({ case: 'unresolvedRegex', value: { colName, ...(planId !== undefined && { planId }) } });
}

export function callFunction(functionName: string, args: readonly Expression[], isDistinct = false): Expression {
  return expression({ case: 'unresolvedFunction', value: { functionName, arguments: [...args], isDistinct } });
}

/** Calls a function by any name that the server can resolve: built in, registered in the session, or from a catalog. */
export function callNamedFunction(functionName: string, args: readonly Expression[]): Expression {
  return expression({ case: 'callFunction', value: { functionName, arguments: [...args] } });
}

/** Returns the lambda variable with this name. */
export function lambdaVariable(name: string): Expression {
  return expression({ case: 'unresolvedNamedLambdaVariable', value: { nameParts: [name] } });
}

export function lambda(names: readonly string[], body: Expression): Expression {
  const variables = names.map((name) => ({ nameParts: [name] }));
  return expression({ case: 'lambdaFunction', value: { function: body, arguments: variables } });
}

/** Sets a field of a struct, or drops the field if no value is given. */
export function updateField(structExpression: Expression, fieldName: string, value?: Expression): Expression {
  const change = { structExpression, fieldName, ...(value && { valueExpression: value }) };
  return expression({ case: 'updateFields', value: change });
}

export function sqlExpression(text: string): Expression {
  return expression({ case: 'expressionString', value: { expression: text } });
}

export function alias(expr: Expression, names: readonly string[], metadata?: string): Expression {
  return expression({ case: 'alias', value: { expr, name: [...names], ...(metadata !== undefined && { metadata }) } });
}

/** Casts an expression to a type, given as a type or by its SQL name. */
export function cast(expr: Expression, type: DataType | string): Expression {
  return expression({
    case: 'cast',
    value: {
      expr,
      castToType: typeof type === 'string' ? { case: 'typeStr', value: type } : { case: 'type', value: toProto(type) },
    },
  });
}

/** Extracts a field of a struct, an element of an array or a value of a map. */
export function extractValue(child: Expression, extraction: Expression): Expression {
  return expression({ case: 'unresolvedExtractValue', value: { child, extraction } });
}

export type SortDirection = 'ascending' | 'descending';
export type NullOrdering = 'nulls_first' | 'nulls_last';

/** Always sends the direction and the null order, because a server treats a missing direction as descending. */
export function sortOrder(child: Expression, direction: SortDirection, nulls: NullOrdering): Expression {
  return expression({ case: 'sortOrder', value: sortOrderOf(child, direction, nulls) });
}

function sortOrderOf(child: Expression, direction: SortDirection, nulls: NullOrdering): SortOrderInit {
  return {
    child,
    direction: direction === 'ascending' ? DirectionEnum.ASCENDING : DirectionEnum.DESCENDING,
    nullOrdering: nulls === 'nulls_first' ? NullOrderingEnum.SORT_NULLS_FIRST : NullOrderingEnum.SORT_NULLS_LAST,
  };
}

/** Converts an expression to a sort order. Default: ascending with nulls first, as in Spark. */
export function asSortOrder(expr: Expression): SortOrderInit {
  return expr.exprType.case === 'sortOrder' ? expr.exprType.value : sortOrderOf(expr, 'ascending', 'nulls_first');
}

export function isSortOrder(expr: Expression): boolean {
  return expr.exprType.case === 'sortOrder';
}

/** Like `asSortOrder`, but returns an expression. */
export function asSortExpression(expr: Expression): Expression {
  return isSortOrder(expr) ? expr : sortOrder(expr, 'ascending', 'nulls_first');
}

/** Returns the branches of a `when` without `otherwise`, or undefined for any other expression. */
export function openBranches(expr: Expression): readonly Expression[] | undefined {
  if (expr.exprType.case !== 'unresolvedFunction' || expr.exprType.value.functionName !== 'when') return undefined;
  const { arguments: branches } = expr.exprType.value;
  return branches.length % 2 === 0 ? branches : undefined;
}

/** Returns the name of an alias, or undefined for any other expression. */
export function aliasOf(expr: Expression): string | undefined {
  return expr.exprType.case === 'alias' && expr.exprType.value.name.length === 1
    ? expr.exprType.value.name[0]
    : undefined;
}
