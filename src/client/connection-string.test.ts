import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { addressOf, parseConnectionString } from './connection-string.ts';

const sessionId = '6f2d1c1e-8a55-4f0e-9d0c-0b8f0e7a1b2c';

describe('a valid connection string', () => {
  it.each([
    ['sc://spark', { host: 'spark', port: 15002 }],
    ['sc://spark/', { host: 'spark' }],
    ['sc://spark/;', { host: 'spark' }],
    ['sc://spark:1', { port: 1 }],
    ['sc://spark:65535', { port: 65535 }],
    ['sc://10.0.0.1:15003', { host: '10.0.0.1', port: 15003 }],
    ['sc://[::1]', { host: '::1', port: 15002 }],
    ['sc://[fe80::2]:15003/;use_ssl=true', { host: 'fe80::2', port: 15003, tls: true }],
    ['sc://spark/;use_ssl=false', { tls: false }],
    ['sc://spark/;token=secret', { token: 'secret', tls: true }],
    ['sc://spark/;token=secret;use_ssl=true', { token: 'secret', tls: true }],
    ['sc://spark/;user_id=ann;user_agent=report', { userId: 'ann', userAgent: 'report', headers: {} }],
    [`sc://spark/;session_id=${sessionId}`, { sessionId }],
    ['sc://spark/;x-a=1;x-b=', { headers: { 'x-a': '1', 'x-b': '' } }],
    ['sc://spark/;x-a=1;;', { headers: { 'x-a': '1' } }],
    ['sc://spark/;User_Id=ann', { headers: { User_Id: 'ann' } }],
    ['sc://spark/;constructor=1', { headers: { constructor: '1' } }],
    ['sc://spark/;x-a=1%3D2%3B3', { headers: { 'x-a': '1=2;3' } }],
    ['sc://spark/;user_id=J%C3%BCrgen', { userId: 'Jürgen' }],
    ['sc://spark/;grpc_max_message_size=1860', { maxMessageSize: 1860, headers: {} }],
  ])('%s', (text, expected) => {
    expect(parseConnectionString(text)).toMatchObject(expected);
  });

  it('leaves out everything that is not specified', () => {
    expect(parseConnectionString('sc://spark')).toEqual({ host: 'spark', port: 15002, headers: {} });
  });

  it('decodes any percent-encoded value', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (user) => {
        expect(parseConnectionString(`sc://spark/;user_id=${encodeURIComponent(user)}`).userId).toBe(user);
      }),
    );
  });
});

describe("a connection string from the tests of Spark's own client", () => {
  it.each([
    'sc://host',
    'sc://localhost/',
    'sc://localhost:1234/',
    'sc://localhost/;',
    'sc://host:123',
    'sc://host:123/;user_id=a94',
    'sc://host:123/;user_agent=a945',
    'sc://host:123/;use_ssl=true',
    'sc://host:123/;token=mySecretToken',
    `sc://host:123/;session_id=${sessionId}`,
    'sc://host:123/;use_ssl=true;token=mySecretToken',
    'sc://host:123/;token=mySecretToken;use_ssl=true',
    'sc://host:123/;param1=value1;param2=value2',
    'sc://SPARK-45486',
  ])('is valid: %s', (text) => {
    expect(parseConnectionString(text).host.toLowerCase()).toMatch(/^(host|localhost|spark-45486)$/);
  });

  it.each([
    'scc://host:12',
    'http://host',
    'sc:/host:1234/path',
    'sc://host/path',
    'sc://host/;parm1;param2',
    'sc://host:123;user_id=a94',
    'sc:///user_id=123',
    'sc://host:-4',
    'sc://:123/',
    'sc://host:123/;token=',
    'sc://host:123/;session_id=',
    'sc://host:123/;session_id=abcdefgh',
    'sc://host:123/;use_ssl=false;token=mySecretToken',
    'sc://host:123/;token=mySecretToken;use_ssl=false',
  ])('is invalid: %s', (text) => {
    expect(() => parseConnectionString(text)).toThrow(IllegalArgumentException);
  });
});

describe('an invalid connection string', () => {
  it.each([
    ['', 'must have the form sc://host'],
    ['spark:15002', 'must have the form sc://host'],
    ['http://spark', 'must have the form sc://host'],
    ['sc://ann@spark', 'must have the form sc://host'],
    ['sc://spark?x=1', 'must have the form sc://host'],
    ['sc://spark;use_ssl=true', 'must have the form sc://host'],
    ['sc://', 'has no host'],
    ['sc://:15002', 'has no host'],
    ['sc://[]', 'has no host'],
    ['sc://spark:', 'port that is not a number from 1 to 65535'],
    ['sc://spark:0', 'port that is not a number from 1 to 65535'],
    ['sc://spark:65536', 'port that is not a number from 1 to 65535'],
    ['sc://spark:1e3', 'port that is not a number from 1 to 65535'],
    ['sc://fe80::2', 'port that is not a number from 1 to 65535'],
    ['sc://spark/path', 'must not have a path'],
    ['sc://spark/path;use_ssl=true', 'must not have a path'],
    ['sc://spark/;use_ssl', 'not name=value'],
    ['sc://spark/;=1', 'not name=value'],
    ['sc://spark/;x=1=2', 'not name=value'],
    ['sc://spark/;x=1;x=2', 'contains the parameter x twice'],
    ['sc://spark/;x=%E0%A4%A', 'value for x that is not percent-encoded'],
    ['sc://spark/;use_ssl=yes', 'accepts only true or false for use_ssl'],
    ['sc://spark/;use_ssl=', 'only true or false for use_ssl'],
    ['sc://spark/;token=', 'empty token'],
    ['sc://spark/;token=secret;use_ssl=false', 'send the token unencrypted'],
    ['sc://spark/;token=se%0Acret', 'token that cannot be sent'],
    ['sc://spark/;session_id=1', 'session_id that is not a UUID'],
    ['sc://spark/;grpc_max_message_size=abc', 'not a number of bytes'],
    ['sc://spark/;grpc_max_message_size=0', 'not a number of bytes'],
    ['sc://spark/;a b=1', 'parameter a b that'],
    ['sc://spark/;x-bin=1', 'parameter x-bin that'],
    ['sc://spark/;x=%0A', 'parameter x that'],
  ])('%s', (text, reason) => {
    expect(() => parseConnectionString(text)).toThrow(IllegalArgumentException);
    expect(() => parseConnectionString(text)).toThrow(reason);
  });

  it('does not appear in the message, since it may contain a token', () => {
    expect(() => parseConnectionString('sc://spark:x/;token=secret')).not.toThrow('secret');
    expect(() => parseConnectionString('sc://spark/;token=secret;use_ssl=false')).not.toThrow('secret');
  });
});

it('addressOf() returns host and port, with an IPv6 host in brackets', () => {
  expect(addressOf(parseConnectionString('sc://[::1]:15003'))).toBe('[::1]:15003');
  expect(addressOf(parseConnectionString('sc://spark'))).toBe('spark:15002');
});
