import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { followFile } from './follow-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'follow-file-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('followFile yields what is appended, also to a file that has taken the place of the first, until it is aborted', async () => {
  const file = join(folder, 'log');
  writeFileSync(file, 'before\n');
  const controller = new AbortController();
  const texts: string[] = [];
  const following = (async () => {
    for await (const part of followFile(file, controller.signal)) texts.push(part.toString());
  })();
  const ended = expect(following).rejects.toThrow('enough');
  await expect
    .poll(() => {
      if (texts.length === 0) appendFileSync(file, 'x');
      return texts.join('');
    })
    .toMatch(/^x+$/);
  renameSync(file, `${file}.1`);
  writeFileSync(file, 'second\n');
  await expect.poll(() => texts.join('')).toMatch(/^x+second\n$/);
  controller.abort(new Error('enough'));
  await ended;
});
