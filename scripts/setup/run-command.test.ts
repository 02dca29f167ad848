import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from './paths.mjs';
import { processStart } from './process-start.mjs';
import { errorLines, runCommand } from './run-command.mjs';

describe('runCommand', () => {
  it('returns the output of both streams and whether the command succeeded', async () => {
    const script = 'console.log("one"); console.error("two"); process.exitCode = 3';
    const { ok, output } = await runCommand(process.execPath, ['-e', script]);
    expect(ok).toBe(false);
    expect(output.split('\n').sort()).toEqual(['', 'one', 'two']);
  });

  it('rejects if the command does not exist', async () => {
    await expect(runCommand('no-such-command', [])).rejects.toThrow('ENOENT');
  });
});

describe('runCommand, interrupted during a command that ignores SIGTERM', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'run-command-test-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Starts a program that runs the command. The command starts another process and writes the pids of both to a file. */
  async function begin(): Promise<{ interrupt: () => void; code: Promise<number | null>; pids: readonly number[] }> {
    const file = join(folder, 'pids');
    const ignoreSigterm = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);';
    const command = `${ignoreSigterm}
      const child = require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(ignoreSigterm)}]);
      setTimeout(() => require("node:fs").writeFileSync(${JSON.stringify(file)}, process.pid + " " + child.pid + "."), 300);`;
    const [run, report] = ['run-command.mjs', 'setup-error.mjs'].map(
      (name) => pathToFileURL(join(root, 'scripts', 'setup', name)).href,
    );
    const program = `
      import { runCommand } from '${run}';
      import { reportAndExit } from '${report}';
      await runCommand(process.execPath, ['-e', ${JSON.stringify(command)}]).catch(reportAndExit);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
    const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
    await expect
      .poll(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('.'), { timeout: 10_000 })
      .toBe(true);
    const pids = readFileSync(file, 'utf8')
      .split(' ')
      .map((text) => Number.parseInt(text, 10));
    return { interrupt: () => child.kill('SIGINT'), code, pids };
  }

  it('kills the command and its child process after a second', async () => {
    const { interrupt, code, pids } = await begin();
    expect(pids.map(processStart)).not.toContain(undefined);
    const start = performance.now();
    interrupt();
    interrupt();
    expect(await code).toBe(130);
    expect(performance.now() - start).toBeLessThan(2500);
    await expect.poll(() => pids.map(processStart)).toEqual([undefined, undefined]);
  });

  it('kills them immediately when it is interrupted again', async () => {
    const { interrupt, code, pids } = await begin();
    const start = performance.now();
    interrupt();
    await sleep(600);
    interrupt();
    expect(await code).toBe(130);
    expect(performance.now() - start).toBeLessThan(950);
    await expect.poll(() => pids.map(processStart)).toEqual([undefined, undefined]);
  });
});

describe('errorLines', () => {
  it('returns the relevant lines, without colors', () => {
    expect(errorLines('[INFO] fine\n\u001b[31m[ERROR]\u001b[0m bad\n\n[INFO] end', /^\[ERROR\]/)).toEqual([
      '[ERROR] bad',
    ]);
  });

  it('returns the last lines if none is relevant', () => {
    expect(errorLines('one\ntwo\n', /^\[ERROR\]/)).toEqual(['one', 'two']);
  });
});
