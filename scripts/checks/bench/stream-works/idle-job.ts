import { setTimeout as sleep } from 'node:timers/promises';
import { jobDefaults } from '../../../../jobs/windows/job-options.ts';
import type { StreamWork } from '../stream-work.ts';
import { jobTurn } from './job-turn.ts';
import { processorTime } from './processor-time.ts';

/** The maximum usage, in percent of a core. */
const limit = 5;

/** The CPU usage of our Spark while the job's query, with the job's default trigger, waits for records. */
export const idleJob: StreamWork = {
  name: 'idle job',
  async measure({ ours, createTopic, quick, signal }) {
    const [topic, resultsTopic] = ['bench-idle', 'bench-idle-ours'];
    for (const name of [topic, resultsTopic]) await createTopic(name);
    const side = {
      stack: ours,
      kafkaServers: ours.kafkaServers,
      topic,
      resultsTopic,
      trigger: jobDefaults.trigger,
    };
    const usage = await jobTurn(side, signal, async () => {
      await sleep(5000, undefined, { signal });
      const [before, begin] = [processorTime(ours.stateDir), performance.now()];
      await sleep(quick ? 10_000 : 60_000, undefined, { signal });
      return ((processorTime(ours.stateDir) - before) / (performance.now() - begin)) * 100;
    });
    return [
      {
        name: 'idle job',
        target: { atMost: 1 },
        unit: '% of a core',
        ours: usage,
        theirs: limit,
        against: 'limit',
        ratio: usage / limit,
      },
    ];
  },
};
