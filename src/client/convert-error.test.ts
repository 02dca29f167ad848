import { inspect } from 'node:util';
import { create, toBinary } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import { ErrorInfoSchema } from '../../gen/google/rpc/error_details_pb.ts';
import { StatusSchema } from '../../gen/google/rpc/status_pb.ts';
import {
  AnalysisException,
  ArithmeticException,
  NumberFormatException,
  ParseException,
  SparkUpgradeException,
  StreamingQueryException,
} from '../errors/spark-exceptions.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import { convertError } from './convert-error.ts';
import { createRpcError } from './rpc-error.ts';

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
    'a superclass',
    'org.apache.spark.sql.Extended',
    { classes: `["org.apache.spark.sql.Extended","${analysis}"]` },
    AnalysisException,
  ],
  ['the most specific class', parse, { classes: `["${parse}","${analysis}","java.lang.Exception"]` }, ParseException],
  ['the most specific class, in any order', analysis, { classes: `["${analysis}","${parse}"]` }, ParseException],
  ['the reason', 'org.apache.spark.sql.streaming.StreamingQueryException', {}, StreamingQueryException],
  ['the reason', 'java.lang.NumberFormatException', {}, NumberFormatException],
  [
    'a superclass',
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
  ['the base class for an unknown reason', 'org.apache.spark.SparkException', {}, SparkConnectError],
  ['the reason if the classes are not JSON', analysis, { classes: '["org.apache' }, AnalysisException],
  ['the reason if the classes are not a list', analysis, { classes: 'null' }, AnalysisException],
])('derives the class of an error from %s (%s)', (_name, reason, metadata, expected) => {
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
])('extracts the error class from %j', (message, errorClass) => {
  expect(converted(rpcError(status.INTERNAL, message, errorInfo(analysis))).errorClass).toBe(errorClass);
});

it('prefers the details that newer servers send explicitly', () => {
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
  ['an invalid trailer', Uint8Array.of(255, 255, 255, 255)],
  ['a trailer without details', toBinary(StatusSchema, create(StatusSchema))],
])('converts an error with %s', (_name, trailer) => {
  const cause = rpcError(status.INTERNAL, '[DIVIDE_BY_ZERO] Division by zero.', trailer);
  const error = converted(cause);
  expect(error.constructor).toBe(SparkConnectError);
  expect(error).toMatchObject({ errorClass: 'DIVIDE_BY_ZERO', code: 'INTERNAL', cause });
});

const task =
  'Job aborted due to stage failure: Task 1 in stage 4.0 failed 1 times, most recent failure: Lost task 1.0 in stage 4.0 (TID 9) (localhost executor driver): ';
const frames = '\tat org.apache.spark.Thing.run(Thing.scala:7)\n\tat java.base/java.lang.Thread.run(Thread.java:1)';

it.each([
  ['stack frames', `${task}java.lang.RuntimeException: no\n${frames}`, `${task}java.lang.RuntimeException: no`, frames],
  [
    'a truncated frame',
    `${task}java.lang.RuntimeException: a\nb\n${frames}\n\ta`,
    `${task}java.lang.RuntimeException: a\nb`,
    `${frames}\n\ta`,
  ],
  [
    'the frames but not the cause',
    `${task}java.lang.RuntimeException: no\n${frames}\nCaused by: java.io.IOException: full\n${frames}\n\t... 3 more\n\nDriver stacktrace:`,
    `${task}java.lang.RuntimeException: no\nCaused by: java.io.IOException: full`,
    `${frames}\nCaused by: java.io.IOException: full\n${frames}\n\t... 3 more\n\nDriver stacktrace:`,
  ],
  ['no text that only resembles frames', 'Look\nat org.apache\n\tin here', 'Look\nat org.apache\n\tin here', undefined],
])('moves %s from the message to the stack trace', (_name, details, message, serverStackTrace) => {
  expect(converted(rpcError(status.INTERNAL, details, errorInfo('org.apache.spark.SparkException')))).toMatchObject({
    message,
    serverStackTrace,
  });
  expect(converted(rpcError(status.INTERNAL, details))).toMatchObject({ message, serverStackTrace });
});

it.each(['', ' \n\t'])('names the failed class when the message is %j', (details) => {
  const error = converted(rpcError(status.INTERNAL, details, errorInfo('java.lang.NullPointerException')));
  expect(error.message).toBe('The server failed with java.lang.NullPointerException, without a message.');
});

it('suggests a cause when the server gives no reason', () => {
  const error = converted(rpcError(status.UNKNOWN, ''));
  expect(error.message).toContain('spark:15002 ended the call with UNKNOWN without a reason');
  expect(error.code).toBe('UNKNOWN');
});

