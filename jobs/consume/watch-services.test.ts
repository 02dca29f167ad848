import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { watchService } from './watch-services.ts';

/** Returns the messages about a service that answers according to the pattern: `.` is an answer, `-` is none. */
async function notices(answers: string, silenceLimit: number): Promise<readonly string[]> {
  const said: string[] = [];
  const controller = new AbortController();
  let asked = 0;
  const ask = async (): Promise<void> => {
    await sleep(20);
    if (asked === answers.length - 1) controller.abort();
    if (answers[asked++] === '-') throw new Error('no answer');
  };
  const onNotice = (sentence: string): void => void said.push(sentence.replace(/\d+/, 'n'));
  await watchService({ name: 'Kafka', ask }, { signal: controller.signal, onNotice, pause: 1, silenceLimit });
  return said;
}

test('watchService() reports an outage once, and its end', async () => {
  expect(await notices('..------....', 50)).toEqual([
    'Kafka has not answered for n seconds; windows resume when it does.',
    'Kafka answers again, after n seconds.',
  ]);
});

test('watchService() ignores a short silence', async () => {
  expect(await notices('.-.-.--..', 5000)).toEqual([]);
});
