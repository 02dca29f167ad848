import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { watchService } from './watch-services.ts';

/** What is said of a service that answers like this, one time after the other: `.` for an answer, `-` for none. */
async function notices(answers: string, longestSilence: number): Promise<readonly string[]> {
  const said: string[] = [];
  const controller = new AbortController();
  let asked = 0;
  const ask = async (): Promise<void> => {
    await sleep(20);
    if (asked === answers.length - 1) controller.abort();
    if (answers[asked++] === '-') throw new Error('no answer');
  };
  const onNotice = (sentence: string): void => void said.push(sentence.replace(/\d+/, 'n'));
  await watchService({ name: 'Kafka', ask }, { signal: controller.signal, onNotice, pause: 1, longestSilence });
  return said;
}

test('an outage is said once, and its end too', async () => {
  expect(await notices('..------....', 50)).toEqual([
    'Kafka has not answered for n seconds; windows resume when it does.',
    'Kafka answers again, after n seconds.',
  ]);
});

test('a short silence is not worth a word', async () => {
  expect(await notices('.-.-.--..', 5000)).toEqual([]);
});
