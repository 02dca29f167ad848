import {
  clientCredentialsToken,
  googleToken,
  unsecuredToken,
  type BearerToken,
  type TokenSource,
} from './bearer-token.ts';
import type { ClientProperties } from './client-properties.ts';
import { formatJaasConfig, parseJaasConfig, type LoginModule } from './jaas-config.ts';

/** How this program authenticates. */
export type Login =
  | { readonly mechanism: PasswordMechanism; readonly username: string; readonly password: string }
  | { readonly mechanism: 'oauthbearer'; readonly token: TokenSource };

type PasswordMechanism = 'plain' | 'scram-sha-256' | 'scram-sha-512';

/** The login of this program, and the same settings for Spark. */
interface LoginSettings {
  readonly login: Login;
  readonly spark: Readonly<Record<string, string>>;
}

const jaas = 'sasl.jaas.config';
const handlerName = 'sasl.login.callback.handler.class';
const kafkaSecurity = 'org.apache.kafka.common.security';

const modules = {
  PLAIN: `${kafkaSecurity}.plain.PlainLoginModule`,
  'SCRAM-SHA-256': `${kafkaSecurity}.scram.ScramLoginModule`,
  'SCRAM-SHA-512': `${kafkaSecurity}.scram.ScramLoginModule`,
  OAUTHBEARER: `${kafkaSecurity}.oauthbearer.OAuthBearerLoginModule`,
} as const;
type MechanismName = keyof typeof modules;

/** Google's login handler, which must be on the class path of Spark. */
const googleHandler = 'com.google.cloud.hosted.kafka.auth.GcpLoginCallbackHandler';
/** Kafka's handler for token endpoints, by its names in versions 3.1 and 3.4. */
const endpointHandlers: readonly string[] = [
  `${kafkaSecurity}.oauthbearer.OAuthBearerLoginCallbackHandler`,
  `${kafkaSecurity}.oauthbearer.secured.OAuthBearerLoginCallbackHandler`,
];

/** Reads how to authenticate with SASL. */
export function readLogin(properties: ClientProperties): LoginSettings {
  const mechanism = readMechanism(properties);
  const module = readModule(properties, mechanism);
  const spark = { 'sasl.mechanism': mechanism, [jaas]: properties.get(jaas)! };
  if (mechanism === 'OAUTHBEARER') return readBearer(properties, module, spark);
  allowOptions(properties, module, ['username', 'password']);
  const [username, password] = ['username', 'password'].map((name) => {
    const value = module.options.get(name);
    if (value === undefined || value === '') throw properties.problem(jaas, `sets ${jaas} without ${name}.`);
    return value;
  });
  return {
    login: { mechanism: mechanism.toLowerCase() as PasswordMechanism, username: username!, password: password! },
    spark,
  };
}

function readMechanism(properties: ClientProperties): MechanismName {
  const name = 'sasl.mechanism';
  const text = properties.text(name);
  const known = Object.keys(modules) as MechanismName[];
  if (text === undefined) {
    throw properties.problem('security.protocol', `needs ${name}, which is missing. Set it to ${known.join(', ')}.`);
  }
  const mechanism = known.find((each) => each === text);
  if (mechanism !== undefined) return mechanism;
  throw properties.problem(name, `sets ${name} to a mechanism that is not supported: it can be ${known.join(', ')}.`);
}

function readModule(properties: ClientProperties, mechanism: MechanismName): LoginModule {
  const text = properties.text(jaas);
  const wanted = modules[mechanism];
  if (text === undefined) {
    throw properties.problem(
      'sasl.mechanism',
      `sets sasl.mechanism to ${mechanism}, which needs ${jaas} with ${wanted}.`,
    );
  }
  let found: LoginModule;
  try {
    found = parseJaasConfig(text);
  } catch (error) {
    throw properties.problem(jaas, `sets ${jaas}, but ${(error as Error).message}.`, error);
  }
  if (found.module === wanted) return found;
  throw properties.problem(jaas, `sets ${jaas} to a login module that does not fit ${mechanism}. Use ${wanted}.`);
}

/** Rejects options of a login module that this program would ignore. Names the option, never its value. */
function allowOptions(
  properties: ClientProperties,
  { options }: LoginModule,
  allowed: readonly (string | RegExp)[],
): void {
  for (const name of options.keys()) {
    if (allowed.some((each) => (typeof each === 'string' ? each === name : each.test(name)))) continue;
    throw properties.problem(jaas, `sets ${jaas} with the option ${name}, which is not supported. Remove it.`);
  }
}

