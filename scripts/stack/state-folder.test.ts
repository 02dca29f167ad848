import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cleanStateFolder, lastLogLines } from './state-folder.ts';

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'state-test-'));
});
afterEach(() => {
  rmSync(stateDir, { recursive: true, force: true });
});

it('deletes what the stack made and the folder with it', () => {
  for (const folder of ['kafka', 'tmp', 'checkpoints']) mkdirSync(join(stateDir, folder));
  for (const file of ['spark.log', 'spark.log.1', 'kafka-server.properties']) writeFileSync(join(stateDir, file), '');
  cleanStateFolder(stateDir);
  expect(existsSync(stateDir)).toBe(false);
});

it('leaves what somebody else put there', () => {
  for (const file of ['spark.log', 'sparkling.txt', 'notes']) writeFileSync(join(stateDir, file), '');
  cleanStateFolder(stateDir);
  expect(readdirSync(stateDir)).toEqual(['notes', 'sparkling.txt']);
});

it('reads the end of a log', () => {
  writeFileSync(join(stateDir, 'kafka.log'), 'one\ntwo\nthree\n');
  expect(lastLogLines(stateDir, 'kafka', 2)).toEqual(['two', 'three']);
  expect(lastLogLines(stateDir, 'spark', 2)).toEqual([]);
});
