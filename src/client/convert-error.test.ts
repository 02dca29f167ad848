import { create, toBinary } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import { ErrorInfoSchema } from '../../gen/google/rpc/error_details_pb.ts';
import { StatusSchema } from '../../gen/google/rpc/status_pb.ts';
import { AnalysisException } from '../errors/analysis-exception.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { ParseException } from '../errors/parse-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { ArithmeticException, NumberFormatException, SparkUpgradeException } from '../errors/spark-exceptions.ts';
import { StreamingQueryException } from '../errors/streaming-query-exception.ts';
import { convertError } from './convert-error.ts';

function rpcError(code: status, details: string, trailer?: Uint8Array): ServiceError {
  const metadata = new Metadata();
  if (trailer) metadata.set('grpc-status-details-bin', Buffer.from(trailer));
  return Object.assign(new Error(`${code} ${details}`), { code, details, metadata });
}

function errorInfo(reason: string, metadata: Record<string, string> = {}): Uint8Array {
  const info = anyPack(ErrorInfoSchema, create(ErrorInfoSchema, { reason, domain: 'org.apache.spark', metadata }));
  return toBinary(StatusSchema, create(StatusSchema, { code: status.INTERNAL, details: [info] }));
}

function converted(error: unknown, attempts = 1): SparkConnectError {
  return convertError(error, { address: 'spark:15002', attempts }) as SparkConnectError;
}

const analysis = 'org.apache.spark.sql.AnalysisException';
const parse = 'org.apache.spark.sql.catalyst.parser.ParseException';

it.each([
  ['the reason', analysis, {}, AnalysisException],
  [
    'a class above it',
    'org.apache.spark.sql.Extended',
    { classes: `["org.apache.spark.sql.Extended","${analysis}"]` },
    AnalysisException,
  ],
  ['the nearest class', parse, { classes: `["${parse}","${analysis}","java.lang.Exception"]` }, ParseException],
  ['the nearest class, in any order', analysis, { classes: `["${analysis}","${parse}"]` }, ParseException],
  ['the reason', 'org.apache.spark.sql.streaming.StreamingQueryException', {}, StreamingQueryException],
  ['the reason', 'java.lang.NumberFormatException', {}, NumberFormatException],
  [
    'a class above it',
    'com.example.OddArgument',
    { classes: '["java.lang.IllegalArgumentException","java.lang.Exception"]' },
    IllegalArgumentException,
  ],
  ['the reason', 'java.lang.ArithmeticException', {}, ArithmeticException],
  [
    'the reason',
    'org.apache.spark.SparkArithmeticException',
    { classes: '["java.lang.ArithmeticException"]' },
    ArithmeticException,
  ],
  ['the reason', 'org.apache.spark.SparkUpgradeException', {}, SparkUpgradeException],
  ['nothing known', 'org.apache.spark.SparkException', {}, SparkConnectError],
  ['classes that are no JSON', analysis, { classes: '["org.apache' }, AnalysisException],
  ['classes that are no list', analysis, { classes: 'null' }, AnalysisException],
])('takes the class of an error from %s (%s)', (_name, reason, metadata, expected) => {
  const error = converted(rpcError(status.INTERNAL, 'Oh no.', errorInfo(reason, metadata)));
  expect(error.constructor).toBe(expected);
  expect(error).toMatchObject({ name: expected.name, message: 'Oh no.', code: 'INTERNAL' });
});

it.each([
  ['[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column …', 'UNRESOLVED_COLUMN.WITH_SUGGESTION'],
  ['[PARSE_SYNTAX_ERROR]\nSyntax error at …', 'PARSE_SYNTAX_ERROR'],
  ['\n[PARSE_SYNTAX_ERROR] Syntax error at …', 'PARSE_SYNTAX_ERROR'],
  ['Job failed [NOT_AT_THE_START]', undefined],
  ['[info] starting', undefined],
])('reads the error class out of %j', (message, errorClass) => {
  expect(converted(rpcError(status.INTERNAL, message, errorInfo(analysis))).errorClass).toBe(errorClass);
});

it('prefers what newer servers say in so many words', () => {
  const metadata = {
    errorClass: 'TABLE_OR_VIEW_NOT_FOUND',
    sqlState: '42P01',
    messageParameters: '{"relationName":"`t`"}',
    stackTrace: 'at org.apache…',
  };
  expect(converted(rpcError(status.INTERNAL, '[OTHER] …', errorInfo(analysis, metadata)))).toMatchObject({
    errorClass: 'TABLE_OR_VIEW_NOT_FOUND',
    sqlState: '42P01',
    messageParameters: { relationName: '`t`' },
    serverStackTrace: 'at org.apache…',
  });
});

it.each([
  ['no trailer', undefined],
  ['a trailer that is no message', Uint8Array.of(255, 255, 255, 255)],
  ['a trailer without details', toBinary(StatusSchema, create(StatusSchema))],
])('makes do with %s', (_name, trailer) => {
  const cause = rpcError(status.INTERNAL, '[DIVIDE_BY_ZERO] Division by zero.', trailer);
  const error = converted(cause);
  expect(error.constructor).toBe(SparkConnectError);
  expect(error).toMatchObject({ errorClass: 'DIVIDE_BY_ZERO', code: 'INTERNAL', cause });
});

it('names the address of a server that does not answer, and the attempts when there were several', () => {
  const cause = rpcError(status.UNAVAILABLE, 'connection refused');
  expect(converted(cause)).toBeInstanceOf(ConnectionError);
  expect(converted(cause).message).toBe('Spark Connect does not answer at spark:15002: connection refused.');
  expect(converted(cause, 4).message).toBe(
    'Spark Connect does not answer at spark:15002 after 4 attempts: connection refused.',
  );
});

it('leaves out the words that grpc-js puts around the reason', () => {
  const details =
    'No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:9998. Resolution note: ';
  expect(converted(rpcError(status.UNAVAILABLE, details)).message).toBe(
    'Spark Connect does not answer at spark:15002: connect ECONNREFUSED 127.0.0.1:9998.',
  );
});

it('tells to give the token to a server that wants one', () => {
  const error = converted(rpcError(status.UNAUTHENTICATED, ''));
  expect(error).toBeInstanceOf(ConnectionError);
  expect(error.message).toContain('spark:15002 refuses the call: no valid credentials. Give its token');
});

it('lets everything pass that is no status of gRPC', () => {
  const reason = { any: 'reason of an abort' };
  expect(converted(reason)).toBe(reason);
});
