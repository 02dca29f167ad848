import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { root, setupDir } from '../setup/paths.mjs';
import { errorLines, runCommand } from '../setup/run-command.mjs';

/** The entry points of the package, as in the exports of package.json. */
const entryPoints = ['index', 'functions', 'kafka', 'opentelemetry', 'cloud', 'local'];

/**
 * Writes the declarations of all entry points to a folder, with only what they export, and what that refers to: the sources that they come
 * from also declare what no program can import, and types of packages that the bundles contain. Returns what the compiler complains about.
 */
export async function writeDeclarations(
  folder: string,
  compilerOptions: readonly string[] = [],
): Promise<readonly string[]> {
  mkdirSync(setupDir, { recursive: true });
  const emitted = mkdtempSync(join(setupDir, 'declarations-'));
  try {
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const args = ['-p', 'tsconfig.build.json', '--pretty', 'false', '--outDir', emitted, ...compilerOptions];
    const { ok, output } = await runCommand(process.execPath, [tsc, ...args], { cwd: root });
    if (!ok) return errorLines(output, /error/);
    const bundle = await rollup({
      input: Object.fromEntries(entryPoints.map((name) => [name, join(emitted, 'src', `${name}.d.ts`)])),
      external: (id) => !id.startsWith('.') && !id.startsWith(emitted),
      plugins: [dts()],
      // It warns that entry points share types which none of them exports. Those that matter are exported: npm run compilers finds others.
      onLog: (level, { message }) => {
        if (level === 'warn' && !message.includes('private shared type exports')) console.error(message);
      },
    });
    await bundle.write({
      dir: folder,
      entryFileNames: '[name].d.ts',
      chunkFileNames: ({ name }) => `types-${name.replace(/\.d$/, '')}.d.ts`,
    });
    return [];
  } finally {
    rmSync(emitted, { recursive: true, force: true });
  }
}
