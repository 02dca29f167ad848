import { certificateFile } from '../src/session/local-server.ts';
import { startJvm } from './jvm.ts';
import { kafkaCommand } from './kafka-broker.ts';
import type { PortName, StackPorts } from './port-names.ts';
import { probeKafka } from './probe-kafka.ts';
import { probeSpark } from './probe-spark.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { sparkCommand } from './spark-server.ts';
import type { SparkSettings } from './spark-server.ts';
import type { ServiceName } from './stack-record.ts';
import { createKeyStore } from './tls.ts';

/** The settings that the services of a stack and their clients must agree on. */
export interface StackSettings {
  readonly stateDir: string;
  readonly ports: StackPorts;
  /** The bearer token of Spark Connect, if it requires one. */
  readonly token: string | undefined;
  /** Whether Spark Connect uses TLS. */
  readonly tls: boolean;
}

/** The settings of a start that nothing else in the stack depends on. */
export type LaunchSettings = Pick<SparkSettings, 'sparkConf' | 'stock' | 'v8'> & {
  /** Kafka settings that override the usual ones. */
  readonly kafkaConf?: Readonly<Record<string, string>> | undefined;
  /** JARs, or folders with classes, that come before those of the service on the class path. */
  readonly extraJars?: readonly string[] | undefined;
  /** The port at which Kafka tells its clients to connect, such as that of a proxy. Default: its own port. */
  readonly advertisedKafkaPort?: number | undefined;
};

/** One JVM of the stack. */
export interface Service {
  readonly title: string;
  /** The ports it listens on; clients connect to the first. */
  readonly ports: readonly [PortName, PortName];
  /** Starts the service. Resolves as soon as the process exists. */
  readonly launch: (settings: StackSettings, launch: LaunchSettings) => Promise<ProcessIdentity>;
  /** Rejects unless the service answers a request in its protocol. */
  readonly probe: (settings: StackSettings) => Promise<unknown>;
}

/** The two JVMs of the stack. */
export const services: Readonly<Record<ServiceName, Service>> = {
  spark: {
    title: 'Spark Connect',
    ports: ['connect', 'sparkUi'],
    launch: async (settings, { sparkConf, stock, v8, extraJars }) => {
      const keyStore = settings.tls ? await createKeyStore(settings.stateDir) : undefined;
      const command = sparkCommand({ ...settings, sparkConf, stock, v8, keyStore });
      return startJvm({ ...command, extraJars: [...(extraJars ?? []), ...(command.extraJars ?? [])] });
    },
    probe: ({ stateDir, ports, token, tls }) =>
      probeSpark({
        address: `${tls ? 'localhost' : '127.0.0.1'}:${ports.connect}`,
        token,
        certificateFile: tls ? certificateFile(stateDir) : undefined,
      }),
  },
  kafka: {
    title: 'Kafka',
    ports: ['kafka', 'kafkaController'],
    launch: async ({ stateDir, ports }, { advertisedKafkaPort, kafkaConf, extraJars }) => {
      const options = { advertisedPort: advertisedKafkaPort, conf: kafkaConf };
      return startJvm({ ...(await kafkaCommand(stateDir, ports, options)), extraJars });
    },
    probe: ({ ports }) => probeKafka(`127.0.0.1:${ports.kafka}`),
  },
};
