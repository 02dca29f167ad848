import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import { PlanSchema, type Plan } from '../../gen/spark/connect/base_pb.ts';
import { ExpressionSchema, type Expression } from '../../gen/spark/connect/expressions_pb.ts';
import { RelationSchema, type Relation } from '../../gen/spark/connect/relations_pb.ts';
import { depthOf, encode } from './deep-message.ts';

const relationOf = (relType: MessageInitShape<typeof RelationSchema>['relType'] & object): Relation =>
  create(RelationSchema, { common: { planId: 7n }, relType });
const planOf = (relation: Relation): Plan => create(PlanSchema, { opType: { case: 'root', value: relation } });
const literal = (value: string): Expression =>
  create(ExpressionSchema, { exprType: { case: 'literal', value: { literalType: { case: 'string', value } } } });
const functionOf = (...values: Expression[]): Expression =>
  create(ExpressionSchema, {
    exprType: { case: 'unresolvedFunction', value: { functionName: 'f', arguments: values } },
  });
const table = (options: Record<string, string>): Relation =>
  relationOf({
    case: 'read',
    value: { readType: { case: 'namedTable', value: { unparsedIdentifier: 't', options } } },
  });

/** Builds a table with `length` steps, alternating unions and added columns. */
function chain(length: number): Relation {
  let relation = table({ a: '1' });
  for (let step = 0; step < length; step++) {
    const aliases = ['b', 'c'].map((name) => ({ name: [name], expr: functionOf(literal(name), literal(`${step}`)) }));
    relation = relationOf(
      step % 2
        ? { case: 'withColumns', value: { input: relation, aliases } }
        : { case: 'setOp', value: { leftInput: relation, rightInput: table({}), isAll: true } },
    );
  }
  return relation;
}

const filter = relationOf({ case: 'filter', value: { input: table({}), condition: functionOf(literal('x')) } });
const literalMessage = { literalType: { case: 'string', value: 'x' } } as const;
const query = relationOf({ case: 'sql', value: { query: '', args: { a: literalMessage } } });

it.each([
  ['an empty message', create(PlanSchema), 0],
  ['nested messages', planOf(table({})), 3], // Plan > Relation > Read > NamedTable
  ['the entries of a map', planOf(table({ a: '1' })), 4],
  ['messages inside map entries', planOf(query), 4], // Plan > Relation > SQL > an entry > Literal
  ['the items of a list', planOf(filter), 6], // Plan > Relation > Filter > Expression > Function > Expression > Literal
])('depthOf() counts %s', (_name, message, depth) => {
  expect(depthOf(message)).toBe(depth);
});

it.each([0, 1, 150, 300])('encodes a plan of %i steps without changes', (length) => {
  const message = chain(length);
  const decoded = fromBinary(RelationSchema, encode(RelationSchema, message), { recursionLimit: 10_000 });
  expect(Buffer.compare(toBinary(RelationSchema, decoded), toBinary(RelationSchema, message))).toBe(0);
});

it('encodes a plan that is too deep for the call stack', () => {
  // Bun reaches the end of its stack much later than Node.js.
  const message = chain(10_000);
  expect(() => toBinary(RelationSchema, message)).toThrow('call stack');
  expect(depthOf(message)).toBeGreaterThan(20_000);
  expect(encode(RelationSchema, message).byteLength).toBeGreaterThan(10_000);
});
