import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ConfigResourceTypes,
  Partitioners,
  type Admin,
  type IHeaders,
  type KafkaMessage,
  type Producer,
} from 'kafkajs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createKafka } from '../../jobs/kafka/create-kafka.ts';
import { ensureTopic } from '../../jobs/kafka/ensure-topic.ts';
import { interruptJob, runJobProcess, startJobProcess, type JobResult } from '../../jobs/job-process.ts';
import { identify } from '../../stack/process-identity.ts';
import { deadLetterReasonCodes } from '../../jobs/transactions/dead-letter-reason.ts';

const kafkaServers = inject('kafkaServers');
const kafka = createKafka([kafkaServers]);
let admin: Admin;
let producer: Producer;
let count = 0;

beforeAll(async () => {
  admin = kafka.admin();
  producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await Promise.all([admin.connect(), producer.connect()]);
});
afterAll(() => Promise.all([admin.disconnect(), producer.disconnect()]));

/** Creates a source topic and its dead-letter topic. */
async function newTopic(configEntries: Readonly<Record<string, string>> = {}): Promise<string> {
  const topic = `letters-${process.pid}-${++count}`;
  const stamped = { 'message.timestamp.type': 'LogAppendTime', ...configEntries };
  await ensureTopic(kafka, { topic, numPartitions: 3, configEntries: stamped });
  await ensureTopic(kafka, { topic: `${topic}.dead-letters`, numPartitions: 2, configEntries: {} });
  return topic;
}

interface BrokenMessage {
  readonly reason: string;
  readonly value: Buffer | string | null;
  readonly key?: string;
  readonly partition?: number;
  readonly headers?: IHeaders;
  /** How often Spark has written the letter. Default: 1. */
  readonly copies?: number;
}

/** Sends messages to the source topic, and their dead letters as the streaming job does. Returns the positions of the messages. */
async function sendBroken(topic: string, broken: readonly BrokenMessage[]): Promise<readonly string[]> {
  const all = broken.map((each) => ({ key: 'C1', partition: 0, headers: {}, copies: 1, ...each }));
  const messages = all.map(({ key, value, headers, partition }) => ({ key, value, headers, partition }));
  const stored = await producer.send({ topic, messages });
  const next = new Map(stored.map(({ partition, baseOffset }) => [partition, Number(baseOffset)]));
  const letters = all.map(({ reason, value, key, partition, headers, copies }) => {
    const offset = next.get(partition) ?? 0;
    next.set(partition, offset + 1);
    const added = {
      'dead-letter-reason': reason,
      'dead-letter-message': `The message is ${reason}.`,
      'source-topic': topic,
      'source-partition': String(partition),
      'source-offset': String(offset),
      'source-timestamp': stored.find((each) => each.partition === partition)?.logAppendTime ?? '',
    };
    const position = `${partition}:${offset}`;
    return { position, copies, letter: { key, value, headers: addHeaders(headers, added) } };
  });
  const written = letters.flatMap(({ letter, copies }) => Array.from({ length: copies }, () => letter));
  await producer.send({ topic: `${topic}.dead-letters`, messages: written });
  return letters.map(({ position }) => position);
}

/** Adds headers after those of the same name, as Spark does. */
function addHeaders(headers: IHeaders, added: Readonly<Record<string, string>>): IHeaders {
  const repeated = Object.entries(added).map(([name, value]) => [name, [headers[name] ?? [], value].flat()]);
  return { ...headers, ...(Object.fromEntries(repeated) as IHeaders) };
}

/** Returns all messages of a topic, read by an independent consumer. */
async function messagesOf(topic: string): Promise<readonly KafkaMessage[]> {
  const offsets = await admin.fetchTopicOffsets(topic);
  const total = offsets.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0);
  const consumer = kafka.consumer({ groupId: `test-${topic}-${++count}`, maxWaitTimeInMs: 100 });
  const messages: KafkaMessage[] = [];
  if (total === 0) return messages;
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    const eachMessage = ({ message }: { message: KafkaMessage }): Promise<void> => {
      if (messages.push(message) === total) resolve();
      return Promise.resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
  await consumer.disconnect();
  return messages;
}

