import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksIn, expectedOutput, withoutSpace } from '../../scripts/checks/docs/doc-examples.ts';
import { firstQueryOutput, lambdaOutput } from '../../scripts/checks/examples/programs.ts';
import { root } from '../../scripts/setup/paths.mjs';
import { findFreePorts } from '../../stack/ports.ts';
import {
  filesOf,
  firstExample,
  folder,
  installPacked,
  localEnv,
  mustRun,
  run,
  tarball,
  type Outcome,
} from './installed-package.ts';

let project = '';
beforeAll(async () => {
  project = await installPacked();
}, 300_000);

describe('the npm package', () => {
  const read = (file: string): string => readFileSync(join(project, 'node_modules', 'spark-connect-ts', file), 'utf8');

  it('runs the first example of the README', async () => {
    writeFileSync(join(project, 'example.js'), firstExample());
    const { status, stdout, stderr } = await run(process.execPath, ['example.js'], project, localEnv);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(withoutSpace(stdout)).toMatch(expectedOutput(firstExample()) ?? 'a comment with the expected output');
  });

  it('runs that example from an esbuild bundle built as the README describes', async () => {
    writeFileSync(join(project, 'example.ts'), firstExample());
    const command = blocksIn('README.md').find(({ code }) => code.startsWith('npx esbuild'))?.code ?? '';
    await mustRun('sh', ['-c', command.replace('npx ', '')], project);
    const alone = join(folder, 'bundle');
    mkdirSync(alone);
    cpSync(join(project, 'example.mjs'), join(alone, 'example.mjs'));
    const { status, stdout } = await run(process.execPath, ['example.mjs'], alone, localEnv);
    expect(status).toBe(0);
    expect(withoutSpace(stdout)).toMatch(expectedOutput(firstExample()) ?? 'a comment with the expected output');
  });

  it('runs the first example of examples/, and the bundle of the one for Lambda', async () => {
    const first = exampleProject('first-query');
    const { status, stdout } = await run('tsx', ['index.ts'], first, localEnv);
    expect({ status, stdout }).toEqual({ status: 0, stdout: firstQueryOutput });

    const lambda = exampleProject('lambda');
    await mustRun('npm', ['run', 'build'], lambda);
    rmSync(join(lambda, 'node_modules'));
    expect(await run(process.execPath, ['invoke.mjs'], lambda, localEnv)).toMatchObject({ stdout: lambdaOutput });
  });

  it('is loaded by import and by require()', async () => {
    const code =
      "const { SparkSession } = require('spark-connect-ts');\nconst { col } = require('spark-connect-ts/functions');\nconsole.log(SparkSession.name, typeof col);\n";
    writeFileSync(join(project, 'required.cjs'), code);
    const { status, stdout } = await run(process.execPath, ['--no-warnings', 'required.cjs'], project);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'SparkSession function\n' });
  });

  it('has entry points and declarations that publint and arethetypeswrong accept', async () => {
    const { messages } = await publint({ pkgDir: join(project, 'node_modules', 'spark-connect-ts'), strict: true });
    expect(messages).toEqual([]);
    // The package is an ES module, which Node.js loads by require() as well. The profile leaves out TypeScript's older view of that.
    const options = ['--profile', 'esm-only', '--exclude-entrypoints', './companion.jar', '--quiet'];
    expect(await run('attw', [tarball(), ...options], project)).toMatchObject({ status: 0 });
  });

  it('has doc comments in its declarations, and no installation script', () => {
    const declarations = readdirSync(join(project, 'node_modules', 'spark-connect-ts', 'dist'))
      .filter((name) => name.endsWith('.d.ts'))
      .map((name) => read(`dist/${name}`))
      .join('');
    expect(declarations).toContain(
      'Keeps the rows for which a condition, given as a column or a SQL expression, is true.',
    );
    // The bundles contain it, so it is not installed.
    expect(declarations).not.toContain('@bufbuild/protobuf');
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
  });

  it('has an OpenTelemetry entry point, which needs @opentelemetry/api', async () => {
    const code =
      "import { injectTraceContext } from 'spark-connect-ts/opentelemetry';\nconsole.log(injectTraceContext({ a: 'b' }));\n";
    writeFileSync(join(project, 'traced.js'), code);
    const without = await run(process.execPath, ['traced.js'], project);
    expect(without.stderr).toContain("Cannot find package '@opentelemetry/api'");
    const api = join('node_modules', '@opentelemetry', 'api');
    cpSync(join(root, api), join(project, api), { recursive: true });
    const { status, stdout } = await run(process.execPath, ['traced.js'], project);
    expect({ status, stdout }).toEqual({ status: 0, stdout: "{ a: 'b' }\n" });
  });

  it('has a cloud entry point, which names the package that a platform needs', async () => {
    const code =
      "import { connect } from 'spark-connect-ts/cloud';\nawait connect({ athena: { workGroup: 'w' } }).catch(({ name, message }) => console.log(name, message));\n";
    writeFileSync(join(project, 'cloud.js'), code);
    const { status, stdout } = await run(process.execPath, ['cloud.js'], project);
    const sentence = 'The package @aws-sdk/client-athena is required for this platform and is not installed.';
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: `CloudError ${sentence} Run "npm install @aws-sdk/client-athena".\n`,
    });
  });

  it('draws plots, and names the packages that pictures need', async () => {
    const code = `
      import { SparkSession } from 'spark-connect-ts';
      const spark = await SparkSession.builder.local().getOrCreate();
      const frame = await spark.sql("SELECT named_struct('b', 1, '2024', 2) AS s");
      console.log((await spark.range(1, 3).plot.bar({ x: 'id', y: 'id' })).toText({ width: 20 }));
      console.log((await frame[Symbol.for('Jupyter.display')]())['text/html'].includes('{1, 2}'));
      await (await spark.range(3).plot.hist()).toSVG().catch(({ message }) => console.log(message));
      await spark.stop();`;
    writeFileSync(join(project, 'plots.mjs'), code);
    const { status, stdout, stderr } = await run(process.execPath, ['plots.mjs'], project, localEnv);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'id by id',
      '1 ████████ 1',
      '2 ████████████████ 2',
      'true',
      'Pictures of plots need the optional packages vega and vega-lite: run "npm install vega vega-lite".',
      '',
    ]);
  });

  it('contains its license and the notices of everything bundled', () => {
    expect(read('LICENSE')).toMatch(/^\s*Apache License\s+Version 2\.0, January 2004/);
    const manifest = JSON.parse(read('package.json')) as { readonly license: string };
    expect(manifest.license).toBe('(Apache-2.0 AND BSD-3-Clause AND MIT AND MPL-2.0)');
    const notices = read('THIRD-PARTY-NOTICES.txt');
    for (const text of [
      /^@bufbuild\/protobuf [\d.]+\nLicense: \(Apache-2\.0 AND BSD-3-Clause\)$/m,
      /^commander [\d.]+\nLicense: MIT$/m,
      /^Rhino [\d.]+, in companion\.jar\nLicense: MPL-2\.0$/m,
      /Redistribution and use in source and binary forms/,
      /^Apache Spark: spark-common-utils_/m,
      /^Apache Spark: spark-connect_/m,
      /This product includes software developed at\s+The Apache Software Foundation/,
      /^Google APIs: google\/rpc$/m,
    ]) {
      expect(notices).toMatch(text);
    }
    const sources = filesOf(project).flatMap((file) => (file.endsWith('.map') ? sourcesOf(file) : []));
    const packages = sources.flatMap(({ path }) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
    expect(packages).toContain('@bufbuild/protobuf');
    for (const name of new Set(packages)) expect(notices).toContain(`\n${name} `);
  });

  it('contains source maps with the source of every line', async () => {
    const scripts = filesOf(project).filter((file) => file.endsWith('.js'));
    expect(scripts).toContain(join('dist', 'index.js'));
    for (const file of scripts) {
      const map = join(dirname(file), /\/\/# sourceMappingURL=(.*)\n$/.exec(read(file))?.[1] ?? 'none');
      expect(filesOf(project)).toContain(map);
      expect(sourcesOf(map).filter(({ content }) => !content)).toEqual([]);
    }
    const code = "import { SparkSession } from 'spark-connect-ts';\nSparkSession.builder.sessionId('none');\n";
    writeFileSync(join(project, 'fails.js'), code);
    const { stderr } = await run(process.execPath, ['--enable-source-maps', 'fails.js'], project);
    const [, name = '', line = ''] = /sessionId \(.*\/(src\/[\w/-]+\.ts):(\d+):\d+\)/.exec(stderr) ?? [];
    const maps = filesOf(project).filter((file) => file.endsWith('.map'));
    const source = maps.flatMap(sourcesOf).find(({ path }) => path === `../${name}`);
    expect(source?.content?.split('\n')[Number(line) - 1]).toContain('throw new IllegalArgumentException');
  });

  /** Copies an example, which gets the packages of the project. `npm run examples` runs all examples with their own. */
  function exampleProject(name: string): string {
    const copy = join(folder, name);
    cpSync(join(root, 'examples', name), copy, { recursive: true });
    symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'));
    return copy;
  }

  function sourcesOf(map: string): { readonly path: string; readonly content: string | null | undefined }[] {
    const { sources, sourcesContent } = JSON.parse(read(map)) as {
      readonly sources: readonly string[];
      readonly sourcesContent?: readonly (string | null)[];
    };
    return sources.map((path, index) => ({ path, content: sourcesContent?.[index] }));
  }
});

