import type { JsonObject, JsonValue } from '@bufbuild/protobuf';

/** An expression in protobuf's JSON as a person would write it, such as `sum(amount)`. What has no short form stays JSON. */
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

/** Several expressions, separated by commas. */
export function listText(expressions: JsonValue | undefined): string {
  return ((expressions ?? []) as JsonValue[]).map(expressionText).join(', ');
}

function literalText(literal: JsonObject): string {
  const values = Object.values(literal);
  const [value] = values;
  return values.length === 1 && (value === null || typeof value !== 'object') ? String(value) : JSON.stringify(literal);
}
