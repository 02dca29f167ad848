import * as fn from '../../../../src/functions.ts';
import { DataTypes } from '../../../../src/index.ts';
import type { Plans } from '../inputs.ts';

export const hashFunctions: Plans = {
  function_aes_decrypt: ({ complex }) => complex.select(fn.aes_decrypt('g', 'g')),
  function_aes_decrypt_with_mode: ({ complex }) => complex.select(fn.aes_decrypt('g', 'g', 'g')),
  function_aes_decrypt_with_mode_padding: ({ complex }) => complex.select(fn.aes_decrypt('g', 'g', 'g', 'g')),
  function_aes_decrypt_with_mode_padding_aad: ({ complex }) => complex.select(fn.aes_decrypt('g', 'g', 'g', 'g', 'g')),
  function_aes_encrypt: ({ complex }) => complex.select(fn.aes_encrypt('g', 'g')),
  function_aes_encrypt_with_mode: ({ complex }) => complex.select(fn.aes_encrypt('g', 'g', 'g')),
  function_aes_encrypt_with_mode_padding: ({ complex }) => complex.select(fn.aes_encrypt('g', 'g', 'g', 'g')),
  function_aes_encrypt_with_mode_padding_iv: ({ complex }) =>
    complex.select(fn.aes_encrypt('g', 'g', 'g', 'g', Uint8Array.of(67, 68, 69))),
  function_aes_encrypt_with_mode_padding_iv_aad: ({ complex }) =>
    complex.select(fn.aes_encrypt('g', 'g', 'g', 'g', Uint8Array.of(67, 68, 69), 'g')),
  function_crc32: ({ complex }) => complex.select(fn.crc32(fn.col('g').cast(DataTypes.BinaryType))),
  function_hash: ({ complex }) => complex.select(fn.hash('b', 'id')),
  function_md5: ({ complex }) => complex.select(fn.md5(fn.col('g').cast(DataTypes.BinaryType))),
  function_sha: ({ complex }) => complex.select(fn.sha('g')),
  function_sha1: ({ complex }) => complex.select(fn.sha1(fn.col('g').cast(DataTypes.BinaryType))),
  function_sha2: ({ complex }) => complex.select(fn.sha2(fn.col('g').cast(DataTypes.BinaryType), 512)),
  function_try_aes_decrypt: ({ complex }) => complex.select(fn.try_aes_decrypt('g', 'g')),
  function_try_aes_decrypt_with_mode: ({ complex }) => complex.select(fn.try_aes_decrypt('g', 'g', 'g')),
  function_try_aes_decrypt_with_mode_padding: ({ complex }) => complex.select(fn.try_aes_decrypt('g', 'g', 'g', 'g')),
  function_try_aes_decrypt_with_mode_padding_aad: ({ complex }) =>
    complex.select(fn.try_aes_decrypt('g', 'g', 'g', 'g', 'g')),
  function_xxhash64: ({ complex }) => complex.select(fn.xxhash64('id', 'a', 'd', 'g')),
};
