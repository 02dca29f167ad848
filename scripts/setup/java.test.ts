import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findJava, majorVersion } from './java.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'java-test-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Creates the folder structure of a JDK, with empty files as programs. */
function installation(version: string, { compiler = true, releaseFile = true } = {}): string {
  const home = join(folder, version);
  mkdirSync(join(home, 'bin'), { recursive: true });
  if (releaseFile) writeFileSync(join(home, 'release'), `IMPLEMENTOR="Test"\nJAVA_VERSION="${version}"\n`);
  for (const program of ['java', ...(compiler ? ['javac'] : [])]) writeFileSync(join(home, 'bin', program), '');
  return home;
}

describe('majorVersion', () => {
  it.each([
    ['1.8.0_412', 8],
    ['11.0.23', 11],
    ['17', 17],
    ['17.0.15', 17],
    ['25-ea', 25],
  ])('of %s is %i', (version, major) => {
    expect(majorVersion(version)).toBe(major);
  });
});

describe('findJava', () => {
  it('uses the JDK that JAVA_HOME names', () => {
    const home = installation('17.0.15');
    expect(findJava({ JAVA_HOME: home })).toEqual({ home, version: '17.0.15' });
  });

  it('uses the JDK of the java on the PATH', () => {
    const home = installation('17.0.15');
    expect(findJava({ PATH: `/nowhere:${join(home, 'bin')}` })).toEqual({ home, version: '17.0.15' });
  });

  it('asks java for its home if the program is outside its installation, such as the launcher of a version manager', () => {
    const home = installation('17.0.2');
    const launcher = join(folder, 'java');
    writeFileSync(launcher, `#!/bin/sh\nprintf '    java.home = %s\\n    java.version = 17.0.2\\n' '${home}' >&2\n`);
    chmodSync(launcher, 0o755);
    expect(findJava({ PATH: folder })).toEqual({ home, version: '17.0.2' });
  });

  it.each(['1.8.0_412', '11.0.23', '25'])('rejects version %s and says what to do', (version) => {
    const home = installation(version);
    expect(() => findJava({ JAVA_HOME: home })).toThrow(
      new RegExp(`^JAVA_HOME is Java ${version} \\(.*\\), but Java 17 is needed: .*JAVA_HOME.*\\.$`),
    );
    expect(() => findJava({ PATH: join(home, 'bin') })).toThrow(/^The java on the PATH is Java/);
  });

  it('rejects a JAVA_HOME that does not exist', () => {
    expect(() => findJava({ JAVA_HOME: '/nowhere' })).toThrow(/^JAVA_HOME is \/nowhere, which has no bin\/java: /);
  });

  it('reports that Java is missing', () => {
    expect(() => findJava({ PATH: folder })).toThrow(/^Java is missing: .*17/);
  });

  it('rejects a Java runtime without a compiler', () => {
    const home = installation('17.0.15', { compiler: false });
    expect(() => findJava({ JAVA_HOME: home })).toThrow(
      /^JAVA_HOME is a Java runtime without a compiler .* a JDK is needed/,
    );
  });

  it('reports a java that does not run', () => {
    const home = installation('17.0.15', { releaseFile: false });
    expect(() => findJava({ JAVA_HOME: home })).toThrow(/bin\/java does not run: /);
  });
});
