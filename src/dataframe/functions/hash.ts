import type { Column, ColumnOrName } from '../column.ts';
import { call } from './call.ts';
import { lit } from './normal.ts';

/** The checksum CRC-32 of bytes, as a bigint. */
export const crc32 = (column: ColumnOrName): Column<bigint | null> => call('crc32', column);
/** A hash of 32 bits over the columns. */
export const hash = (...columns: readonly ColumnOrName[]): Column<number> => call('hash', ...columns);
/** A hash of 64 bits over the columns. */
export const xxhash64 = (...columns: readonly ColumnOrName[]): Column<bigint> => call('xxhash64', ...columns);
/** The MD5 of bytes, in hexadecimal digits. */
export const md5 = (column: ColumnOrName): Column<string | null> => call('md5', column);
/** The SHA-1 of bytes, in hexadecimal digits. */
export const sha = (column: ColumnOrName): Column<string | null> => call('sha', column);
/** The SHA-1 of bytes, in hexadecimal digits. */
export const sha1 = (column: ColumnOrName): Column<string | null> => call('sha1', column);
/** The SHA-2 of bytes with 224, 256, 384 or 512 bits, in hexadecimal digits. */
export const sha2 = (column: ColumnOrName, numBits: number): Column<string | null> => call('sha2', column, numBits);

// Encryption by AES; mode is GCM, padding DEFAULT unless given, all of them columns

/** The bytes encrypted with a key of 16, 24 or 32 bytes; `iv` and `aad` are for the modes that take them. */
export const aes_encrypt = (
  input: ColumnOrName,
  key: ColumnOrName,
  mode?: ColumnOrName,
  padding?: ColumnOrName,
  iv?: ColumnOrName | Uint8Array,
  aad?: ColumnOrName,
): Column => call('aes_encrypt', input, key, ...cipher([mode, padding, iv, aad]));
/** The bytes decrypted; what cannot be fails. */
export const aes_decrypt = (
  input: ColumnOrName,
  key: ColumnOrName,
  mode?: ColumnOrName,
  padding?: ColumnOrName,
  aad?: ColumnOrName,
): Column => call('aes_decrypt', input, key, ...cipher([mode, padding, aad]));
/** The bytes decrypted; what cannot be is null. */
export const try_aes_decrypt = (
  input: ColumnOrName,
  key: ColumnOrName,
  mode?: ColumnOrName,
  padding?: ColumnOrName,
  aad?: ColumnOrName,
): Column => call('try_aes_decrypt', input, key, ...cipher([mode, padding, aad]));

/** The settings up to the last given one, with Spark's own for those left out before it. */
function cipher(settings: readonly (ColumnOrName | Uint8Array | undefined)[]): (ColumnOrName | Uint8Array)[] {
  const last = settings.findLastIndex((setting) => setting !== undefined);
  const defaults = [lit('GCM'), lit('DEFAULT'), lit(''), lit('')];
  return settings.slice(0, last + 1).map((setting, index) => setting ?? defaults[index]!);
}
