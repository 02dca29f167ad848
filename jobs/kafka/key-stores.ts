import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { reasonOf, type ClientProperties } from './client-properties.ts';

/** A private key with its certificates, all in PEM. The key is not encrypted. */
export interface ClientCertificate {
  readonly key: string;
  readonly chain: string;
}

/** What `jks-js` returns for each entry of a Java key store. */
type JavaEntries = Readonly<Record<string, { readonly ca?: string; readonly cert?: string; readonly key?: string }>>;

const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const keyBlock = /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----[^]*?-----END (?:[A-Z]+ )*PRIVATE KEY-----/;

/**
 * Returns the certificates that the settings trust, in PEM; undefined if they leave it to the system.
 *
 * @throws UserError when they cannot be read.
 */
export function readTrustStore(properties: ClientProperties): string | undefined {
  const inline = properties.text('ssl.truststore.certificates');
  if (inline !== undefined) return certificatesOf(properties, 'ssl.truststore.certificates', inline);
  const name = 'ssl.truststore.location';
  if (properties.text(name) === undefined) return undefined;
  const content = readStore(properties, name);
  if (isPem(content)) return certificatesOf(properties, name, content.toString('latin1'));
  const entries = javaEntries(properties, name, content, 'ssl.truststore.password');
  const certificates = Object.values(entries).flatMap(({ ca, cert }) => ca ?? cert ?? []);
  return certificatesOf(properties, name, certificates.join('\n'));
}

/**
 * Returns the key and the certificates with which the client identifies itself; undefined if it does not.
 *
 * @throws UserError when they cannot be read.
 */
export function readKeyStore(properties: ClientProperties): ClientCertificate | undefined {
  const inline = properties.text('ssl.keystore.key');
  if (inline !== undefined) {
    const chain = 'ssl.keystore.certificate.chain';
    return {
      key: plainKey(properties, 'ssl.keystore.key', inline),
      chain: certificatesOf(properties, chain, properties.get(chain) ?? ''),
    };
  }
  const name = 'ssl.keystore.location';
  if (properties.text(name) === undefined) return undefined;
  const content = readStore(properties, name);
  if (isPem(content)) {
    const text = content.toString('latin1');
    return { key: plainKey(properties, name, text), chain: certificatesOf(properties, name, text) };
  }
  const entries = Object.values(javaEntries(properties, name, content, 'ssl.keystore.password'));
  const entry = entries.find(({ key }) => key !== undefined);
  if (entry?.key === undefined) throw properties.problem(name, `sets ${name} to a key store without a private key.`);
  const chain = [entry.cert, entry.ca].filter((each) => each !== undefined).join('\n');
  return { key: plainKey(properties, name, entry.key), chain: certificatesOf(properties, name, chain) };
}

function readStore(properties: ClientProperties, name: string): Buffer {
  try {
    return readFileSync(properties.get(name)!);
  } catch (error) {
    throw properties.problem(name, `sets ${name} to a file that cannot be read: ${reasonOf(error)}.`, error);
  }
}

function isPem(content: Buffer): boolean {
  return content.includes('-----BEGIN ');
}

function certificatesOf(properties: ClientProperties, name: string, text: string): string {
  const blocks = text.match(certificateBlock) ?? [];
  try {
    if (blocks.length === 0) throw new Error('no certificate');
    // Rejects what is not a certificate.
    return blocks.map((block) => String(new X509Certificate(block).toString())).join('');
  } catch (error) {
    throw properties.problem(name, `sets ${name}, which has no valid certificate in PEM format.`, error);
  }
}

/** Decrypts a private key and returns it in PKCS #8, the only format that Java reads. */
function plainKey(properties: ClientProperties, name: string, text: string): string {
  const [block] = keyBlock.exec(text) ?? [];
  if (block === undefined) throw properties.problem(name, `sets ${name}, which has no private key in PEM format.`);
  const passphrase = properties.text('ssl.key.password');
  try {
    const key = createPrivateKey({ key: block, ...(passphrase !== undefined && { passphrase }) });
    return key.export({ type: 'pkcs8', format: 'pem' }) as string;
  } catch (error) {
    const problem =
      passphrase === undefined
        ? `sets ${name} to a private key that is encrypted or damaged. Set ssl.key.password to its password.`
        : `sets ${name} to a private key that ssl.key.password does not decrypt. Check that password.`;
    throw properties.problem(name, problem, error);
  }
}

/** Returns the entries of a key store in Java's format or in PKCS #12. */
function javaEntries(properties: ClientProperties, name: string, content: Buffer, passwordName: string): JavaEntries {
  // Loaded only for these formats.
  const { toPem } = createRequire(import.meta.url)('jks-js') as {
    readonly toPem: (content: Buffer, password: string, keyPassword?: string) => JavaEntries;
  };
  const password = properties.text(passwordName);
  if (password === undefined)
    throw properties.problem(name, `sets ${name} to a key store, but ${passwordName} is missing.`);
  try {
    return toPem(content, password, properties.text('ssl.key.password') ?? password);
  } catch (error) {
    throw properties.problem(
      name,
      `sets ${name} to a key store that cannot be read with ${passwordName}. Check the password, or convert the store with keytool and openssl as docs/kafka-security.md shows.`,
      error,
    );
  }
}
