import { InvalidArgumentError } from 'commander';
import { afterEach, expect, test, vi } from 'vitest';
import {
  filePath,
  hostPortList,
  nonNegativeInteger,
  positiveInteger,
  seconds,
  serverPath,
  topicName,
  wholeNumber,
} from './option-parsers.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const parsers = {
  positiveInteger,
  nonNegativeInteger,
  'wholeNumber(0, 10)': wholeNumber(0, 10),
  seconds,
  hostPortList,
  topicName,
  filePath,
};

test.each([
  ['positiveInteger', '1', 1],
  ['positiveInteger', '9007199254740991', Number.MAX_SAFE_INTEGER],
  ['nonNegativeInteger', '0', 0],
  ['wholeNumber(0, 10)', '10', 10],
  ['seconds', '0', 0],
  ['seconds', '.5', 0.5],
  ['seconds', '86400', 86_400],
  ['hostPortList', '127.0.0.1:9092', ['127.0.0.1:9092']],
  ['hostPortList', 'kafka-1:9092, kafka_2.local:65535', ['kafka-1:9092', 'kafka_2.local:65535']],
  ['topicName', 'a.b_c-1', 'a.b_c-1'],
] as const)('%s accepts %j', (parser, text, value) => {
  expect(parsers[parser](text)).toEqual(value);
});

test.each([
  ['positiveInteger', ['0', '-1', '1.5', '1e3', '', ' ', 'ten', '9007199254740992']],
  ['nonNegativeInteger', ['-1', '0x1']],
  ['wholeNumber(0, 10)', ['11']],
  ['seconds', ['-1', '86401', '1s', '', '.', 'Infinity', 'NaN']],
  ['hostPortList', ['', 'kafka', 'kafka:', 'kafka:0', 'kafka:65536', 'a:1,', ':9092', 'http://kafka:9092']],
  ['topicName', ['', '.', '..', 'a/b', 'a b', 'é', 'x'.repeat(250)]],
  ['filePath', ['']],
] as const)('%s rejects %j', (parser, texts) => {
  for (const text of texts) expect(() => parsers[parser](text), text).toThrow(InvalidArgumentError);
});

test('filePath keeps a path that is given in the clone', () => {
  vi.stubEnv('INIT_CWD', process.cwd());
  expect(filePath('data/x.csv')).toBe('data/x.csv');
});

test('serverPath keeps a URI and resolves a path like filePath', () => {
  vi.stubEnv('INIT_CWD', '/home/me');
  expect(['gs://bucket/a', 's3a://b', 'file:///a', 'x', '/x'].map(serverPath)).toEqual([
    'gs://bucket/a',
    's3a://b',
    'file:///a',
    '/home/me/x',
    '/x',
  ]);
});

test('filePath resolves a path relative to the folder in which npm was called', () => {
  vi.stubEnv('INIT_CWD', '/home/me');
  expect([filePath('x.csv'), filePath('../x.csv'), filePath('/x.csv')]).toEqual([
    '/home/me/x.csv',
    '/home/x.csv',
    '/x.csv',
  ]);
});
