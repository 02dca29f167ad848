import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { setupDir } from '../../scripts/setup/paths.mjs';
import { identify, isRunning } from '../../stack/process-identity.ts';
import { bundleProgram } from '../setup/bundle-program.ts';
import { hasTerminal, Terminal } from '../support/terminal.ts';

if (!hasTerminal) process.stderr.write('Skipping the test of the shell on a terminal: tmux is missing.\n');

const remote = inject('sparkRemote');
const program = join(setupDir, `shell-${process.pid}.mjs`);
const state = mkdtempSync(join(tmpdir(), 'shell-test-'));
const environment = { ...process.env, XDG_STATE_HOME: state, SPARK_REMOTE: undefined };

beforeAll(() => bundleProgram('cli/main.ts', program));
afterAll(() => {
  rmSync(program, { force: true });
  rmSync(state, { recursive: true, force: true });
});

interface Outcome {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

interface RunOptions {
  readonly input?: string;
  /** Closes the output after this many bytes, like `head`. */
  readonly readAtMost?: number;
}

const start = (args: readonly string[]): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, [program, 'shell', ...args], { env: environment });

async function shell(
  args: readonly string[],
  { input = '', readAtMost = Infinity }: RunOptions = {},
): Promise<Outcome> {
  const child = start(args);
  const chunks: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    if (Buffer.concat(chunks).length >= readAtMost) child.stdout.destroy();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(input);
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, stdout: Buffer.concat(chunks), stderr };
}

/** A query that takes hours. */
const endless = 'await spark.range(0, 10 ** 13, 1, 2).selectExpr("max(hash(id))").first()';

const evaluated = (...code: readonly string[]): readonly string[] => [remote, ...code.flatMap((each) => ['-e', each])];

describe('shell -e', () => {
  it('prints the values of statements in order: frames as tables, also when a promise has them', async () => {
    const { status, stdout, stderr } = await shell(
      evaluated(
        "spark.sql(\"SELECT * FROM VALUES (1, '日本語'), (20, 'e') AS t(n, name)\")",
        'const many = spark.range(10_000_000); many.limit(2)',
        'await many.count()',
        '[sum("id") instanceof Column, { a: 1n }]',
        '"text"',
        '.sql SELECT 1 AS one;',
        ".sql SELECT struct(1 AS a, array('x') AS b) AS s, map('k', struct(2)) AS m, 3 AS s;",
      ),
    );
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.toString().split('\n')).toEqual([
      '  n │ name',
      'int │ string',
      '────┼───────',
      '  1 │ 日本語',
      ' 20 │ e',
      '2 rows.',
      '    id',
      'bigint',
      '──────',
      '     0',
      '     1',
      '2 rows.',
      '10000000',
      '[ true, { a: 1n } ]',
      'text',
      'one',
      'int',
      '───',
      '  1',
      '1 row.',
      's                        │ m                        │   s',
      'struct<a:int,b:array<st… │ map<string,struct<col1:… │ int',
      '─────────────────────────┼──────────────────────────┼────',
      '{1, [x]}                 │ {k -> {2}}               │   3',
      '1 row.',
      '',
    ]);
  });

  it('prints all rows as CSV, JSON or Arrow', async () => {
    const frame = `spark.range(30_000).select('id', lit('a,b').alias('text'))`;
    const format = (name: string): Promise<Outcome> => shell([...evaluated(frame), '--format', name]);
    const [csv, json, arrow] = [await format('csv'), await format('json'), await format('arrow')];
    expect(csv.stdout.toString().split('\n').slice(0, 3)).toEqual(['id,text', '0,"a,b"', '1,"a,b"']);
    expect(csv.stdout.toString().split('\n')).toHaveLength(30_002);
    expect(json.stdout.toString().split('\n')[1]).toBe('{"id":1,"text":"a,b"}');
    const table = tableFromIPC(arrow.stdout);
    expect([table.numRows, table.batches.length > 1]).toEqual([30_000, true]);
    expect(table.get(29_999)?.toJSON()).toEqual({ id: 29_999n, text: 'a,b' });
  });

  it('ends with one sentence and a status when a statement fails', async () => {
    const { status, stdout, stderr } = await shell(evaluated('1', 'spark.sql("SELECT nope")', '2'));
    expect([status, stdout.toString()]).toEqual([1, '1\n']);
    expect(stderr).toMatch(/^AnalysisException: .*`nope`.*\n$/);
    expect((await shell(evaluated('(1'))).stderr).toMatch(/^The code is incomplete: .*\n$/);
  });

  it('draws plots as text, also of the frame that was shown last', async () => {
    const frame = "await spark.sql(\"SELECT * FROM VALUES ('日本', 1), ('b', 2) AS t(`the place`, n)\")";
    const plot = `(${frame}).plot.bar({ x: 'the place', y: 'n' })`;
    const chart = ['n by the place', `日本 ${'█'.repeat(36)}▌ 1`, `b    ${'█'.repeat(73)} 2`];
    const { status, stdout, stderr } = await shell(
      evaluated(frame, '.plot bar `the place`, n', plot, `[await ${plot}]`, '.plot'),
    );
    expect(stdout.toString().trimEnd().split('\n').slice(6)).toEqual([...chart, ...chart, '[ Plot(bar) ]']);
    expect([status, stderr]).toEqual([1, expect.stringContaining('The kinds are line, area, scatter')]);
    const { stdout: json } = await shell([...evaluated(plot), '--format', 'json']);
    expect(JSON.parse(json.toString())).toMatchObject({
      data: { values: [{ category: '日本', value: 1 }, { value: 2 }] },
    });
  });

  it('says how to name a server when there is none', async () => {
    const { status, stderr } = await shell(['-e', '1']);
    expect(status).toBe(1);
    expect(stderr).toBe(
      'There is no server to connect to: name one (npx spark-connect-ts shell sc://host:15002), set SPARK_REMOTE, or start one with "npx spark-connect-ts up".\n',
    );
  });
});

