import { createKafka } from '../../../../jobs/kafka/create-kafka.ts';
import { ensureTopic } from '../../../../jobs/kafka/ensure-topic.ts';
import { transactionsTopic } from '../../../../jobs/transactions/transactions-topic.ts';
import { median } from '../measure.ts';
import { preparePython } from '../python.ts';
import type { StreamWork } from '../stream-work.ts';
import { produceFile, timeProcess, withTransactionFile } from './csv-producer.ts';

const atLeast = 4;
const script = 'scripts/checks/bench/stream/kafka_python_producer.py';

/**
 * The time that `npm run produce` without a pause and kafka-python take to send the same CSV file as JSON to the same broker, from the
 * start of the process to its end. The sides take turns, each with a new topic.
 */
export const producer: StreamWork = {
  name: 'producer',
  async measure({ ours, quick, signal }) {
    const { kafkaServers } = ours;
    const [rows, rounds] = quick ? [100_000, 3] : [300_000, 5];
    const python = await preparePython((line) => console.error(line));
    const [our, their]: readonly [number[], number[]] = [[], []];
    await withTransactionFile(rows, signal, async (file) => {
      const sides = [
        { seconds: our, run: (topic: string) => produceFile({ kafkaServers, topic, file, records: rows }) },
        { seconds: their, run: (topic: string) => timeProcess(python, [script, kafkaServers, topic, file]) },
      ];
      for (let round = 0; round < rounds; round++) {
        for (const { seconds, run } of round % 2 === 0 ? sides : sides.toReversed()) {
          signal.throwIfAborted();
          seconds.push(await withTopic(kafkaServers, rows, run));
        }
        console.error(
          `Round ${round + 1}: ours ${our[round]!.toFixed(2)} s, kafka-python ${their[round]!.toFixed(2)} s.`,
        );
      }
    });
    const [rate, theirRate] = [rows / median(our), rows / median(their)];
    return [
      {
        name: 'producer',
        target: { atLeast },
        unit: 'rows/s',
        ours: rate,
        theirs: theirRate,
        against: 'kafka-python',
        ratio: rate / theirRate,
      },
    ];
  },
};

/** Runs a side with a new topic, checks that it has sent all rows, and deletes the topic. */
async function withTopic(kafkaServers: string, rows: number, run: (topic: string) => Promise<number>): Promise<number> {
  const topic = `bench-producer-${Date.now()}`;
  const kafka = createKafka([kafkaServers]);
  await ensureTopic(kafka, { topic, ...transactionsTopic });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const seconds = await run(topic);
    const offsets = await admin.fetchTopicOffsets(topic);
    const stored = offsets.reduce((sum, { high }) => sum + Number(high), 0);
    if (stored !== rows) throw new Error(`The topic has ${stored} messages instead of ${rows}.`);
    return seconds;
  } finally {
    await admin.deleteTopics({ topics: [topic] });
    await admin.disconnect();
  }
}
