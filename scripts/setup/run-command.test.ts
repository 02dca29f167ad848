import { describe, expect, it } from 'vitest';
import { errorLines, runCommand } from './run-command.mjs';

describe('runCommand', () => {
  it('gathers both streams and says whether the command succeeded', async () => {
    const script = 'console.log("one"); console.error("two"); process.exitCode = 3';
    const { ok, output } = await runCommand(process.execPath, ['-e', script]);
    expect(ok).toBe(false);
    expect(output.split('\n').sort()).toEqual(['', 'one', 'two']);
  });

  it('rejects when there is no such command', async () => {
    await expect(runCommand('no-such-command', [])).rejects.toThrow('ENOENT');
  });
});

describe('errorLines', () => {
  it('keeps the lines that matter, without colours', () => {
    expect(errorLines('[INFO] fine\n\u001b[31m[ERROR]\u001b[0m bad\n\n[INFO] end', /^\[ERROR\]/)).toEqual([
      '[ERROR] bad',
    ]);
  });

  it('falls back on the last lines', () => {
    expect(errorLines('one\ntwo\n', /^\[ERROR\]/)).toEqual(['one', 'two']);
  });
});
