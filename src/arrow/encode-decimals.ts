import type { DataType } from '../types/data-type.ts';
import { Decimal } from '../types/values/decimal.ts';
import { isMissing, type Place, type Values } from './place.ts';

/** 128 bits for each value, the low half first. */
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

/** The digits of a value with so many of them behind the point; undefined when it has more. */
function unscaledOf(value: unknown, scale: number): bigint | undefined {
  if (typeof value === 'bigint') return value * 10n ** BigInt(scale);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value) * 10n ** BigInt(scale);
  if (!(value instanceof Decimal)) return undefined;
  if (value.scale === scale) return value.unscaled;
  if (value.scale < scale) return value.unscaled * 10n ** BigInt(scale - value.scale);
  const divisor = 10n ** BigInt(value.scale - scale);
  return value.unscaled % divisor === 0n ? value.unscaled / divisor : undefined;
}
