// Bundles the values of the client for the JavaScript engine. Set-up runs it before Maven, which puts the result into the jar.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import babel from '@babel/standalone';
import { build } from 'esbuild';

const folder = dirname(fileURLToPath(import.meta.url));
const source = join(folder, 'src', 'main', 'js');
const target = join(folder, 'target', 'generated', 'sparkconnectts', 'companion', 'values.js');

/** The classes that functions use by name, as they do in the client. */
const globals = [
  'CalendarInterval',
  'DayTimeInterval',
  'Decimal',
  'LocalDate',
  'Timestamp',
  'TimestampNtz',
  'YearMonthInterval',
];

const {
  outputFiles: [bundle],
} = await build({
  entryPoints: [join(source, 'values.ts')],
  alias: { 'node:util': join(source, 'node-util.ts') },
  bundle: true,
  write: false,
  format: 'iife',
  globalName: 'companionValues',
  target: 'es2022',
  keepNames: true,
  // package.json says that no module has effects when it is imported, but the repairs have.
  ignoreAnnotations: true,
  footer: { js: globals.map((name) => `var ${name} = companionValues.${name};`).join('\n') },
  logLevel: 'warning',
});
const { code } = babel.transform(bundle?.text ?? '', {
  sourceType: 'script',
  presets: [['env', { targets: { rhino: '1.8.0' }, modules: false }]],
  comments: false,
});
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, code ?? '');
