import { Kafka, logLevel } from 'kafkajs';

/** Asks a broker for its metadata. Rejects if it does not answer within two seconds. */
export async function probeKafka(servers: string): Promise<void> {
  const kafka = new Kafka({
    brokers: [servers],
    connectionTimeout: 1000,
    requestTimeout: 2000,
    retry: { retries: 0 },
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    await admin.listTopics();
  } finally {
    await admin.disconnect();
  }
}