/** Returns the replayed messages of a topic by the position that they replace. Fails if a position was replayed twice. */
async function replaysIn(topic: string): Promise<ReadonlyMap<string, KafkaMessage>> {
  const replays = (await messagesOf(topic)).filter(({ headers }) => headers?.['replay-of'] !== undefined);
  const byPosition = new Map(replays.map((each) => [String(each.headers?.['replay-of']), each]));
  expect(byPosition.size).toBe(replays.length);
  return byPosition;
}

function run(topic: string, command: string, ...args: readonly string[]): Promise<JobResult> {
  return runJobProcess(['dead-letters', command, '--kafka-servers', kafkaServers, '--topic', topic, ...args]);
}

async function jsonOf(topic: string, ...args: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  const { stdout } = await run(topic, 'list', '--json', ...args);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const sent = (topic: string, sentCount: number, replayed: number, failed: number): string =>
  `Sent to topic ${topic}: ${sentCount}. Already replayed: ${replayed}. Failed: ${failed}.\n`;

const oneOfEach: readonly BrokenMessage[] = [
  { reason: 'tombstone', value: null },
  { reason: 'not_json', value: Buffer.from([0xff, 0xfe, 0x00, 0x0a]), copies: 3 },
  { reason: 'not_object', value: '[1, 2]' },
  { reason: 'missing_field', value: '{"customer_id":12345678901234567890}', partition: 1 },
  { reason: 'wrong_type', value: '{"final_amount":"12,50","producer_timestamp":1.5}', key: 'Zoë' },
  { reason: 'out_of_range', value: '{"final_amount":1e99}', partition: 2, copies: 2 },
  { reason: 'impossible_time', value: '{"producer_timestamp": 1700000000000, "n": 1.10 }', partition: 2 },
];

describe('dead-letters list', () => {
  test('lists each position once with its reason, and counts the letters by reason', async () => {
    const topic = await newTopic();
    const positions = await sendBroken(topic, oneOfEach);
    expect(oneOfEach.map(({ reason }) => reason)).toEqual(deadLetterReasonCodes);

    const lines = await jsonOf(topic);
    expect(lines.slice(0, -1).map(({ position }) => position)).toEqual(expect.arrayContaining([...positions]));
    expect(lines).toHaveLength(8);
    expect(lines.at(-1)).toMatchObject({ type: 'counts', letters: 7, replayed: 0, other_messages: 0 });
    expect(lines.find(({ reason }) => reason === 'wrong_type')).toMatchObject({
      type: 'letter',
      position: positions[4],
      partition: 0,
      key: 'Zoë',
      message: 'The message is wrong_type.',
      replayed: 'no',
    });

    const { stdout, exitCode } = await run(topic, 'list', '--where', 'reason=out_of_range', '--where', 'partition=2');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Position .*\n2:0 .*Z {2}out_of_range +no +The message is out_of_range\.\n\nReason /);
    expect(stdout).toMatch(/\nout_of_range +1 +0\nall +1 +0\n$/);
  });

  test('combines conditions, limits the lines and counts messages that are not letters', async () => {
    const topic = await newTopic();
    await sendBroken(topic, oneOfEach);
    await producer.send({ topic: `${topic}.dead-letters`, messages: [{ value: 'a stranger' }] });
    const either = ['--where', 'reason=not_json', '--where', 'reason=not_object'];
    expect(await jsonOf(topic, ...either, '--limit', '1')).toMatchObject([
      { type: 'letter' },
      { type: 'counts', letters: 2, other_messages: 1 },
    ]);
    expect(await jsonOf(topic, ...either, '--where', 'key=Zoë')).toMatchObject([{ type: 'counts', letters: 0 }]);
    expect(await jsonOf(topic, '--where', 'partition=1', '--where', 'offset=0')).toMatchObject([
      { position: '1:0', reason: 'missing_field' },
      { letters: 1 },
    ]);
  });
});

