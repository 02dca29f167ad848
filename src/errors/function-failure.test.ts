import { describe, expect, it } from 'vitest';
import { functionFailureIn, rememberTask, taskOf, withFunctionFailure } from './function-failure.ts';

const failure = (more: object): string =>
  `<<ts-function-failure ${JSON.stringify({ id: 'x', function: 'f', kind: 'thrown', error: 'RangeError', message: 'no', line: 2, values: ['1'], ...more })} ts-function-failure>>`;

describe('functionFailureIn', () => {
  it('finds the failure in the text of a failed task', () => {
    const text = `Job aborted due to stage failure: … (TID 5): java.lang.RuntimeException: ${failure({})}\n\tat x`;
    expect(functionFailureIn(text)).toMatchObject({
      message: 'The function f failed, for (1): RangeError: no',
      functionName: 'f',
      errorClass: 'FAILED_EXECUTE_UDF',
    });
  });

  it('ignores other texts and incomplete failures', () => {
    expect(functionFailureIn('Division by zero')).toBeUndefined();
    expect(functionFailureIn(failure({}).slice(0, 40))).toBeUndefined();
  });
});

describe('taskOf', () => {
  const taskIn = (failure: string): number | undefined => {
    const error = new Error();
    rememberTask(error, `Lost task 0.0 in stage 1.0 (TID 5): ${failure}`);
    return taskOf(error);
  };

  it('returns the task if the server or the companion has shortened the failure', () => {
    expect(taskIn(failure({}))).toBeUndefined();
    expect(taskIn(failure({ cut: true }))).toBe(5);
    expect(taskIn(failure({}).slice(0, 40))).toBe(5);
    expect(taskIn('Division by zero')).toBeUndefined();
  });
});

describe('withFunctionFailure', () => {
  it('replaces the description of the failure by its message', () => {
    const text = `Query ended: java.lang.RuntimeException: ${failure({})} at`;
    expect(withFunctionFailure(text, functionFailureIn(text)!)).toBe(
      'Query ended: The function f failed, for (1): RangeError: no at',
    );
  });
});