const unsecuredClaim = /^unsecuredLogin(String|Number|List)Claim_(.+)$/;
const extension = /^extension_([A-Za-z]+)$/;
const credentials = {
  id: 'sasl.oauthbearer.client.credentials.client.id',
  secret: 'sasl.oauthbearer.client.credentials.client.secret',
};

function readBearer(properties: ClientProperties, module: LoginModule, common: LoginSettings['spark']): LoginSettings {
  const handler = properties.text(handlerName);
  if (handler === undefined) return { login: bearer(readUnsecured(properties, module), module), spark: common };
  const spark = { ...common, [handlerName]: handler };
  if (handler === googleHandler) {
    allowOptions(properties, module, [extension]);
    return { login: bearer(googleToken(), module), spark };
  }
  if (!endpointHandlers.includes(handler)) {
    throw properties.problem(
      handlerName,
      `sets ${handlerName} to a class that is not supported: it can be ${endpointHandlers[0]} or ${googleHandler}.`,
    );
  }
  return readEndpoint(properties, module, spark);
}

function readEndpoint(
  properties: ClientProperties,
  module: LoginModule,
  common: LoginSettings['spark'],
): LoginSettings {
  const name = 'sasl.oauthbearer.token.endpoint.url';
  const endpoint = properties.text(name);
  if (endpoint === undefined) throw properties.problem(handlerName, `sets ${handlerName}, which needs ${name}.`);
  if (!/^(https?|file):\/\//.test(endpoint) || !URL.canParse(endpoint)) {
    throw properties.problem(
      name,
      `sets ${name} to something other than a URL that starts with https://, http:// or file://.`,
    );
  }
  allowOptions(properties, module, ['clientId', 'clientSecret', 'scope', extension]);
  const { options } = module;
  const clientId = options.get('clientId') ?? properties.text(credentials.id);
  const clientSecret = options.get('clientSecret') ?? properties.text(credentials.secret);
  const scope = options.get('scope') ?? properties.text('sasl.oauthbearer.scope');
  const isFile = endpoint.startsWith('file:');
  if (!isFile && (clientId === undefined || clientSecret === undefined)) {
    throw properties.problem(jaas, `sets ${jaas} without clientId and clientSecret, which the token endpoint needs.`);
  }
  const token = clientCredentialsToken({ endpoint, clientId: clientId ?? '', clientSecret: clientSecret ?? '', scope });
  // Older clients, such as that of Spark 3.5, read these options only here.
  const all = {
    ...Object.fromEntries(options),
    ...(!isFile && { clientId, clientSecret }),
    ...(scope !== undefined && { scope }),
  };
  const spark = { ...common, [name]: endpoint, [jaas]: formatJaasConfig(module.module, all as Record<string, string>) };
  return { login: bearer(token, module), spark };
}

function readUnsecured(properties: ClientProperties, module: LoginModule): TokenSource {
  const { options } = module;
  allowOptions(properties, module, [unsecuredClaim, extension, 'unsecuredLoginLifetimeSeconds']);
  const claims = [...options].flatMap(([name, value]) => {
    const [, type, claim] = unsecuredClaim.exec(name) ?? [];
    if (claim === undefined) return [];
    const list = (): readonly string[] => value.slice(1).split(value.charAt(0));
    return [[claim, type === 'Number' ? Number(value) : type === 'List' ? list() : value] as const];
  });
  if (!claims.some(([claim]) => claim === 'sub')) {
    throw properties.problem(
      jaas,
      `sets ${jaas} without ${handlerName}, which says how to get tokens. Set it to ${endpointHandlers[0]} or ${googleHandler}.`,
    );
  }
  return unsecuredToken(Object.fromEntries(claims), Number(options.get('unsecuredLoginLifetimeSeconds') ?? 3600));
}

function bearer(token: TokenSource, { options }: LoginModule): Login {
  const extensions = Object.fromEntries(
    [...options].flatMap(([name, value]) => {
      const key = extension.exec(name)?.[1];
      return key === undefined ? [] : [[key, value]];
    }),
  );
  const withExtensions = async (): Promise<BearerToken> => ({ ...(await token()), extensions });
  return { mechanism: 'oauthbearer', token: withExtensions };
}