const env = {
  ...process.env,
  XDG_STATE_HOME: join(folder, 'own-state'),
  XDG_CACHE_HOME: join(folder, 'cache'),
};
const stateDir = join(folder, 'own-state', 'spark-connect-ts', 'server');
/** Generous, because the machine may be busy. */
const patience = { timeout: 30_000 };

/** Runs the command of the installed package. */
function command(...args: readonly string[]): Promise<Outcome> {
  return run(join(project, 'node_modules', '.bin', 'spark-connect-ts'), args, project, env);
}

/** Runs a program of the project. */
function program(code: string): Promise<Outcome> {
  writeFileSync(join(project, 'program.js'), code);
  return run(process.execPath, ['program.js'], project, env);
}

const query = `import { SparkSession } from 'spark-connect-ts';
const spark = await SparkSession.builder.local().getOrCreate().catch(({ name, message }) => console.log(name + ':', message));
if (spark) {
  console.log(await spark.range(2).collect());
  await spark.stop();
}
`;

describe('npx spark-connect-ts', () => {
  afterAll(async () => {
    await command('down', '--clean');
  });

  it('starts a server that local() finds, shows it, and stops it', { timeout: 180_000 }, async () => {
    const missing =
      'ConnectionError: No local Spark Connect server is running: start one with "npx spark-connect-ts up".\n';
    expect(await program(query)).toMatchObject({ status: 0, stdout: missing });
    expect(await command('status')).toEqual({
      status: 1,
      stdout: 'Spark Connect is not running\nKafka is not running\n',
      stderr: 'Start the local server with "npx spark-connect-ts up".\n',
    });

    const ports = await findFreePorts();
    const given = ['--port', String(ports.connect), '--ui-port', String(ports.sparkUi)];
    const up = await command('up', ...given);
    expect(up).toMatchObject({ status: 0 });
    expect(up.stdout).toMatch(
      /^The local server is up\.\n {2}Spark Connect {2}sc:\/\/127\.0\.0\.1:\d+\/;authorization=Bearer%20\S{32}\n/,
    );
    expect(up.stderr).toContain('The jars of Spark are ready');
    expect(statSync(stateDir).mode & 0o77).toBe(0);
    expect(await program(query)).toEqual({ status: 0, stdout: '[ { id: 0n }, { id: 1n } ]\n', stderr: '' });

    const again = await command('up', ...given);
    expect(again).toMatchObject({ status: 0, stderr: '' });
    expect(again.stdout).toBe(up.stdout.replace('is up', 'is already up'));
    const status = await command('status');
    expect(status).toMatchObject({ status: 0 });
    expect(status.stdout).toMatch(/^Spark Connect answers \(process \d+\)\nKafka is not running\n/);
    expect((await command('logs', '--lines', '5')).stdout).toContain('Spark Connect server listens on 127.0.0.1');

    expect(await command('down')).toMatchObject({ status: 0, stdout: 'The local server is down.\n' });
    expect(await program(query)).toMatchObject({ stdout: missing });
    expect(await command('down', '--clean')).toMatchObject({ status: 0, stdout: 'No local server was running.\n' });
    expect(existsSync(stateDir)).toBe(false);
  });

  it('says in one sentence what is missing', async () => {
    const tools = join(folder, 'no-tools');
    mkdirSync(tools);
    const without = { ...env, XDG_CACHE_HOME: join(folder, 'empty-cache'), PATH: tools };
    const bin = join(project, 'node_modules', 'spark-connect-ts', 'dist', 'cli.js');
    const up = (variables: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Outcome> =>
      run(process.execPath, [bin, 'up', ...args], project, { ...without, ...variables });
    const noJava = await up({ JAVA_HOME: '' });
    expect(noJava).toMatchObject({ status: 1, stdout: '' });
    expect(noJava.stderr).toMatch(/^Java is missing: .*\n$/);
    const noDocker = await up({}, '--docker');
    expect(noDocker).toMatchObject({ status: 1, stdout: '' });
    expect(noDocker.stderr).toContain('Docker is missing (no docker on the PATH): install it, or leave out --docker');
    expect(await command('up', '--conf', 'x')).toMatchObject({ status: 2, stdout: '' });
  });
});

describe('startLocalSpark', () => {
  it('starts servers that end with the program, even if it is killed', { timeout: 180_000 }, async () => {
    writeFileSync(
      join(project, 'servers.js'),
      `import { SparkSession } from 'spark-connect-ts';
import { startLocalSpark } from 'spark-connect-ts/local';
const servers = await Promise.all([startLocalSpark(), startLocalSpark({ config: { 'spark.app.name': 'second' } })]);
for (const { remote } of servers) {
  const spark = await SparkSession.builder.remote(remote).getOrCreate();
  await spark.range(1).collect();
  await spark.stop();
}
await servers[0].stop();
console.log(JSON.stringify(servers.map(({ folder }) => folder)));
setInterval(() => {}, 1000);
`,
    );
    const child = spawn(process.execPath, ['servers.js'], { cwd: project, env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const [stopped = '', running = ''] = JSON.parse(line.toString()) as string[];
    expect([stopped, running].map((each) => existsSync(each))).toEqual([false, true]);
    child.kill('SIGKILL');
    await expect.poll(() => existsSync(running), patience).toBe(false);
  });

  it('rejects with the reason if Spark does not start', { timeout: 120_000 }, async () => {
    const { status, stdout } = await program(`import { startLocalSpark } from 'spark-connect-ts/local';
await startLocalSpark({ config: { 'spark.master': 'nowhere' } }).catch(({ name, message }) => console.log(name, message));
`);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^ConnectionError [^]*Could not parse Master URL: 'nowhere'[^]*Spark Connect stopped while it was starting/,
    );
  });
});
