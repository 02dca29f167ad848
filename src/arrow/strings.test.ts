import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DataTypes } from '../types/data-types.ts';
import type { Row } from '../types/row.ts';
import { StructType } from '../types/struct-type.ts';
import { RowDecoder } from './decode-rows.ts';
import { encodeRows } from './encode-rows.ts';

const schema = new StructType().add('text', DataTypes.StringType);

function roundTrip(texts: readonly (string | null)[]): unknown[] {
  const rows: Row[] = [];
  new RowDecoder(schema, {}).decode(
    encodeRows(
      texts.map((text) => ({ text })),
      schema,
    ).bytes,
    texts.length,
    rows,
  );
  return rows.map(({ text }) => text);
}

it('text is unchanged by encoding and decoding, for any lengths and characters', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 100 }),
    fc.string({ unit: 'binary-ascii', maxLength: 100 }),
    fc.string({ minLength: 5000, maxLength: 40_000, size: 'max' }),
    fc.constantFrom('', '\uFEFF', '\0', '\u007f\u0080\u07ff\u0800\uffff', '🌍'.repeat(9), 'é'.repeat(20_000), null),
  );
  fc.assert(
    // Few enough that the rows are not packed, so that the batch has the same form as one from the server.
    fc.property(fc.array(text, { minLength: 1, maxLength: 60 }), (texts) => {
      expect(roundTrip(texts)).toEqual(texts);
    }),
    { numRuns: 60 },
  );
});

it('a lone surrogate is rejected', () => {
  for (const text of ['\ud800', 'a\udc00b', `${'x'.repeat(100)}\ud83c`]) {
    expect(() => roundTrip(['fine', text])).toThrow('Row 1, column text contains half a surrogate pair');
  }
});
