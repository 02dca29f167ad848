import type { Account } from './audit-topic.ts';

/** The number of problems to print. */
const maxProblems = 20;

/** Formats an account as a table, and its problems as a list. */
export function formatAccount(account: Account): string {
  const { topic, sent, in_windows, late, duplicate, dead, dead_by_reason, pending, unknown_fields, windows, problems } =
    account;
  const reasons = Object.entries(dead_by_reason).map(([reason, records]) => `${reason} ${records}`);
  const lines: readonly (readonly [name: string, records: number, note?: string])[] = [
    ['sent', sent],
    ['in windows', in_windows],
    ['late', late],
    ['duplicate', duplicate],
    ['dead', dead, reasons.join(', ')],
    ['not yet processed', pending],
  ];
  const nameWidth = Math.max(...lines.map(([name]) => name.length));
  const numberWidth = Math.max(...lines.map(([, records]) => String(records).length));
  const table = lines.map(([name, records, note = '']) =>
    `  ${name.padEnd(nameWidth)}  ${String(records).padStart(numberWidth)}  ${note}`.trimEnd(),
  );
  const fields = unknown_fields.map(({ name, records }) => `${JSON.stringify(name).slice(1, -1)} (${records})`);
  const unknown =
    fields.length > 0
      ? [`Fields that the schema does not describe, with the number of records: ${fields.join(', ')}`]
      : [];
  const verdict = account.closes
    ? [`The account closes: each record has one fate, and all ${windows} windows are as expected.`]
    : ['The account does NOT close:', ...problems.slice(0, maxProblems).map((problem) => `- ${problem}`)];
  const { archive } = account;
  const archived =
    archive === undefined
      ? []
      : [
          `Archive: ${archive.transactions} transactions up to batch ${archive.batch_id}, and ${archive.windows} windows.`,
        ];
  const more = problems.length > maxProblems ? [`- and ${problems.length - maxProblems} more.`] : [];
  return `${[`Records of topic ${topic} as of ${account.as_of} (batch ${account.batch_id})`, ...table, ...unknown, ...archived, ...verdict, ...more].join('\n')}\n`;
}
