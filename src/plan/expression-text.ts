import type { JsonObject, JsonValue } from '@bufbuild/protobuf';
import { entryFunction } from '../companion/protocol.ts';

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
      if (body['functionName'] === entryFunction) return scriptText(body['arguments'] as JsonValue[]);
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

/** Formats the call of a function of this program as its name, a hash of its source text, and its arguments. */
function scriptText([request, ...args]: readonly JsonValue[]): string {
  const { name, id, parts } = JSON.parse(expressionText(request!)) as ScriptRequest;
  const ids = [id, ...Object.values(parts ?? {}).map((part) => part.id)].filter((each) => each !== undefined);
  return `${name}#${ids.map((each) => each.slice(0, 8)).join('-')}(${listText(args)})`;
}

interface ScriptRequest {
  readonly name: string;
  readonly id?: string;
  readonly parts?: Readonly<Record<string, { readonly id: string }>>;
}

function literalText(literal: JsonObject): string {
  const values = Object.values(literal);
  const [value] = values;
  return values.length === 1 && (value === null || typeof value !== 'object') ? String(value) : JSON.stringify(literal);
}
