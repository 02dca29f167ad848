import type { DataType } from '../types/data-type.ts';
import { Decimal } from '../types/values/decimal.ts';
import { isMissing, type Place, type Values } from './place.ts';

/** Encodes each value in 128 bits, low half first. */
export function encodeDecimals(
  values: Values,
  place: Place,
  type: Extract<DataType, { typeName: 'decimal' }>,
): BigInt64Array {
  const encoded = new BigInt64Array(2 * values.length);
  const limit = 10n ** BigInt(type.precision);
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (isMissing(value)) continue;
    const unscaled = unscaledOf(value, type.scale);
    if (unscaled === undefined || unscaled >= limit || unscaled <= -limit) place.mismatch(index, value, type);
    encoded[2 * index] = unscaled;
    encoded[2 * index + 1] = unscaled >> 64n;
  }
  return encoded;
}

/** Returns the unscaled digits of a value at the given scale, or undefined if it has more decimal places. */
function unscaledOf(value: unknown, scale: number): bigint | undefined {
  if (typeof value === 'bigint') return value * 10n ** BigInt(scale);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value) * 10n ** BigInt(scale);
  if (!(value instanceof Decimal)) return undefined;
  if (value.scale === scale) return value.unscaled;
  if (value.scale < scale) return value.unscaled * 10n ** BigInt(scale - value.scale);
  const divisor = 10n ** BigInt(value.scale - scale);
  return value.unscaled % divisor === 0n ? value.unscaled / divisor : undefined;
}
