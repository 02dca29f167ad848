import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Properties } from 'properties-file/parser';
import { UserError } from '../../command-line/user-error.ts';

/** One setting of a client.properties file, with its placeholders resolved. */
export interface ClientSetting {
  readonly name: string;
  readonly value: string;
  /** The number of the line on which the setting starts. */
  readonly line: number;
}

/** The settings of a client.properties file. Of several with the same name, the last one counts, as in Java. */
export class ClientProperties {
  readonly file: string;
  readonly #settings: ReadonlyMap<string, ClientSetting>;

  constructor(file: string, settings: readonly ClientSetting[]) {
    this.file = file;
    this.#settings = new Map(settings.map((setting) => [setting.name, setting]));
  }

  get all(): readonly ClientSetting[] {
    return [...this.#settings.values()];
  }

  get(name: string): string | undefined {
    return this.#settings.get(name)?.value;
  }

  /** Returns the value of a setting, or undefined if it is missing or empty. */
  text(name: string): string | undefined {
    return this.get(name) || undefined;
  }

  /** Returns an error about a setting. `problem` continues the name of the line and file, and never contains the value. */
  problem(name: string, problem: string, cause?: unknown): UserError {
    const setting = this.#settings.get(name);
    const place = setting === undefined ? `${this.file}:` : placeOf(this.file, setting.line);
    return new UserError(`${place} ${problem}`, { cause });
  }
}

/** The shape of the names of Kafka's settings. */
const settingName = /^(?:acks|retries|[a-z][a-z0-9]*(?:[._-][A-Za-z0-9]+)+)$/;
const placeholder = /\$\{([^}:]*):([^}]*)\}/g;
const providerClass = /^config\.providers\.([^.]+)\.class$/;

/** Where the values of placeholders come from, by the names that Kafka's documentation uses for its providers. */
const providers = { env: environmentValue, file: fileValue, directory: directoryValue } as const;
type ProviderName = keyof typeof providers;

/** Kafka's classes of these providers. */
const providerClasses: Readonly<Record<string, ProviderName>> = {
  'org.apache.kafka.common.config.provider.EnvVarConfigProvider': 'env',
  'org.apache.kafka.common.config.provider.FileConfigProvider': 'file',
  'org.apache.kafka.common.config.provider.DirectoryConfigProvider': 'directory',
};

/**
 * Reads a file in the syntax of Java's properties, as Kafka's tools do: in Latin-1, with placeholders such as `${env:NAME}`,
 * `${file:/path:key}` and `${directory:/path:file}`. `config.providers` may give the providers other names.
 *
 * @param options.resolve whether to replace placeholders. Default: true.
 * @throws UserError when the file cannot be read, or has a bad line.
 */
export function readClientProperties(file: string, { resolve: isResolved = true } = {}): ClientProperties {
  const settings = parseProperties(file);
  for (const { name, line } of settings) {
    if (!settingName.test(name)) throw new UserError(`${placeOf(file, line)} ${badLine}`);
  }
  if (!isResolved) return new ClientProperties(file, settings);
  const names = providerNames(file, settings);
  return new ClientProperties(
    file,
    settings
      .filter(({ name }) => !name.startsWith('config.providers'))
      .map((setting) => ({ ...setting, value: resolve(file, setting, names) })),
  );
}

/** A line that continues another one may be part of a secret, so the message does not quote it. */
const badLine =
  'is not a setting such as security.protocol=SASL_SSL. If it continues the line before, end that one with a backslash.';

function parseProperties(file: string): readonly ClientSetting[] {
  let text: string;
  try {
    text = readFileSync(file, 'latin1');
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${reasonOf(error)}. Set --kafka-config to a client.properties file.`, {
      cause: error,
    });
  }
  try {
    return new Properties(text)
      .getProperties()
      .map(({ key, value, startingLineNumber }) => ({ name: key, value, line: startingLineNumber }));
  } catch (error) {
    const line = text.split(/\r\n|\r|\n/).findIndex((each) => /(?<!\\)(?:\\\\)*\\u(?![0-9A-Fa-f]{4})/.test(each)) + 1;
    throw new UserError(
      `${placeOf(file, line)} has a backslash and "u" without four hexadecimal digits. Write a backslash itself as two.`,
      { cause: error },
    );
  }
}

/** Returns the providers by the names that the file gives them. Without any, Kafka's usual names apply. */
function providerNames(file: string, settings: readonly ClientSetting[]): ReadonlyMap<string, ProviderName> {
  const names = new Map<string, ProviderName>(Object.keys(providers).map((name) => [name, name as ProviderName]));
  for (const { name, value, line } of settings) {
    if (!name.startsWith('config.providers.')) continue;
    const provider = providerClass.exec(name)?.[1];
    const known = providerClasses[value];
    if (provider === undefined || known === undefined) {
      throw new UserError(
        `${placeOf(file, line)} sets ${name}, which is not supported: the classes can be ${Object.keys(providerClasses).join(', ')}.`,
      );
    }
    names.set(provider, known);
  }
  return names;
}

function resolve(file: string, { name, value, line }: ClientSetting, names: ReadonlyMap<string, ProviderName>): string {
  return value.replace(placeholder, (_, provider: string, key: string) => {
    const known = names.get(provider);
    const place = `${placeOf(file, line)} takes ${name} from`;
    if (known === undefined) {
      throw new UserError(
        `${place} the provider "${provider}", which is not known. Use ${[...names.keys()].join(', ')}.`,
      );
    }
    return providers[known](key, place);
  });
}

function environmentValue(name: string, place: string): string {
  const value = process.env[name];
  if (value === undefined) throw new UserError(`${place} the environment variable ${name}, which is not set.`);
  return value;
}

function fileValue(key: string, place: string): string {
  const [path, name] = pathAndName(key, place);
  let settings: readonly ClientSetting[];
  try {
    settings = parseProperties(path);
  } catch (error) {
    throw new UserError(`${place} ${path}, which cannot be read as properties: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const found = settings.findLast((setting) => setting.name === name);
  if (found === undefined) throw new UserError(`${place} ${path}, which has no setting ${name}.`);
  return found.value;
}

function directoryValue(key: string, place: string): string {
  const [folder, name] = pathAndName(key, place);
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    throw new UserError(`${place} ${join(folder, name)}, which cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
}

function pathAndName(key: string, place: string): readonly [path: string, name: string] {
  const end = key.lastIndexOf(':');
  if (end <= 0) throw new UserError(`${place} a placeholder without a name: write it as \${file:/path/of/file:name}.`);
  return [key.slice(0, end), key.slice(end + 1)];
}

function placeOf(file: string, line: number): string {
  return `Line ${line} of ${file}`;
}

/** Returns why a file cannot be read, without its path. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'it does not exist';
  if (code === 'EACCES') return 'this user may not read it';
  if (code === 'EISDIR') return 'it is a folder';
  return message;
}
