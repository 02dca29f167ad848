import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asLocalServer } from '../../../stack/as-local-server.ts';
import { withOwnStack } from '../../../stack/own-stacks.ts';
import { choose } from '../choose.ts';
import { pack } from '../package/install.ts';
import { compileExample, copyExample } from './example-project.ts';
import { examples } from './examples.ts';

export interface ExamplesOptions {
  readonly only?: readonly string[];
}

/**
 * Packs the package once, installs it in a copy of each example, and checks what the example does on a dedicated server. Sets the exit
 * code to 1 if one fails.
 */
export async function runExamples(options: ExamplesOptions, signal: AbortSignal): Promise<void> {
  const chosen = choose('example', examples, options.only);
  const folder = mkdtempSync(join(tmpdir(), 'examples-'));
  const failed: string[] = [];
  try {
    console.error('Packing …');
    const tarball = await pack(folder);
    await withOwnStack('examples', { services: ['spark'], onProgress: console.error, signal }, async (stack) => {
      const env = asLocalServer(stack.stateDir, join(folder, 'state'));
      for (const { name, check } of chosen) {
        const start = performance.now();
        const project = { folder: join(folder, name), stack, env };
        try {
          await copyExample(name, project.folder, tarball);
          await compileExample(project.folder);
          await check(project);
        } catch (error) {
          signal.throwIfAborted();
          failed.push(name);
          console.error(error instanceof Error ? error.message : error);
        }
        const seconds = ((performance.now() - start) / 1000).toFixed(1);
        console.log(`${name}: ${failed.includes(name) ? 'failed' : 'ok'} (${seconds} s)`);
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`${chosen.length - failed.length} passed, ${failed.length} failed`);
  if (failed.length > 0) process.exitCode = 1;
}
