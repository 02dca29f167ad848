import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../command-line/user-error.ts';
import { findJava, javaEnvironment } from '../scripts/setup/java.mjs';
import { errorLines, runCommand } from '../scripts/setup/run-command.mjs';
import { certificateFile } from '../src/session/local-server.ts';

/** The files that hold the server's key and its self-signed certificate. */
export interface KeyStore {
  readonly file: string;
  readonly passwordFile: string;
}

/** Creates a new key and a self-signed certificate for localhost. Replaces an older pair in the same folder. */
export async function createKeyStore(stateDir: string): Promise<KeyStore> {
  const folder = join(stateDir, 'tls');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const store = { file: join(folder, 'server.p12'), passwordFile: join(folder, 'password') };
  writeFileSync(store.passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });

  const common = [
    '-alias',
    'server',
    '-keystore',
    basename(store.file),
    '-storepass:file',
    basename(store.passwordFile),
  ];
  const key = ['-keyalg', 'EC', '-groupname', 'secp256r1', '-storetype', 'PKCS12'];
  const certificate = ['-dname', 'CN=localhost', '-ext', 'san=dns:localhost,ip:127.0.0.1', '-validity', '365'];
  await keytool(folder, ['-genkeypair', ...common, ...key, ...certificate]);
  await keytool(folder, ['-exportcert', '-rfc', ...common, '-file', basename(certificateFile(stateDir))]);
  return store;
}

async function keytool(folder: string, args: readonly string[]): Promise<void> {
  const command = join(findJava(process.env, { compiler: false }).home, 'bin', 'keytool');
  const { ok, output } = await runCommand(command, args, { cwd: folder, env: javaEnvironment(process.env) });
  if (ok) return;
  const lines = errorLines(output, /error/i).map((line) => `  ${line}\n`);
  throw new UserError(`${lines.join('')}Cannot create a certificate in ${folder}; the output of keytool is above.`);
}
