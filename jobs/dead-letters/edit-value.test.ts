import { describe, expect, test } from 'vitest';
import type { DeadLetter } from './dead-letter.ts';
import { editValue, type EditResult } from './edit-value.ts';

const { signal } = new AbortController();
const letter: DeadLetter = {
  position: { partition: 1, offset: 17 },
  sourceTimestamp: 0,
  time: 0,
  reason: 'not_json',
  sentence: 'It is "not" JSON\0.',
  key: null,
  value: Buffer.from([0xff, 0x00, 0x0a]),
  headers: {},
};
const edited = (edit: string, editTimeout = 20, of = letter): Promise<EditResult> =>
  editValue(of, { edit, editTimeout }, signal);

describe('editValue', () => {
  test('passes the bytes through the command', async () => {
    expect(await edited('cat')).toEqual({ value: letter.value });
  });

  test('passes a value that is larger than a pipe holds', async () => {
    const value = Buffer.alloc(3_000_000, 'x');
    const result = await edited('cat', 20, { ...letter, value });
    expect('value' in result && value.equals(result.value)).toBe(true);
  });

  test('tells the command the position, the reason and the message', async () => {
    expect(await edited('printf "$DEAD_LETTER_POSITION $DEAD_LETTER_REASON $DEAD_LETTER_MESSAGE"')).toEqual({
      value: Buffer.from('1:17 not_json It is "not" JSON.'),
    });
  });

  test('gives the command of a tombstone an empty input, and accepts a command that reads none', async () => {
    expect(await edited('cat; echo {}', 20, { ...letter, value: null })).toEqual({ value: Buffer.from('{}\n') });
    expect(await edited('echo {}', 20, { ...letter, value: Buffer.alloc(1_000_000) })).toHaveProperty('value');
  });

  test.each([
    ['exit 3', 'The command of --edit returned exit code 3.'],
    ['echo one; echo two >&2; false', 'The command of --edit returned exit code 1 and printed "two".'],
    ['true', 'The command of --edit returned no value.'],
    ['echo; echo', 'The command of --edit returned no value.'],
    ['kill -9 $$', 'The command of --edit was ended by SIGKILL.'],
    ['yes', 'The command of --edit printed more than 16 MB.'],
  ])('describes the failure of %s', async (command, problem) => {
    expect(await edited(command)).toEqual({ problem });
  });

  test('ends everything that the command has started after the time limit', async () => {
    const started = performance.now();
    expect(await edited('sleep 31.4159 | cat', 0.3)).toEqual({
      problem: 'The command of --edit took longer than 0.3 seconds.',
    });
    expect(performance.now() - started).toBeLessThan(5000);
    expect(await edited('! pgrep -f "^sleep 31.4159" && echo none')).toEqual({ value: Buffer.from('none\n') });
  });

  test('rejects with the reason of the signal', async () => {
    const controller = new AbortController();
    const editing = editValue(letter, { edit: 'sleep 30', editTimeout: 60 }, controller.signal);
    controller.abort(new Error('Enough'));
    await expect(editing).rejects.toThrow('Enough');
  });
});
