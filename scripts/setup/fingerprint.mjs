import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * One hash over the contents of these files, in this order; undefined when one is missing.
 *
 * @param {readonly string[]} files
 * @returns {string | undefined}
 */
export function fingerprint(files) {
  const hash = createHash('sha256');
  try {
    for (const file of files) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  } catch {
    return undefined;
  }
  return hash.digest('hex');
}

/**
 * Every file below a folder, sorted; none when the folder does not exist.
 *
 * @param {string} folder
 * @returns {readonly string[]}
 */
export function filesBelow(folder) {
  /** @type {string[]} */
  const files = [];
  /** @param {string} current */
  const visit = (current) => {
    for (const entry of readdirSync(current, { withFileTypes: true })) {
      const path = join(current, entry.name);
      if (entry.isDirectory()) visit(path);
      else files.push(path);
    }
  };
  try {
    visit(folder);
  } catch {
    return [];
  }
  return files.sort();
}

/**
 * Writes a file so that nobody ever sees half of it.
 *
 * @param {string} file
 * @param {string} text
 */
export function writeWhole(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, text);
  renameSync(aside, file);
}

/**
 * The text of a file; undefined when it cannot be read.
 *
 * @param {string} file
 * @returns {string | undefined}
 */
export function readIfPresent(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
