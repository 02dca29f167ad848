// Runs set-up if needed, then runs a file, usually TypeScript, in this process: node scripts/run.mjs <file> [arguments]
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureSetup } from './setup.mjs';
import { exitWhenInterrupted } from './setup/interruption.mjs';
import { reportAndExit } from './setup/setup-error.mjs';

exitWhenInterrupted();
const file = process.argv[2];
if (file === undefined) {
  console.error('No file given. Usage: node scripts/run.mjs <file> [arguments]');
  process.exit(2);
}
await ensureSetup();

const path = resolve(file);
process.argv.splice(1, 2, path);
process.setSourceMapsEnabled(true);
if (path.endsWith('.ts')) {
  const { register } = await import('tsx/esm/api');
  register();
}
await import(pathToFileURL(path).href).catch(reportAndExit);
