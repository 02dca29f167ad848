import { join } from 'node:path';
import { jobDefaults } from '../../../../jobs/windows/job-options.ts';
import { startWindowQuery } from '../../../../jobs/consume/consume-windows.ts';
import { deadLetterTopic } from '../../../../jobs/dead-letters/dead-letter.ts';
import { runAudit, type AuditOptions } from '../../../../jobs/fates/run-audit.ts';
import { createKafka } from '../../../../jobs/kafka/create-kafka.ts';
import { ensureTopic } from '../../../../jobs/kafka/ensure-topic.ts';
import { transactionsTopic } from '../../../../jobs/transactions/transactions-topic.ts';
import type { Stack } from '../../../../stack/stack.ts';
import { median } from '../measure.ts';
import type { StreamServers, StreamWork } from '../stream-work.ts';
import { produceFile, withTransactionFile } from './csv-producer.ts';
import { processorTime } from './processor-time.ts';
import { startPython } from './python-process.ts';

const atLeast = 1.5;

/** One of each fate that can be injected, and the usual disorder. */
const faults = 'late=1%,duplicate=1%,malformed=1%,out-of-order=5%,future=0.1%';

interface Side {
  readonly name: string;
  readonly stack: Stack;
  readonly seconds: number[];
  drain(round: number): Promise<number>;
}

/**
 * The records per second while a backlog drains: the whole job until its windows, dead letters and log of the batches are complete,
 * against a job as tutorials write it with PySpark, without settings, on the stock Spark. The audit of the topic must close.
 */
export const drain: StreamWork = {
  name: 'drain',
  async measure(servers) {
    const { ours, quick, signal } = servers;
    const records = quick ? 200_000 : 1_000_000;
    const topic = 'bench-drain';
    await ensureTopic(createKafka([ours.kafkaServers]), { topic, ...transactionsTopic });
    await withTransactionFile(records, signal, (file) =>
      produceFile({ kafkaServers: ours.kafkaServers, topic, file, records, inject: faults }),
    );
    const sides = [ourSide(servers, topic), theirSide(servers, topic)] as const;
    for (let round = 0; round < 3; round++) {
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
        const before = processorTime(side.stack.stateDir);
        side.seconds.push(await side.drain(round));
        const processor = (processorTime(side.stack.stateDir) - before) / 1000;
        console.error(
          `Round ${round + 1}: ${side.name} ${side.seconds.at(-1)!.toFixed(1)} s, ${processor.toFixed(1)} s of processor time.`,
        );
      }
    }
    const [rate, theirRate] = sides.map(({ seconds }) => records / median(seconds)) as [number, number];
    return [
      {
        name: 'drain',
        target: { atLeast },
        unit: 'rows/s',
        ours: rate,
        theirs: theirRate,
        against: 'PySpark as in tutorials',
        ratio: rate / theirRate,
      },
    ];
  },
};

function ourSide({ ours, signal }: StreamServers, topic: string): Side {
  let letters: number | undefined;
  return {
    name: 'ours',
    stack: ours,
    seconds: [],
    async drain(round) {
      const options = {
        ...jobDefaults,
        remote: ours.sparkRemote,
        kafkaServers: [ours.kafkaServers],
        topic,
        resultsTopic: `${topic}-windows-${round}`,
        windowDuration: 10,
        slideDuration: 5,
        watermark: 30,
        checkpoint: join(ours.checkpointDir, `${topic}-${round}`),
        verbose: false,
      };
      const begin = performance.now();
      const query = await startWindowQuery(options, { signal, onWindow: () => {} });
      await query.processAllAvailable();
      // Waits for the dead letters and the log of the batches.
      await query.stop();
      const seconds = (performance.now() - begin) / 1000;
      // The audit takes longer than the drain, so later rounds only compare the number of dead letters.
      if (round === 0) await audit({ ...options, timeout: 0 }, signal);
      const written = await takeMessages(ours.kafkaServers, deadLetterTopic(topic));
      letters ??= written;
      if (written !== letters) throw new Error(`This round wrote ${written} dead letters, the first one ${letters}.`);
      return seconds;
    },
  };
}

function theirSide({ ours, stock, signal }: StreamServers, topic: string): Side {
  return {
    name: 'PySpark',
    stack: stock,
    seconds: [],
    async drain() {
      const args = [stock.sparkRemote, ours.kafkaServers, topic];
      const { lines, ended } = await startPython('pyspark_drain.py', args, signal);
      let seconds = NaN;
      for await (const line of lines) seconds = Number(line);
      await ended;
      return seconds;
    },
  };
}

async function audit(options: AuditOptions, signal: AbortSignal): Promise<void> {
  const { closes, problems } = await runAudit(options, signal);
  if (!closes) throw new Error(`The audit of the drained topic does not close: ${problems.join(' ')}`);
}

/** Returns the number of messages in a topic, and deletes it, so that the next round has to write them itself. */
async function takeMessages(kafkaServers: string, topic: string): Promise<number> {
  const admin = createKafka([kafkaServers]).admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    await admin.deleteTopics({ topics: [topic] });
    return offsets.reduce((sum, { high }) => sum + Number(high), 0);
  } finally {
    await admin.disconnect();
  }
}
