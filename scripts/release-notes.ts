// Prints the section of CHANGELOG.md for a tag, after checking that it is the version of package.json. npm run release-notes -- v0.1.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportError } from '../command-line/report-error.ts';
import { releaseNotes } from './checks/release/release-notes.ts';
import { root } from './setup/paths.mjs';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string };
const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
try {
  console.log(releaseNotes({ tag: process.argv[2] ?? `v${version}`, version, changelog }));
} catch (error) {
  process.exitCode = reportError(error, { verbose: false, write: (text) => process.stderr.write(text) });
}
