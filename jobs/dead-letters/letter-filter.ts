import { InvalidArgumentError } from 'commander';
import { deadLetterReasonCodes, isDeadLetterReason } from '../transactions/dead-letter-reason.ts';
import type { DeadLetter } from './dead-letter.ts';

/** The fields that `--where` accepts, with the value of a letter and what is wrong with a value on the command line, if anything. */
const fields = {
  reason: {
    of: ({ reason }: DeadLetter) => reason,
    check: (value: string) =>
      isDeadLetterReason(value) ? undefined : `The reason must be one of ${deadLetterReasonCodes.join(', ')}.`,
  },
  partition: { of: ({ position }: DeadLetter) => String(position.partition), check: checkWholeNumber },
  offset: { of: ({ position }: DeadLetter) => String(position.offset), check: checkWholeNumber },
  key: { of: ({ key }: DeadLetter) => key?.toString(), check: (): undefined => undefined },
} as const;

type FieldName = keyof typeof fields;

/** One condition of `--where`. */
export interface Condition {
  readonly field: FieldName;
  readonly value: string;
}

/** Parses one `--where <field>=<value>` and adds it to the conditions before it. */
export function parseCondition(text: string, before: readonly Condition[] = []): readonly Condition[] {
  const [, field = '', value = ''] = /^(\w+)=(.+)$/s.exec(text) ?? [];
  if (!isField(field)) {
    throw new InvalidArgumentError(
      `It must be <field>=<value>, such as reason=wrong_type. The fields are ${Object.keys(fields).join(', ')}.`,
    );
  }
  const problem = fields[field].check(value);
  if (problem !== undefined) throw new InvalidArgumentError(problem);
  return [...before, { field, value }];
}

/** Returns whether the letter meets the conditions: for every field that they name, one of its values. */
export function matches(letter: DeadLetter, conditions: readonly Condition[]): boolean {
  return conditions.every(({ field }) =>
    conditions.some((each) => each.field === field && each.value === fields[field].of(letter)),
  );
}

function isField(name: string): name is FieldName {
  return Object.hasOwn(fields, name);
}

function checkWholeNumber(value: string): string | undefined {
  return /^(0|[1-9]\d*)$/.test(value) ? undefined : 'The partition and the offset must be whole numbers.';
}