describe('dead-letters show', () => {
  test('shows headers, key, value, reason and hint of one letter', async () => {
    const topic = await newTopic();
    const headers = {
      'producer-position': 'abc/1-1/7',
      grüße: '日本 ✓',
      'source-topic': 'upstream',
      bytes: Buffer.from([0xff]),
    };
    const [text, binary] = await sendBroken(topic, [
      { reason: 'wrong_type', value: '{"a":\n"\u001b[31m"}', headers },
      { reason: 'not_json', value: Buffer.from([0xff, 0x00]) },
    ]);
    const shown = await run(topic, 'show', String(text));
    expect(shown).toMatchObject({ exitCode: 0, stderr: '' });
    expect(shown.stdout).toContain('Reason     wrong_type: The type of a field is wrong.\n');
    expect(shown.stdout).toMatch(/\nHint {7}Use text or numbers as IDs/);
    expect(shown.stdout).toContain('Key        C1\n');
    expect(shown.stdout).toContain('  grüße: 日本 ✓\n  source-topic: upstream\n  bytes: 0xff\n');
    expect(shown.stdout).not.toContain('source-offset');
    expect(shown.stdout).toContain('{"a":\n"\\u001b[31m"}\n');
    expect((await run(topic, 'show', String(binary))).stdout).toContain('2 bytes, not UTF-8, in hexadecimal\nff00\n');
  });

  test('--raw writes the bytes of the value and nothing else', async () => {
    const topic = await newTopic();
    const [position] = await sendBroken(topic, [{ reason: 'not_json', value: 'no line break, ✓' }]);
    expect(await run(topic, 'show', '--raw', String(position))).toEqual({
      exitCode: 0,
      stdout: 'no line break, ✓',
      stderr: '',
    });
  });
});