describe('Ctrl-C', () => {
  it('interrupts the query of -e on the server, and ends the shell', async () => {
    const child = start(evaluated('spark.sessionId', endless));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [sessionId] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    await expect.poll(() => runningJobs(sessionId.trim()), { timeout: 60_000 }).toBe(1);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    await expect.poll(() => runningJobs(sessionId.trim()), { timeout: 10_000 }).toBe(0);
  });
});

describe('the shell in a pipe', () => {
  it('runs the statements of its input, which may have several lines', async () => {
    const input = 'const n = 3\n.sql SELECT 1 AS a,\n  2 AS b\n\n[n,\n  await spark.range(n).count()]\n';
    const { status, stdout, stderr } = await shell([remote, '--format', 'json'], { input });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.toString()).toBe('{"a":1,"b":2}\n[3,3]\n');
  });

  it('ends quietly when the reader of a large result closes the pipe', async () => {
    const args = [...evaluated('spark.range(2_000_000)'), '--format', 'csv'];
    const { status, stdout, stderr } = await shell(args, { readAtMost: 10 });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout.length).toBeLessThan(2_000_000);
  });
});

describe.skipIf(!hasTerminal)('the shell on a terminal', () => {
  const terminal = new Terminal('shell');
  const timeout = 60_000;
  const screen = async (): Promise<string> => (await terminal.screen()).join('\n');
  const shows = (expected: string | RegExp): Promise<void> => expect.poll(screen, { timeout }).toMatch(expected);
  const enter = async (line: string): Promise<void> => {
    await terminal.type(line);
    await terminal.press('Enter');
  };
  /** Clears the screen and the line. */
  const clear = async (): Promise<void> => {
    await terminal.press('C-e', 'C-u', 'C-l');
    await expect.poll(screen, { timeout }).toBe('spark>');
  };

  beforeAll(async () => {
    const command = `XDG_STATE_HOME='${state}' '${process.execPath}' '${program}' shell '${remote}'; echo "ended with $?"; sleep 600`;
    await terminal.start({ columns: 70, rows: 20 }, ['sh', '-c', command]);
  });
  afterAll(() => terminal.close());

  it('shows ten million rows page by page', async () => {
    await shows(/^Spark 3.*\nspark>/);
    await enter('spark.range(10_000_000)');
    await shows(/\n +0\n[^]*\n +13\nRows 1 to 14\. Press Enter for more\.\nspark>/);
    await terminal.press('Enter');
    await shows(/\n +27\nRows 15 to 28\. Press Enter for more\.\nspark>/);
    await enter('.more');
    await shows(/\n +41\nRows 29 to 42\. Press Enter for more\.\nspark>/);
    await enter('1');
    await enter('.more');
    await shows('There are no more rows.');
  });

  it('aligns wide characters, and cuts long texts', async () => {
    await clear();
    await enter(
      `const df = spark.createDataFrame([{ name: '日本語', note: 'x'.repeat(99) }, { name: '🎉', note: 'y' }])`,
    );
    await enter('df');
    await shows(/\nname +│ note\nstring +│ string\n─+┼─+\n日本語 │ x+…\n🎉 +│ y\n2 rows\.\nspark>/);
    const bars = (await terminal.screen()).filter((line) => line.includes(' │ '));
    expect(new Set(bars.map((line) => stringWidth(line.slice(0, line.indexOf('│')))))).toEqual(new Set([7]));
  });

  it('completes members, functions, and the columns of a frame', async () => {
    await clear();
    await enter('const sales = spark.range(3).select(col("id").alias("amount"), lit("a").alias("name"))');
    await terminal.type('sales.groupB');
    await terminal.press('Tab');
    await shows('sales.groupBy');
    await clear();
    await terminal.type('sales.agg(sum("am');
    // The names of columns come from the server: a slow one needs another press.
    const afterTab = (): Promise<string> => terminal.press('Tab').then(screen);
    await expect.poll(afterTab, { timeout }).toMatch('sales.agg(sum("amount');
    await clear();
    await terminal.type('regexp_ex');
    await terminal.press('Tab');
    await shows('regexp_extract');
  });

  it('interrupts the query of a statement, and no other one', async () => {
    await clear();
    await enter('const stream = await spark.readStream.format("rate").load().writeStream.format("noop").start()');
    await enter(endless);
    // The progress bar.
    await shows(/0\/2 tasks, [12] running/);
    await terminal.press('C-c');
    await shows(/Interrupted\.\nspark>/);
    await enter('[await stream.isActive(), (await spark.interruptAll()).length]');
    await shows(/\[ true, 0 \]/);
    await enter('await stream.stop()');
  });

  it('reads SQL of several lines', async () => {
    await clear();
    await enter('.sql SELECT 1 AS one,');
    await enter('2 AS two;');
    await shows(/one │ two\nint │ int\n────┼────\n +1 │ +2\n1 row\./);
  });

  it('shows errors and goes on', async () => {
    await clear();
    await enter('await spark.table("nope").count()');
    await shows(/AnalysisException: .*TABLE_OR_VIEW_NOT_FOUND/);
    await enter('setTimeout(() => { throw new Error("late") }); 1 + 1');
    await shows(/\n2\n[^]*Uncaught Error: late/);
  });

  it('ends with Ctrl-D, and keeps its history in a file that only its owner can read', async () => {
    await clear();
    await terminal.press('C-d');
    await shows('ended with 0');
    const file = join(state, 'spark-connect-ts', 'shell-history');
    expect(readFileSync(file, 'utf8')).toMatch(/^await spark\.table\("nope"\)\.count\(\)$/m);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

describe.skipIf(!hasTerminal)('a shell whose terminal is closed', () => {
  const mark = join(state, 'line-was-run');
  const unfinished = `fs.writeFileSync('${mark}', '')`;

  it.each([
    ['on a signal', '', unfinished, false],
    ['on a signal while a statement runs', '', endless, true],
    ['when only its output fails', 'setsid --wait', unfinished, false],
    ['when its output fails again and again', 'setsid --wait', 'setInterval(() => console.log("tick"), 50)', true],
  ])('ends %s, and does not run a line that was not entered', async (_name, wrapper, line, isEntered) => {
    const terminal = new Terminal('closed-shell');
    const shows = (expected: string | RegExp): Promise<void> =>
      expect.poll(async () => (await terminal.screen(true)).join('\n'), { timeout: 60_000 }).toMatch(expected);
    const command = `XDG_STATE_HOME='${state}' exec ${wrapper} '${process.execPath}' '${program}' shell '${remote}'`;
    await terminal.start({ columns: 70, rows: 20 }, ['sh', '-c', command]);
    try {
      await shows('spark>');
      await terminal.type('`process ${process.pid}`');
      await terminal.press('Enter');
      await shows(/'process \d+'/);
      const pid = /'process (\d+)'/.exec((await terminal.screen()).join('\n'))![1];
      const started = identify(Number(pid))!;
      await terminal.type(line);
      if (isEntered) await terminal.press('Enter');
      await shows(line === endless ? /tasks, \d+ running/ : isEntered ? 'tick' : /writeFileSync/);
      expect(isRunning(started)).toBe(true);
      await terminal.close();
      await expect.poll(() => isRunning(started), { timeout: 20_000 }).toBe(false);
      expect(existsSync(mark)).toBe(false);
    } finally {
      await terminal.close();
    }
  });
});

/** Returns the number of jobs of a session that run on the server. */
async function runningJobs(sessionId: string): Promise<number> {
  const api = `${inject('sparkUi')}/api/v1/applications`;
  const [application] = (await (await fetch(api)).json()) as readonly { readonly id: string }[];
  const jobs = await fetch(`${api}/${application?.id}/jobs?status=running`);
  return ((await jobs.json()) as readonly { readonly name: string }[]).filter(({ name }) => name.includes(sessionId))
    .length;
}
