import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../scripts/setup/paths.mjs';
import { checkOwn, cleanStateFolder, lastLogLines, makeStateFolder, markAsOwn, stateFolder } from './state-folder.ts';
import { stackStatus } from './stack.ts';
import { startStack } from './start-stack.ts';
import { stopStack } from './stop-stack.ts';

let parent: string;
let stateDir: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'state-test-'));
  stateDir = join(parent, 'stack');
});
afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

function createMarkedFolder(): void {
  markAsOwn(stateDir, makeStateFolder(stateDir));
}

describe('stateFolder', () => {
  it('returns .stack in the clone, or the folder that STACK_DIR names', () => {
    expect(stateFolder(undefined)).toBe(join(root, '.stack'));
    expect(stateFolder('/a b/c')).toBe('/a b/c');
    expect(stateFolder('x')).toBe(join(process.env['INIT_CWD'] ?? process.cwd(), 'x'));
  });

  it.each([
    ['', 'STACK_DIR is set but empty: set it to a folder, or unset it.'],
    ['/a/x:y', 'Spark cannot read tables in /a/x:y, because : is a special character in its paths'],
    ['/a/x\\y', 'because \\ is a special character in its paths'],
    ['/a/${x}', 'because { is a special character in its paths'],
    ['/a/x[1]', 'because [ is a special character in its paths'],
    ['/proc/x', '/proc/x cannot hold files: set STACK_DIR to another folder.'],
    ['/a/\uFFFD', 'is not valid UTF-8'],
  ])('rejects %j', (given, message) => {
    expect(() => stateFolder(given)).toThrow(message);
  });
});

describe('stopStack with clean', () => {
  it('deletes the files of the stack and its folder', async () => {
    createMarkedFolder();
    for (const folder of ['kafka', 'tmp', 'checkpoints']) mkdirSync(join(stateDir, folder));
    for (const file of ['spark.log', 'spark.log.1', 'kafka-server.properties']) writeFileSync(join(stateDir, file), '');
    await stopStack(stateDir, { clean: true });
    expect(existsSync(stateDir)).toBe(false);
  });

  it('keeps files of others, and the mark of the folder', async () => {
    createMarkedFolder();
    for (const file of ['spark.log', 'spark.txt', 'kafka-notes', 'notes']) writeFileSync(join(stateDir, file), '');
    await stopStack(stateDir, { clean: true });
    expect(readdirSync(stateDir)).toEqual(['kafka-notes', 'notes', 'spark.txt', 'stack-folder.json']);
    expect(() => checkOwn(stateDir)).not.toThrow();
  });

  it('empties a folder that existed before, but does not delete it', async () => {
    mkdirSync(stateDir);
    createMarkedFolder();
    writeFileSync(join(stateDir, 'spark.log'), '');
    await stopStack(stateDir, { clean: true });
    expect(readdirSync(stateDir)).toEqual([]);
  });

  it('removes a symbolic link, but not its target', async () => {
    const precious = join(parent, 'precious');
    mkdirSync(precious);
    writeFileSync(join(precious, 'file'), 'x');
    createMarkedFolder();
    symlinkSync(precious, join(stateDir, 'kafka'));
    await stopStack(stateDir, { clean: true });
    expect(readFileSync(join(precious, 'file'), 'utf8')).toBe('x');
  });
});

describe('a folder that was not created by a stack', () => {
  const names = ['artifacts', 'checkpoints', 'kafka', 'spark', 'tmp'];
  beforeEach(() => {
    for (const name of names) mkdirSync(join(stateDir, name), { recursive: true });
  });

  it('cannot be marked as a stack’s', () => {
    expect(() => markAsOwn(stateDir, false)).toThrow(
      `${stateDir} is not empty and was not created by a stack: set STACK_DIR to a new or an empty folder`,
    );
  });

  it('is left unchanged by cleaning', async () => {
    await expect(stopStack(stateDir, { clean: true })).rejects.toThrow(
      `${stateDir} was not created by a stack, so nothing in it was deleted`,
    );
    expect(readdirSync(stateDir)).toEqual(names);
  });

  it.each(['{}', '{"contents":["../x"]}', '{"contents":"tmp"}', ''])(
    'is not accepted as a stack’s because of a mark like %j',
    (text) => {
      writeFileSync(join(stateDir, 'stack-folder.json'), text);
      expect(() => cleanStateFolder(stateDir)).toThrow('was not created by a stack');
      expect(readdirSync(stateDir)).toEqual([...names.slice(0, 4), 'stack-folder.json', 'tmp']);
    },
  );
});

describe.runIf(process.getuid?.() === 0)('a state folder of another user', () => {
  beforeEach(() => {
    chmodSync(parent, 0o755);
    createMarkedFolder();
    process.seteuid?.(65534);
  });
  afterEach(() => {
    process.seteuid?.(0);
  });

  it('is reported as not accessible, rather than as empty', async () => {
    const sentence = `The stack in ${stateDir} belongs to user root, and only they can inspect or stop it`;
    await expect(stackStatus(stateDir)).rejects.toThrow(sentence);
    await expect(stopStack(stateDir)).rejects.toThrow(sentence);
  });

  it('cannot contain a new state folder', async () => {
    await expect(startStack(join(parent, 'mine'))).rejects.toThrow(
      `${join(parent, 'mine')} cannot be written (EACCES: permission denied): fix that, or set STACK_DIR to another folder.`,
    );
  });
});

it('lastLogLines returns the end of a log', () => {
  mkdirSync(stateDir);
  writeFileSync(join(stateDir, 'kafka.log'), 'one\ntwo\nthree\n');
  expect(lastLogLines(stateDir, 'kafka', 2)).toEqual(['two', 'three']);
  expect(lastLogLines(stateDir, 'spark', 2)).toEqual([]);
});
