import { deadLetterReasons, isDeadLetterReason } from '../transactions/dead-letter-reason.ts';
import { headerValues, type DeadLetter } from './dead-letter.ts';
import type { ReplayState } from './letter-source.ts';
import { formatPosition } from '../kafka/position.ts';
import { formatBytes, onOneLine, utf8Text } from './printable.ts';

/** Returns everything about a letter as text. */
export function formatLetter(letter: DeadLetter, replayed: ReplayState): string {
  const { position, time, sourceTimestamp, reason, sentence, key, value, headers } = letter;
  const about = isDeadLetterReason(reason) ? deadLetterReasons[reason] : undefined;
  const headerLines = Object.keys(headers).flatMap((name) => {
    const values = headerValues(headers, name);
    return (values.length === 0 ? [null] : values).map((each) => `  ${onOneLine(name)}: ${formatBytes(each)}`);
  });
  return [
    `Position   ${formatPosition(position)}`,
    `Sent       ${new Date(sourceTimestamp).toISOString()}`,
    `Set aside  ${new Date(time).toISOString()}`,
    `Reason     ${onOneLine(reason)}${about === undefined ? '' : `: ${about.description}`}`,
    `Message    ${onOneLine(sentence)}`,
    ...(about === undefined ? [] : [`Hint       ${about.hint}`]),
    `Replayed   ${replayed}`,
    `Key        ${formatBytes(key)}`,
    `Headers    ${headerLines.length === 0 ? 'none' : headerLines.length}`,
    ...headerLines,
    ...formatValue(value),
    '',
  ].join('\n');
}

function formatValue(value: Buffer | null): readonly string[] {
  if (value === null) return ['Value      none (a tombstone)'];
  const text = utf8Text(value);
  if (text !== undefined) return [`Value      ${value.length} bytes`, escapeControls(text)];
  return [
    `Value      ${value.length} bytes, not UTF-8, in hexadecimal`,
    value.toString('hex').replace(/.{64}/g, '$&\n'),
  ];
}

/** Keeps line breaks and tabs, unlike {@link onOneLine}. */
function escapeControls(text: string): string {
  return text
    .split(/([\n\t])/)
    .map((part) => (part === '\n' || part === '\t' ? part : onOneLine(part)))
    .join('');
}
