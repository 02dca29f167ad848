import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findJava } from '../setup/java.mjs';

/** A key with its self-signed certificate, where the server finds them. */
export interface KeyStore {
  readonly file: string;
  readonly passwordFile: string;
}

/** The certificate clients have to trust, in PEM form. */
export function certificateFile(stateDir: string): string {
  return join(stateDir, 'tls', 'ca.pem');
}

/** Makes a new key and a self-signed certificate for localhost; an older pair in the same folder is replaced. */
export async function createKeyStore(stateDir: string): Promise<KeyStore> {
  const folder = join(stateDir, 'tls');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const store = { file: join(folder, 'server.p12'), passwordFile: join(folder, 'password') };
  writeFileSync(store.passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });

  const keytool = join(findJava(process.env).home, 'bin', 'keytool');
  const common = ['-alias', 'server', '-keystore', store.file, '-storepass:file', store.passwordFile];
  const key = ['-keyalg', 'EC', '-groupname', 'secp256r1', '-storetype', 'PKCS12'];
  const certificate = ['-dname', 'CN=localhost', '-ext', 'san=dns:localhost,ip:127.0.0.1', '-validity', '365'];
  await promisify(execFile)(keytool, ['-genkeypair', ...common, ...key, ...certificate]);
  await promisify(execFile)(keytool, ['-exportcert', '-rfc', ...common, '-file', certificateFile(stateDir)]);
  return store;
}
