import type { Column, ColumnOrName } from '../column.ts';
import { call } from './call.ts';
import { lit } from './normal.ts';

/** Computes the CRC-32 checksum of binary data as a bigint. */
export const crc32 = (column: ColumnOrName): Column<bigint | null> => call('crc32', column);
/** Computes a 32-bit hash of the columns. */
export const hash = (...columns: readonly ColumnOrName[]): Column<number> => call('hash', ...columns);
/** Computes a 64-bit hash of the columns with xxHash. */
export const xxhash64 = (...columns: readonly ColumnOrName[]): Column<bigint> => call('xxhash64', ...columns);
/** Computes the MD5 digest of binary data as a hexadecimal string. */
export const md5 = (column: ColumnOrName): Column<string | null> => call('md5', column);
/** Computes the SHA-1 digest of binary data as a hexadecimal string. Alias of {@link sha1}. */
export const sha = (column: ColumnOrName): Column<string | null> => call('sha', column);
/** Computes the SHA-1 digest of binary data as a hexadecimal string. */
export const sha1 = (column: ColumnOrName): Column<string | null> => call('sha1', column);
/** Computes a SHA-2 digest of binary data as a hexadecimal string. `numBits` is 224, 256, 384 or 512. */
export const sha2 = (column: ColumnOrName, numBits: number): Column<string | null> => call('sha2', column, numBits);

// AES encryption: all arguments are columns; the mode defaults to GCM and the padding to DEFAULT

/** Encrypts binary data with AES. The key has 16, 24 or 32 bytes; `iv` and `aad` apply only to some modes. */
export const aes_encrypt = (
  input: ColumnOrName,
  key: ColumnOrName,
  mode?: ColumnOrName,
  padding?: ColumnOrName,
  iv?: ColumnOrName | Uint8Array,
  aad?: ColumnOrName,
): Column => call('aes_encrypt', input, key, ...cipher([mode, padding, iv, aad]));
/** Decrypts AES-encrypted data. Fails if the data cannot be decrypted. */
export const aes_decrypt = (
  input: ColumnOrName,
  key: ColumnOrName,
  mode?: ColumnOrName,
  padding?: ColumnOrName,
  aad?: ColumnOrName,
): Column => call('aes_decrypt', input, key, ...cipher([mode, padding, aad]));
/** Decrypts AES-encrypted data. Returns null if the data cannot be decrypted. */
export const try_aes_decrypt = (
  input: ColumnOrName,
  key: ColumnOrName,
  mode?: ColumnOrName,
  padding?: ColumnOrName,
  aad?: ColumnOrName,
): Column => call('try_aes_decrypt', input, key, ...cipher([mode, padding, aad]));

/** Returns the settings up to the last one given, with Spark's defaults for any omitted before it. */
function cipher(settings: readonly (ColumnOrName | Uint8Array | undefined)[]): (ColumnOrName | Uint8Array)[] {
  const last = settings.findLastIndex((setting) => setting !== undefined);
  const defaults = [lit('GCM'), lit('DEFAULT'), lit(''), lit('')];
  return settings.slice(0, last + 1).map((setting, index) => setting ?? defaults[index]!);
}
