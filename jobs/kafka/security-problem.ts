import { tlsExpected } from './create-kafka.ts';

/** A failure of kafkajs to secure a connection. */
interface Failure {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly broker?: string;
}

const inFile = 'in the file of --kafka-config';

/** What a failure of TLS means, by the code or message of Node. `at` names the broker. */
const tlsProblems: readonly (readonly [RegExp, (at: string) => string])[] = [
  [
    /SELF_SIGNED_CERT|self.signed certificate|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT)|unable to (verify the first|get (local )?issuer) certificate/i,
    (at) =>
      `The certificate of Kafka at ${at} is not signed by a trusted authority. Set ssl.truststore.location ${inFile} to the certificate of its authority.`,
  ],
  [
    /CERT_HAS_EXPIRED|certificate has expired|CERT_NOT_YET_VALID/i,
    (at) =>
      `The certificate of Kafka at ${at} has expired, or is not valid yet. Renew it, and check the clocks of both machines.`,
  ],
  [
    /ALTNAME_INVALID|does not match certificate's altnames/i,
    (at) =>
      `The certificate of Kafka at ${at} is for another host name. Use the name in the certificate in bootstrap.servers and in the broker's advertised.listeners.`,
  ],
  [
    /alert (certificate|bad.certificate|unknown.ca|no.certificate|handshake.failure)|ALERT_(CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE)/i,
    (at) =>
      `Kafka at ${at} requires a client certificate that it trusts. Set ssl.keystore.location ${inFile} to your key and certificate.`,
  ],
  [
    /before secure TLS connection was established|wrong version number|packet length too long/i,
    (at) =>
      `Kafka at ${at} does not answer in TLS, so this port probably expects plain connections. Check security.protocol ${inFile}, and the port.`,
  ],
  [
    new RegExp(tlsExpected),
    (at) =>
      `Kafka at ${at} expects TLS, but the connection is plain. Set security.protocol to SSL or SASL_SSL ${inFile}, or use another port.`,
  ],
];

/** Returns a message if an error of kafkajs is about TLS or authentication; otherwise returns undefined. */
export function securityProblem(error: Error, servers: readonly string[]): string | undefined {
  const { name, message, code = '', broker } = error as Failure;
  if (name === 'KafkaJSSASLAuthenticationError') return loginProblem(message, servers.join(','));
  if (name === 'KafkaJSProtocolError' && (error as { readonly type?: string }).type === 'ILLEGAL_SASL_STATE') {
    return `Kafka at ${servers.join(',')} expects a login before other requests. Set security.protocol to SASL_SSL ${inFile}.`;
  }
  if (name === 'KafkaJSConnectionClosedError') {
    return `Kafka at ${servers.join(',')} closes connections before it answers. If this port requires a login, set security.protocol to SASL_SSL ${inFile}; otherwise check the log of the broker.`;
  }
  if (name !== 'KafkaJSConnectionError') return undefined;
  const [, describe] = tlsProblems.find(([pattern]) => pattern.test(`${code} ${message}`)) ?? [];
  return describe?.(broker ?? servers.join(','));
}

function loginProblem(message: string, at: string): string {
  const [, unsupported] = /SASL (\S+) mechanism is not supported/.exec(message) ?? [];
  if (unsupported !== undefined) {
    return `Kafka at ${at} does not offer ${unsupported} on this port. Check sasl.mechanism ${inFile}.`;
  }
  if (message.includes('OAUTHBEARER')) {
    return `Kafka at ${at} refuses the token: it has expired, or is not one for this cluster. Check the token endpoint, and the clocks of both machines.`;
  }
  const mechanism = /SASL (PLAIN|SCRAM SHA\d+)/.exec(message)?.[1]?.replace(/ SHA/, '-SHA-');
  return `Kafka at ${at} refuses the user name or password${mechanism === undefined ? '' : ` (${mechanism})`}. Check sasl.jaas.config ${inFile}.`;
}