describe('dead-letters replay', () => {
  test('sends each letter once, byte by byte except for its time, with the headers of its source', async () => {
    const topic = await newTopic();
    const headers = { 'producer-position': 'abc/1-1/7', grüße: '日本 ✓' };
    const positions = await sendBroken(
      topic,
      oneOfEach.map((each) => ({ ...each, headers })),
    );
    const before = Date.now();
    const first = await run(topic, 'replay');
    expect(first).toMatchObject({ exitCode: 1, stdout: sent(topic, 6, 0, 1) });
    expect(first.stderr).toBe(
      `Letter ${positions[0]} (tombstone) was not sent. It is a tombstone, which has no value to send. Use --edit with a command that prints one.\n`,
    );

    const replays = await replaysIn(topic);
    expect([...replays.keys()].toSorted()).toEqual(positions.slice(1).toSorted());
    for (const [index, { value }] of oneOfEach.entries()) {
      if (index === 0) continue;
      const replay = replays.get(positions[index] ?? '');
      expect(Object.keys(replay?.headers ?? {})).toEqual(['grüße', 'replay-of']);
      if (index < 3) expect(replay?.value).toEqual(Buffer.from(value ?? ''));
    }
    expect(replays.get(positions[4] ?? '')?.key).toEqual(Buffer.from('Zoë'));
    const stamps = /"producer_timestamp":(\S+),"producer_timestamp_str":"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d"/;
    const text = String(replays.get(positions[3] ?? '')?.value);
    expect(text.replace(stamps, '…')).toBe('{"customer_id":12345678901234567890,…}');
    const time = Number(stamps.exec(text)?.[1]) * 1000;
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
    expect(String(replays.get(positions[6] ?? '')?.value)).toMatch(
      /^\{"producer_timestamp": ?\d{10}(\.\d+)?, "n": 1\.10,"producer_timestamp_str":"[^"]+" \}$/,
    );

    expect((await run(topic, 'replay')).stdout).toBe(sent(topic, 0, 6, 1));
    expect((await jsonOf(topic)).at(-1)).toMatchObject({ letters: 7, replayed: 6 });
    expect(await replaysIn(topic)).toHaveProperty('size', 6);
  });

  test('--dry-run prints what it would send and sends nothing, and --keep-time keeps the time', async () => {
    const topic = await newTopic();
    const value = '{"producer_timestamp":1.5}';
    const [position] = await sendBroken(topic, [{ reason: 'impossible_time', value }]);
    const { stdout } = await run(topic, 'replay', '--dry-run', '--keep-time');
    expect(stdout).toBe(
      `${position}  impossible_time  ${value}\nWould be sent to topic ${topic}: 1. Already replayed: 0. Failed: 0.\n`,
    );
    expect((await replaysIn(topic)).size).toBe(0);
    await run(topic, 'replay', '--keep-time');
    expect(String((await replaysIn(topic)).get(String(position))?.value)).toBe(value);
  });

  test('--edit repairs values, and leaves letters alone whose command fails, prints nothing or takes too long', async () => {
    const topic = await newTopic();
    const positions = await sendBroken(topic, oneOfEach);
    const edit = `case $DEAD_LETTER_REASON in
      tombstone) echo "{\\"at\\":\\"$DEAD_LETTER_POSITION\\"}" ;;
      wrong_type) sed s/12,50/12.50/ ;;
      not_json) echo broken >&2; exit 3 ;;
      out_of_range) sleep 60 ;;
      missing_field) cat ;;
      *) echo ;;
    esac`;
    const { stdout, stderr, exitCode } = await run(topic, 'replay', '--edit', edit, '--edit-timeout', '2');
    expect(stdout).toBe(sent(topic, 3, 0, 4));
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The command of --edit returned exit code 3 and printed "broken".\n');
    expect(stderr).toContain(`(out_of_range) was not sent. The command of --edit took longer than 2 seconds.\n`);
    expect(stderr).toContain('(not_object) was not sent. The command of --edit returned no value.\n');
    const replays = await replaysIn(topic);
    expect(String(replays.get(positions[4] ?? '')?.value)).toMatch(
      /^\{"final_amount":"12\.50","producer_timestamp":\d+/,
    );
    expect(String(replays.get(positions[0] ?? '')?.value)).toMatch(new RegExp(`^\\{"at":"${positions[0]}","producer_`));
    expect((await run(topic, 'replay', '--edit', 'cat; echo')).stdout).toBe(sent(topic, 4, 3, 0));
  });

  test('replays a letter whose message was itself a replay', async () => {
    const topic = await newTopic();
    const [first] = await sendBroken(topic, [{ reason: 'wrong_type', value: '{"a":1}' }]);
    await run(topic, 'replay');
    const headers = { 'replay-of': String(first) };
    const [second] = await sendBroken(topic, [{ reason: 'wrong_type', value: '{"a":2}', headers }]);
    expect((await run(topic, 'replay')).stdout).toBe(sent(topic, 1, 1, 0));
    const replays = (await messagesOf(topic)).filter(({ headers }) => String(headers?.['replay-of']) === second);
    expect(replays.map(({ value }) => String(value))).toEqual([expect.stringMatching(/^\{"a":2,/)]);
  });

  test('sends no letter twice after SIGKILL in the middle of a replay', async () => {
    const topic = await newTopic();
    const broken = Array.from({ length: 360 }, (_, index) => ({
      reason: 'wrong_type',
      value: JSON.stringify({ index }),
      partition: index % 3,
    }));
    const positions = await sendBroken(topic, broken);
    const end = async (): Promise<number> =>
      (await admin.fetchTopicOffsets(topic)).reduce((sum, { high }) => sum + Number(high), 0);
    const args = ['--kafka-servers', kafkaServers, '--topic', topic, '--edit', 'cat'];
    const killed = startJobProcess(['dead-letters', 'replay', ...args]);
    while ((await end()) === positions.length) await sleep(20);
    await interruptJob(killed, 'SIGKILL');

    const before = (await replaysIn(topic)).size;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(360);
    expect((await run(topic, 'replay')).stdout).toBe(sent(topic, 360 - before, before, 0));
    expect([...(await replaysIn(topic)).keys()].toSorted()).toEqual(positions.toSorted());
  });

  test('skips letters whose replay may have been deleted, unless --include-expired is set', async () => {
    const topic = await newTopic();
    await sendBroken(topic, [
      { reason: 'wrong_type', value: '{"a":1}' },
      { reason: 'wrong_type', value: '{"a":2}', partition: 1 },
    ]);
    await run(topic, 'replay', '--where', 'partition=0');
    // kafkajs deletes records only of topics that it knows.
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] });
    expect(await jsonOf(topic, '--where', 'partition=0')).toMatchObject([{ replayed: 'unknown' }, {}]);
    expect((await run(topic, 'replay')).stdout).toBe(
      `${sent(topic, 1, 0, 0)}Skipped because topic ${topic} may have lost an earlier replay: 1. Send them with --include-expired.\n`,
    );
    expect((await run(topic, 'replay', '--include-expired')).stdout).toBe(sent(topic, 1, 1, 0));
  });

  test('names a letter that is too large for the topic, and sends the others of its batch', async () => {
    const topic = await newTopic();
    const value = JSON.stringify({ text: 'x'.repeat(5000) });
    await sendBroken(topic, [
      { reason: 'wrong_type', value: '{"a":1}' },
      { reason: 'wrong_type', value },
      { reason: 'wrong_type', value: '{"a":2}' },
    ]);
    const entry = { name: 'max.message.bytes', value: '2000' };
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries: [entry] }],
    });
    const { stdout, stderr } = await run(topic, 'replay');
    expect(stderr).toBe(
      `Letter 0:1 (wrong_type) was not sent. Kafka rejects it as too large: increase max.message.bytes of topic ${topic}.\n`,
    );
    expect(stdout).toBe(sent(topic, 2, 0, 1));
  });

  test('ends on Ctrl-C while a command of --edit runs, and ends the command as well', async () => {
    const topic = await newTopic();
    await sendBroken(topic, [{ reason: 'wrong_type', value: '{"a":1}' }]);
    const folder = await mkdtemp(join(tmpdir(), 'letters-'));
    const isStarted = (): Promise<boolean> => readdir(folder).then((files) => files.includes('started'));
    const edit = `echo $$ > ${folder}/pid; mv ${folder}/pid ${folder}/started; sleep 60; cat`;
    const args = ['--kafka-servers', kafkaServers, '--topic', topic, '--edit', edit];
    const replay = startJobProcess(['dead-letters', 'replay', ...args]);
    while (!(await isStarted())) await sleep(50);
    const pid = Number(await readFile(join(folder, 'started'), 'utf8'));
    expect(identify(pid)).toBeDefined();
    const { milliseconds, exitCode, stdout } = await interruptJob(replay);
    expect({ exitCode, stdout }).toEqual({ exitCode: 130, stdout: sent(topic, 0, 0, 0) });
    expect(milliseconds).toBeLessThan(2500);
    await expect.poll(() => identify(pid), { timeout: 10_000 }).toBeUndefined();
    expect((await replaysIn(topic)).size).toBe(0);
    await rm(folder, { recursive: true });
  });
});

