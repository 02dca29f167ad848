import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { blocksIn, expectedOutput, withoutSpace } from '../../scripts/checks/docs/doc-examples.ts';
import { root } from '../../scripts/setup/paths.mjs';
import { filesOf, firstExample, folder, installPacked, mustRun, run } from './installed-package.ts';

let project = '';
beforeAll(async () => {
  project = await installPacked();
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

  it('contains its license and the notices of everything bundled', () => {
    expect(read('LICENSE')).toMatch(/^\s*Apache License\s+Version 2\.0, January 2004/);
    const manifest = JSON.parse(read('package.json')) as { readonly license: string };
    expect(manifest.license).toBe('(Apache-2.0 AND BSD-3-Clause AND MPL-2.0)');
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
    const maps = filesOf(project).filter((file) => file.endsWith('.map'));
    const source = maps.flatMap(sourcesOf).find(({ path }) => path === `../${name}`);
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
