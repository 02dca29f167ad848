const inFile = 'in the file of --kafka-config or --spark-kafka-config';

/** What a failure of Kafka's client in Spark means, by the messages of its exceptions. The first one that matches applies. */
const problems: readonly (readonly [RegExp, string])[] = [
  [
    /PKIX path|unable to find valid certification path/,
    `Spark does not trust the certificate of Kafka. Set ssl.truststore.location ${inFile} to the certificate of its authority.`,
  ],
  [
    /No subject alternative|No name matching/,
    "The certificate of Kafka is for another host name than the one that Spark uses. Use the name in the certificate in --spark-kafka-servers and in the broker's advertised.listeners.",
  ],
  [
    /certificate_required|bad_certificate|Failed to process post-handshake messages/,
    `Kafka requires a client certificate of Spark that it trusts. Set ssl.keystore.location ${inFile} to the key and certificate.`,
  ],
  [
    /Unsupported or unrecognized SSL message/,
    `Kafka does not answer Spark in TLS, so this port probably expects plain connections. Check security.protocol ${inFile}, and the port.`,
  ],
  [
    /SslAuthenticationException/,
    `Spark cannot establish TLS with Kafka: it does not trust the certificate, or the certificate is for another host name. Check ssl.truststore.location ${inFile}, and --spark-kafka-servers.`,
  ],
  [
    /SaslAuthenticationException: \{"status"|invalid_token/,
    'Kafka refuses the token of Spark: it has expired, or is not one for this cluster. Check the token endpoint, and the clock of the server.',
  ],
  [
    /SaslAuthenticationException|UnsupportedSaslMechanismException|IllegalSaslStateException/,
    `Kafka refuses the user name or password of Spark. Check sasl.mechanism and sasl.jaas.config ${inFile}.`,
  ],
  [
    /Class (?:\S+) could not be found/,
    'Spark lacks the class of sasl.login.callback.handler.class. Add its jars to the class path of the server and of its executors; see docs/kafka-security.md.',
  ],
  [
    /token endpoint response|UnretryableException|Could not validate the access token/,
    `Spark gets no token for Kafka from the token endpoint. Check clientId, clientSecret and sasl.oauthbearer.token.endpoint.url ${inFile}, and that the server can reach it.`,
  ],
  [
    /Failed to load SSL keystore|Could not read properties from file|Could not read file|SSL key store|SSL trust store/,
    'Spark cannot read a file that --spark-kafka-config names. Its paths are those of the server, and of each executor.',
  ],
  [
    /Failed to (create new KafkaAdminClient|construct kafka (consumer|producer))/,
    `Spark cannot use the security settings of Kafka: it gets no token, or cannot load a key. Check them ${inFile}; the log of the server has the cause.`,
  ],
];

/** Returns a message if Spark cannot connect to Kafka because of TLS or authentication; otherwise returns undefined. */
export function sparkSecurityProblem(message: string): string | undefined {
  return problems.find(([pattern]) => pattern.test(message))?.[1];
}
