import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { findJava, javaEnvironment } from '../../../scripts/setup/java.mjs';
import { classPath, packageWithMaven } from '../../../scripts/setup/jvm-jars.mjs';
import { runCommand } from '../../../scripts/setup/run-command.mjs';

const folder = import.meta.dirname;

/** Resolves Google's login handler for Kafka, and returns its JARs. */
export async function googleHandlerJars(): Promise<readonly string[]> {
  await packageWithMaven(join(folder, 'pom.xml'));
  return readFileSync(join(folder, 'target', 'class-path.txt'), 'utf8')
    .trim()
    .split(delimiter);
}

/** Compiles the class with which a broker checks tokens of Google, and returns its folder. */
export async function tokenValidator(): Promise<string> {
  const classes = join(folder, 'target', 'classes');
  mkdirSync(classes, { recursive: true });
  const javac = join(findJava(process.env).home, 'bin', 'javac');
  const args = ['-d', classes, '-cp', classPath('kafka').join(delimiter), join(folder, 'GoogleTokenValidator.java')];
  const { ok, output } = await runCommand(javac, args, { env: javaEnvironment(process.env) });
  if (!ok) throw new Error(output);
  return classes;
}

/** The metadata server of a virtual machine in Google Cloud, which gives its programs access tokens. */
export interface MetadataServer {
  readonly host: string;
  /** Seconds for which tokens are valid. */
  lifetime: number;
  /** The number of tokens for each kind of client, by the start of its user agent. */
  readonly issued: Map<string, number>;
  stop(): void;
}

/** Starts a metadata server. Set `GCE_METADATA_HOST` to its host for programs that are to use it. */
export async function startMetadataServer(): Promise<MetadataServer> {
  const email = 'jobs@project.iam.gserviceaccount.com';
  const issued = new Map<string, number>();
  const accounts = {
    default: { aliases: ['default'], email, scopes: ['https://www.googleapis.com/auth/cloud-platform'] },
  };
  const metadata = { host: '', lifetime: 3600, issued, stop: () => {} };
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    const answer = (content: object | string): void => {
      const isText = typeof content === 'string';
      const headers = { 'metadata-flavor': 'Google', 'content-type': isText ? 'application/text' : 'application/json' };
      response.writeHead(200, headers).end(isText ? content : JSON.stringify(content));
    };
    if (url.includes('/token')) {
      const client = /java/i.test(String(request.headers['user-agent'])) ? 'java' : 'node';
      issued.set(client, (issued.get(client) ?? 0) + 1);
      const access = `ya29.test-${client}-${issued.get(client)}`;
      return answer({ access_token: access, expires_in: metadata.lifetime, token_type: 'Bearer' });
    }
    if (url.endsWith('/email')) return answer(email);
    if (url.includes('/service-accounts')) return answer(accounts);
    if (url.includes('universe')) return answer('googleapis.com');
    return answer('project');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  metadata.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  metadata.stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return metadata;
}
