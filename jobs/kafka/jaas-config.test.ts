import { describe, expect, test } from 'vitest';
import { formatJaasConfig, parseJaasConfig } from './jaas-config.ts';

describe('parseJaasConfig()', () => {
  test.each([
    ['a.b.Module required;', {}],
    ['a.b.Module required username="al" password=\'p"w\';', { username: 'al', password: 'p"w' }],
    [
      'a.b.Module REQUIRED\n  x=plain-1.2 // note; "\n  y="a\\"b\\\\c\\n" /* z="1" */ ;',
      { x: 'plain-1.2', y: 'a"b\\c\n' },
    ],
  ])('reads %s', (text, options) => {
    const found = parseJaasConfig(text);
    expect([found.module, Object.fromEntries(found.options)]).toEqual(['a.b.Module', options]);
  });

  test.each([
    ['', 'it does not start with the class of a login module'],
    ['a.b.Module;', 'is not followed by "required"'],
    ['a.b.Module required x="s3cret"', 'it does not end with a semicolon'],
    ['a.b.Module required x="s3cret', 'it has a quote that does not end'],
    ['a.b.Module required x "s3cret";', 'its options are not of the form name="value"'],
    ['a.b.Module required; c.D required;', 'it has text after the semicolon'],
  ])('rejects %j without quoting it', (text, message) => {
    expect(() => parseJaasConfig(text)).toThrow(message);
    expect(() => parseJaasConfig(text)).not.toThrow('s3cret');
  });

  test('reads what formatJaasConfig() writes', () => {
    const options = { clientId: 'a', clientSecret: 'quote " backslash \\ line\nend; = \'' };
    const found = parseJaasConfig(formatJaasConfig('a.b.Module', options));
    expect([found.module, Object.fromEntries(found.options)]).toEqual(['a.b.Module', options]);
  });
});
