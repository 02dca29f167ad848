import type { JsonObject, JsonValue } from '@bufbuild/protobuf';

/**
 * Formats an expression in protobuf JSON as readable text, such as `sum(amount)`. Expressions without a short form stay
 * JSON.
 */
export function expressionText(expression: JsonValue): string {
  const [kind, value] = Object.entries(expression as JsonObject).find(([key]) => key !== 'common') ?? ['', null];
  const body = value as JsonObject;
  switch (kind) {
    case 'unresolvedAttribute':
      return body['unparsedIdentifier'] as string;
    case 'unresolvedFunction':
      return `${body['functionName'] as string}(${body['isDistinct'] === true ? 'DISTINCT ' : ''}${listText(body['arguments'])})`;
    case 'literal':
      return literalText(body);
    case 'alias':
      return expressionText(body['expr']!);
    case 'expressionString':
      return body['expression'] as string;
    case 'unresolvedStar':
      return '*';
    case 'cast':
      return `cast(${expressionText(body['expr']!)} as ${(body['typeStr'] as string | undefined) ?? JSON.stringify(body['type'])})`;
    case 'unresolvedExtractValue':
      return `${expressionText(body['child']!)}[${expressionText(body['extraction']!)}]`;
    default:
      return JSON.stringify(expression);
  }
}

/** Formats expressions, separated by commas. */
export function listText(expressions: JsonValue | undefined): string {
  return ((expressions ?? []) as JsonValue[]).map(expressionText).join(', ');
}

function literalText(literal: JsonObject): string {
  const values = Object.values(literal);
  const [value] = values;
  return values.length === 1 && (value === null || typeof value !== 'object') ? String(value) : JSON.stringify(literal);
}
