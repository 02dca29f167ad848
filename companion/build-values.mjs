// Bundles what the companion needs in each JavaScript engine. Set-up runs it before Maven, which puts the results into the jar.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import babel from '@babel/standalone';
import { build } from 'esbuild';

const folder = dirname(fileURLToPath(import.meta.url));
const source = join(folder, 'src', 'main', 'js');
const target = join(folder, 'target', 'generated', 'sparkconnectts', 'companion');

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

/**
 * @param {string} entry
 * @returns {Promise<string>}
 */
async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [join(source, entry)],
    alias: { 'node:util': join(source, 'node-util.ts') },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'companionValues',
    target: 'es2022',
    keepNames: true,
    // package.json says that no module has effects when it is imported, but the repairs have.
    ignoreAnnotations: true,
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}

const rhino = `${await bundle('rhino.ts')}
${globals.map((name) => `var ${name} = companionValues.${name};`).join('\n')}`;
const { code } = babel.transform(rhino, {
  sourceType: 'script',
  presets: [['env', { targets: { rhino: '1.8.0' }, modules: false }]],
  comments: false,
});

// V8 has the syntax. What calls functions must not be a global variable, which they could reach.
const v8 = `(() => {
${await bundle('v8.ts')}
for (const name of ${JSON.stringify(globals)}) {
  Object.defineProperty(globalThis, name, { value: companionValues[name] });
}
return companionValues;
})()`;

mkdirSync(target, { recursive: true });
writeFileSync(join(target, 'rhino.js'), code ?? '');
writeFileSync(join(target, 'v8.js'), v8);