describe('dead-letters', () => {
  test.each([
    [
      ['list', '--where', 'reason=bogus'],
      /'reason=bogus' is invalid\. The reason must be one of tombstone, not_json, /,
    ],
    [['show', '17'], /It must be <partition>:<offset>, such as 0:17\. /],
    [['bogus'], /^Unknown command 'bogus'\. See "npm run dead-letters -- --help"\.\n$/],
  ])('rejects wrong usage with one sentence: %j', async (args, message) => {
    const { exitCode, stdout, stderr } = await runJobProcess(['dead-letters', ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('rejects an unknown letter, a topic without dead letters and a Kafka that does not respond', async () => {
    const topic = await newTopic();
    await sendBroken(topic, [{ reason: 'wrong_type', value: '{}' }]);
    expect(await run(topic, 'show', '0:99')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `Topic ${topic}.dead-letters has no letter 0:99. "npm run dead-letters -- list" prints the positions of all letters.\n`,
    });
    for (const command of ['list', 'replay']) {
      expect(await run('no-such-topic', command)).toEqual({
        exitCode: 1,
        stdout: '',
        stderr:
          'Topic no-such-topic.dead-letters does not exist, so topic no-such-topic has no dead letters. Check --topic and --kafka-servers.\n',
      });
    }
    const unreachable = await runJobProcess(['dead-letters', 'list', '--kafka-servers', '127.0.0.1:1']);
    expect(unreachable).toMatchObject({ exitCode: 1, stdout: '' });
    expect(unreachable.stderr).toMatch(/^Cannot reach Kafka at 127\.0\.0\.1:1\. Start it with .*\n$/);
  });
});
