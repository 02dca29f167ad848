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

function ownFolder(): void {
  markAsOwn(stateDir, makeStateFolder(stateDir));
}

describe('the folder of a stack', () => {
  it('is .stack in the clone, or what STACK_DIR names', () => {
    expect(stateFolder(undefined)).toBe(join(root, '.stack'));
    expect(stateFolder('/a b/c')).toBe('/a b/c');
    expect(stateFolder('x')).toBe(join(process.env['INIT_CWD'] ?? process.cwd(), 'x'));
  });

  it.each([
    ['', 'STACK_DIR is set but empty: name a folder with it, or unset it.'],
    ['/a/x:y', 'Spark cannot read tables in /a/x:y, because : means something else to it'],
    ['/a/x\\y', 'because \\ means something else to it'],
    ['/a/${x}', 'because { means something else to it'],
    ['/a/x[1]', 'because [ means something else to it'],
    ['/proc/x', '/proc/x is no place for files: name another folder with STACK_DIR.'],
    ['/a/\uFFFD', 'is not UTF-8'],
  ])('cannot be %j', (given, message) => {
    expect(() => stateFolder(given)).toThrow(message);
  });
});

describe('cleaning', () => {
  it('deletes what the stack made and the folder with it', async () => {
    ownFolder();
    for (const folder of ['kafka', 'tmp', 'checkpoints']) mkdirSync(join(stateDir, folder));
    for (const file of ['spark.log', 'spark.log.1', 'kafka-server.properties']) writeFileSync(join(stateDir, file), '');
    await stopStack(stateDir, { clean: true });
    expect(existsSync(stateDir)).toBe(false);
  });

  it('leaves what somebody else put there, and the folder stays the stack’s', async () => {
    ownFolder();
    for (const file of ['spark.log', 'spark.txt', 'kafka-notes', 'notes']) writeFileSync(join(stateDir, file), '');
    await stopStack(stateDir, { clean: true });
    expect(readdirSync(stateDir)).toEqual(['kafka-notes', 'notes', 'spark.txt', 'stack-folder.json']);
    expect(() => checkOwn(stateDir)).not.toThrow();
  });

  it('leaves a folder that was there before, empty', async () => {
    mkdirSync(stateDir);
    ownFolder();
    writeFileSync(join(stateDir, 'spark.log'), '');
    await stopStack(stateDir, { clean: true });
    expect(readdirSync(stateDir)).toEqual([]);
  });

  it('removes a link, not what it leads to', async () => {
    const precious = join(parent, 'precious');
    mkdirSync(precious);
    writeFileSync(join(precious, 'file'), 'x');
    ownFolder();
    symlinkSync(precious, join(stateDir, 'kafka'));
    await stopStack(stateDir, { clean: true });
    expect(readFileSync(join(precious, 'file'), 'utf8')).toBe('x');
  });
});

describe('a folder that no stack has made', () => {
  const names = ['artifacts', 'checkpoints', 'kafka', 'spark', 'tmp'];
  beforeEach(() => {
    for (const name of names) mkdirSync(join(stateDir, name), { recursive: true });
  });

  it('is not taken for one', () => {
    expect(() => markAsOwn(stateDir, false)).toThrow(
      `${stateDir} is not empty, and no stack has marked it as its own: name a new or an empty folder with STACK_DIR`,
    );
  });

  it('is left as it is when it is cleaned', async () => {
    await expect(stopStack(stateDir, { clean: true })).rejects.toThrow(
      `${stateDir} was not made by a stack, so nothing in it was deleted`,
    );
    expect(readdirSync(stateDir)).toEqual(names);
  });

  it.each(['{}', '{"contents":["../x"]}', '{"contents":"tmp"}', ''])(
    'does not become one by a mark like %j',
    (text) => {
      writeFileSync(join(stateDir, 'stack-folder.json'), text);
      expect(() => cleanStateFolder(stateDir)).toThrow('was not made by a stack');
      expect(readdirSync(stateDir)).toEqual([...names.slice(0, 4), 'stack-folder.json', 'tmp']);
    },
  );
});

describe.runIf(process.getuid?.() === 0)('the folder of another user', () => {
  beforeEach(() => {
    chmodSync(parent, 0o755);
    ownFolder();
    process.seteuid?.(65534);
  });
  afterEach(() => {
    process.seteuid?.(0);
  });

  it('is not said to hold no stack', async () => {
    const sentence = `The stack in ${stateDir} is that of user root, and only they can look at it or stop it`;
    await expect(stackStatus(stateDir)).rejects.toThrow(sentence);
    await expect(stopStack(stateDir)).rejects.toThrow(sentence);
  });

  it('cannot become the parent of a new one', async () => {
    await expect(startStack(join(parent, 'mine'))).rejects.toThrow(
      `${join(parent, 'mine')} cannot be written (EACCES: permission denied): change that, or name another folder with STACK_DIR.`,
    );
  });
});

it('reads the end of a log', () => {
  mkdirSync(stateDir);
  writeFileSync(join(stateDir, 'kafka.log'), 'one\ntwo\nthree\n');
  expect(lastLogLines(stateDir, 'kafka', 2)).toEqual(['two', 'three']);
  expect(lastLogLines(stateDir, 'spark', 2)).toEqual([]);
});