it('redacts secrets once in every part of an error', () => {
  const metadata = { stackTrace: 'at password=hunter2', messageParameters: '{"option":"password=hunter2"}' };
  const trailer = errorInfo('java.lang.RuntimeException', metadata);
  const error = converted(rpcError(status.INTERNAL, 'No login with password=hunter2.', trailer));
  expect(error).toMatchObject({
    message: 'No login with password=*** redacted ***',
    serverStackTrace: 'at password=*** redacted ***',
    messageParameters: { option: 'password=*** redacted ***' },
  });
  expect(inspect(error, { showHidden: true, depth: Infinity })).not.toContain('hunter2');
});

it("prints the message, the caller's stack, the known details and one line for the call", () => {
  const cause = createRpcError({ code: status.INTERNAL, details: `[DIVIDE_BY_ZERO] Division by zero.\n${frames}` });
  const error = converted(cause);
  const printed = inspect(error, { customInspect: false });
  expect(printed).not.toMatch(/org\.apache|undefined|metadata/);
  expect(printed.slice(printed.indexOf('{'))).toBe(`{
  errorClass: 'DIVIDE_BY_ZERO',
  sqlState: '22012',
  code: 'INTERNAL',
  [cause]: [gRPC status INTERNAL: [DIVIDE_BY_ZERO] Division by zero. …]
}`);
});

it('names the address of an unreachable server, and the number of attempts if there were several', () => {
  const cause = rpcError(status.UNAVAILABLE, 'connection refused');
  expect(converted(cause)).toBeInstanceOf(ConnectionError);
  expect(converted(cause).message).toBe('Cannot reach Spark Connect at spark:15002: connection refused.');
  expect(converted(cause, 4).message).toBe(
    'Cannot reach Spark Connect at spark:15002 after 4 attempts: connection refused.',
  );
});

it('leaves out the text that grpc-js adds around the reason', () => {
  const details =
    'No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:9998. Resolution note: ';
  expect(converted(rpcError(status.UNAVAILABLE, details)).message).toBe(
    'Cannot reach Spark Connect at spark:15002: connect ECONNREFUSED 127.0.0.1:9998.',
  );
});

it.each([
  'Failed to connect (2026-11-26T23:29:42.223Z)',
  'read ECONNRESET (2026-11-26T23:29:42.223Z)',
  'Error: connect ECONNRESET 127.0.0.1:9998',
  'Error: Client network socket disconnected before secure TLS connection was established',
])('explains a connection that is closed before an answer: %s', (reason) => {
  const details = `No connection established. Last error: ${reason}. Resolution note: `;
  expect(converted(rpcError(status.UNAVAILABLE, details), 3).message).toBe(
    'Cannot reach Spark Connect at spark:15002 after 3 attempts: it closed the connection before it answered, like a server that requires TLS (use_ssl=true) or a client certificate, or a proxy whose server is down.',
  );
});

it.each([
  [
    'Node.js',
    'Error: write EPROTO 80DC:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl',
  ],
  ['Bun', 'Error: error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER'],
])('says that a server does not use TLS, in %s', (_runtime, reason) => {
  const details = `No connection established. Last error: ${reason}. Resolution note: `;
  expect(converted(rpcError(status.UNAVAILABLE, details)).message).toBe(
    'Cannot reach Spark Connect at spark:15002: the server does not use TLS, which use_ssl, a token or tls() requires.',
  );
});

it.each([
  ['Deno', 'must not be an IP address'],
  ['Bun', 'Setting the TLS ServerName to an IP address is not permitted.'],
])('says how to reach an IP address with TLS, in %s', (_runtime, text) => {
  const reason = `TypeError [ERR_INVALID_ARG_VALUE]: The property 'options.servername' ${text}. Received '10.0.0.1'`;
  const details = `No connection established. Last error: ${reason}. Resolution note: `;
  expect(converted(rpcError(status.UNAVAILABLE, details)).message).toBe(
    'Cannot reach Spark Connect at spark:15002: this runtime needs the host name of a server with TLS rather than its IP address: connect by name, or set serverName in tls().',
  );
});

it('asks for the token when the server requires one', () => {
  const error = converted(rpcError(status.UNAUTHENTICATED, ''));
  expect(error).toBeInstanceOf(ConnectionError);
  expect(error.message).toContain('spark:15002 rejected the call: no valid credentials. Set the token');
});

it('returns anything other than a gRPC status unchanged', () => {
  const reason = { any: 'reason of an abort' };
  expect(converted(reason)).toBe(reason);
});
