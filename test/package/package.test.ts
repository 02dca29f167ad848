import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { root } from '../../scripts/setup/paths.mjs';
import { blocksIn, examplesIn, expectedOutput, withoutSpace } from '../../scripts/checks/docs/doc-examples.ts';

const folder = mkdtempSync(join(tmpdir(), 'package-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(command: string, args: readonly string[], cwd: string): Promise<Outcome> {
  const path = [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);
  const child = spawn(command, args, { cwd, env: { ...process.env, PATH: path }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  return { status, stdout, stderr };
}

async function mustRun(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { status, stdout, stderr } = await run(command, args, cwd);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

/** Installs a package into an empty project; returns the folder of the project. */
async function install(name: string, what: string): Promise<string> {
  const project = join(folder, name);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name, type: 'module' }));
  const options = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  await mustRun('npm', ['install', what, ...options], project);
  return project;
}

/** Lists the files of the installed package, without those of its dependencies. */
function filesOf(project: string): string[] {
  const installed = join(project, 'node_modules', 'spark-connect-ts');
  return readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1))
    .sort();
}

/** Returns the first example of the README, pointed at the test server. */
function firstExample(): string {
  const code = examplesIn('README.md')[0]?.code ?? '';
  return code.replaceAll('sc://127.0.0.1:15002', inject('sparkRemote'));
}

let project = '';
beforeAll(async () => {
  await mustRun('npm', ['pack', '--pack-destination', folder, '--loglevel=error'], root);
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? 'no tarball';
  project = await install('project', join(folder, tarball));
}, 300_000);

describe('the npm package', () => {
  const read = (file: string): string => readFileSync(join(project, 'node_modules', 'spark-connect-ts', file), 'utf8');

  it('runs the first example of the README', async () => {
    writeFileSync(join(project, 'example.js'), firstExample());
    const { status, stdout, stderr } = await run(process.execPath, ['example.js'], project);
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
    const { status, stdout } = await run(process.execPath, ['example.mjs'], alone);
    expect(status).toBe(0);
    expect(withoutSpace(stdout)).toMatch(expectedOutput(firstExample()) ?? 'a comment with the expected output');
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

  it('contains its license and the notices of everything bundled', () => {
    expect(read('LICENSE')).toMatch(/^\s*Apache License\s+Version 2\.0, January 2004/);
    const manifest = JSON.parse(read('package.json')) as { readonly license: string };
    expect(manifest.license).toBe('(Apache-2.0 AND BSD-3-Clause)');
    const notices = read('THIRD-PARTY-NOTICES.txt');
    for (const text of [
      /^@bufbuild\/protobuf [\d.]+\nLicense: \(Apache-2\.0 AND BSD-3-Clause\)$/m,
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
    const source = sourcesOf(join('dist', 'index.js.map')).find(({ path }) => path === `../${name}`);
    expect(source?.content?.split('\n')[Number(line) - 1]).toContain('throw new IllegalArgumentException');
  });

  function sourcesOf(map: string): { readonly path: string; readonly content: string | null | undefined }[] {
    const { sources, sourcesContent } = JSON.parse(read(map)) as {
      readonly sources: readonly string[];
      readonly sourcesContent?: readonly (string | null)[];
    };
    return sources.map((path, index) => ({ path, content: sourcesContent?.[index] }));
  }
});

it('the npm package has the same files when installed from Git', { timeout: 300_000 }, async () => {
  const repository = join(folder, 'repository');
  const madeHere = new Set(['.git', '.setup', '.stack', 'dist', 'node_modules', 'target']);
  cpSync(root, repository, { recursive: true, filter: (path) => path === root || !madeHere.has(basename(path)) });
  const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgSign=false'];
  await mustRun('git', ['init', '--quiet'], repository);
  await mustRun('git', ['add', '--all'], repository);
  await mustRun('git', [...author, 'commit', '--quiet', '--message', 'All'], repository);
  expect(await mustRun('git', ['ls-files', 'LICENSE', 'gen/spark'], repository)).toBe('');

  const fromGit = await install('from-git', `git+${pathToFileURL(repository).href}`);
  expect(filesOf(fromGit)).toEqual(filesOf(project));
  writeFileSync(join(fromGit, 'example.js'), firstExample());
  expect(await run(process.execPath, ['example.js'], fromGit)).toMatchObject({ status: 0, stderr: '' });
});
