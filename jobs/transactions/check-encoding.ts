import { UserError } from '../../command-line/user-error.ts';

/** The first bytes of files that are mistaken for CSV, and what to do with them. */
const signatures: readonly (readonly [readonly number[], string])[] = [
  [[0x1f, 0x8b], 'is compressed with gzip; decompress it first, for example with "gzip -dk"'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'is compressed with zstd; decompress it first, for example with "zstd -d"'],
  [[0x42, 0x5a, 0x68], 'is compressed with bzip2; decompress it first, for example with "bzip2 -dk"'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'is compressed with xz; decompress it first, for example with "xz -dk"'],
  [[0x50, 0x4b, 0x03, 0x04], 'is a zip archive or an Excel workbook; extract it or save it as CSV first'],
  [[0x50, 0x41, 0x52, 0x31], 'is a Parquet file; convert it to CSV first'],
];

/**
 * Checks by its first bytes that a file is UTF-8 text.
 *
 * @throws UserError when it is not.
 */
export function checkEncoding(first: Uint8Array, path: string): void {
  const known = signatures.find(([bytes]) => bytes.every((byte, index) => first[index] === byte));
  if (known) throw new UserError(`Data file ${path} ${known[1]}.`);
  if (!isUtf16(first)) return;
  throw new UserError(
    `Data file ${path} is UTF-16; save it as UTF-8 first, for example with "iconv -f UTF-16 -t UTF-8".`,
  );
}

/** Detects UTF-16 by its byte order mark, or by the zero byte of each Latin letter. */
function isUtf16(first: Uint8Array): boolean {
  const [one, two] = first;
  return (one === 0xff && two === 0xfe) || (one === 0xfe && two === 0xff) || first.subarray(0, 64).includes(0);
}
