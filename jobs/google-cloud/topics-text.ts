import { jobTopics } from '../consume/job-topics.ts';
import { defaultTopic } from '../shared-options.ts';
import { withResultsTopic } from '../windows/window-options.ts';

/** Returns the topics of the job with its default options, as the initialization action reads them. */
export function jobTopicsText(): string {
  const { resultsTopic } = withResultsTopic({
    topic: defaultTopic,
    windowDuration: 10,
    slideDuration: 5,
    watermark: 30,
  });
  return jobTopics({ topic: defaultTopic, resultsTopic })
    .map(({ topic, numPartitions, configEntries }) => {
      const settings = Object.entries(configEntries).map(([name, value]) => `${name}=${value}`);
      return [topic, numPartitions, settings.join(';')].join(':');
    })
    .join(' ');
}
