// Writes the license of the package and the notices of the works bundled into it, both taken from installed packages and jars.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Metafile } from 'esbuild';
import { findJava } from '../setup/java.mjs';
import { classPath } from '../setup/jvm-jars.mjs';
import { root } from '../setup/paths.mjs';
import { errorLines, runCommand } from '../setup/run-command.mjs';

/** A third-party work in dist/, with its license and notices. */
export interface BundledWork {
  readonly title: string;
  /** An SPDX expression. */
  readonly license: string;
  readonly notices: readonly string[];
}

/** The license texts in a jar. */
interface JarTexts {
  readonly license: string;
  readonly notice: string;
}

interface Manifest {
  readonly version: string;
  readonly license: string;
}

/** Writes LICENSE and THIRD-PARTY-NOTICES.txt to the top folder, where npm packs them. */
export async function writeLicenses(metafile: Metafile): Promise<void> {
  const works = [...(await bundledWorks(metafile)), rhino()];
  const { license: own } = readManifest(root);
  for (const { title, license } of works) {
    const missing = spdxIds(license).filter((id) => !spdxIds(own).includes(id));
    if (missing.length > 0)
      throw new Error(`${title} is ${license}; the license in package.json lacks ${missing.join()}.`);
  }
  writeFileSync(join(root, 'LICENSE'), (await textsOf('spark-common-utils')).license);
  writeFileSync(join(root, 'THIRD-PARTY-NOTICES.txt'), formatNotices(works));
}

/** Returns the third-party works in a bundle. */
async function bundledWorks({ outputs }: Metafile): Promise<readonly BundledWork[]> {
  const files = new Set(
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
    ),
  );
  const foreign = [...files].filter((file) => !/^(src|stack|cli|command-line|scripts)\//.test(file));
  const packages = new Set(foreign.flatMap((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []));
  const works = [...packages].sort().map((name) => packageWork(name, foreign));
  const generated = foreign.filter((file) => !file.startsWith('node_modules/'));
  return [...works, ...(await generatedWorks(generated))];
}

/** Returns the JavaScript engine, which the companion jar contains unchanged. Its own jar has no license text. */
function rhino(): BundledWork {
  const pom = readFileSync(join(root, 'companion', 'pom.xml'), 'utf8');
  const version = /<rhino[.]version>(.+)<[/]rhino[.]version>/.exec(pom)?.[1];
  if (version === undefined) throw new Error('companion/pom.xml does not name the version of Rhino.');
  return {
    title: `Rhino ${version}, in companion.jar`,
    license: 'MPL-2.0',
    notices: [
      'The license is at https://mozilla.org/MPL/2.0/, and the source code at https://github.com/mozilla/rhino. Rhino contains works under BSD-3-Clause, which its source code names.',
    ],
  };
}

function packageWork(name: string, files: readonly string[]): BundledWork {
  const folder = join(root, 'node_modules', name);
  const { version, license } = readManifest(folder);
  const texts = readdirSync(folder).filter((file) => /^(licen[sc]e|notice|copying)/i.test(file));
  const headers = files.filter((file) => file.startsWith(`node_modules/${name}/`)).flatMap(copyrightHeader);
  const notices = [...texts.map((file) => readFileSync(join(folder, file), 'utf8').trim()), ...new Set(headers)];
  if (notices.length === 0) throw new Error(`${name} contains no license text and no copyright notice.`);
  return { title: `${name} ${version}`, license, notices };
}

/** Returns the works that gen/ is generated from: files of Spark and of Google. */
async function generatedWorks(files: readonly string[]): Promise<readonly BundledWork[]> {
  const sources = files.map((file) => {
    if (file === 'gen/spark/error_classes.ts') return 'spark-common-utils';
    if (file.startsWith('gen/spark/connect/')) return 'spark-connect';
    if (file.startsWith('gen/google/rpc/')) return file.replace(/^gen\/(.*)_pb\.ts$/, 'proto/$1.proto');
    throw new Error(`${file} is in the bundle, but its license is unknown.`);
  });
  const jars = [...new Set(sources)].filter((source) => !source.startsWith('proto/')).sort();
  const spark = jars.map(async (name): Promise<BundledWork> => {
    const { notice } = await textsOf(name);
    return { title: `Apache Spark: ${basename(jarOf(name), '.jar')}`, license: 'Apache-2.0', notices: [notice] };
  });
  const protos = new Set(sources.filter((source) => source.startsWith('proto/')).flatMap(copyrightHeader));
  const google = { title: 'Google APIs: google/rpc', license: 'Apache-2.0', notices: [...protos] };
  return [...(await Promise.all(spark)), ...(protos.size > 0 ? [google] : [])];
}

/** Returns the copyright comment at the beginning of a source file, if there is one. */
function copyrightHeader(file: string): readonly string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const comment = /^(?:(?:[ \t]*\/\/.*\n)+|\/\*[^]*?\*\/)/.exec(text)?.[0] ?? '';
  return /copyright/i.test(comment) ? [comment.replace(/^[ \t]*(?:\/\/|\/\*+|\*\/|\*) ?/gm, '').trim()] : [];
}

function jarOf(name: string): string {
  const jar = classPath('proto').find((path) => basename(path).startsWith(`${name}_`));
  if (jar === undefined) throw new Error(`proto/pom.xml does not list ${name}.`);
  return jar;
}

async function textsOf(name: string): Promise<JarTexts> {
  const folder = mkdtempSync(join(tmpdir(), 'spark-connect-ts-licenses-'));
  try {
    const jar = jarOf(name);
    const args = ['--extract', '--file', jar, 'META-INF/LICENSE', 'META-INF/NOTICE'];
    const { ok, output } = await runCommand(join(findJava(process.env).home, 'bin', 'jar'), args, { cwd: folder });
    if (!ok) throw new Error(`${jar} cannot be unpacked: ${errorLines(output, /./).join(' ')}`);
    const read = (file: string): string => readFileSync(join(folder, 'META-INF', file), 'utf8');
    return { license: read('LICENSE').replace(/^\n+/, ''), notice: read('NOTICE').trim() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Returns the text of THIRD-PARTY-NOTICES.txt. */
export function formatNotices(works: readonly BundledWork[]): string {
  const intro =
    'This package contains the works below, under their own terms. The file LICENSE contains the text of Apache-2.0.';
  const sections = works.map(({ title, license, notices }) =>
    [`${title}\nLicense: ${license}`, ...notices].join('\n\n'),
  );
  return `${[intro, ...sections].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function spdxIds(expression: string): readonly string[] {
  return expression.split(/[\s()]+|\b(?:AND|OR|WITH)\b/).filter((id) => id !== '');
}
