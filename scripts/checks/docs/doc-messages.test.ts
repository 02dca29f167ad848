import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../setup/paths.mjs';

const page = readFileSync(join(root, 'docs', 'troubleshooting.md'), 'utf8');

/** The text of everything that writes messages. */
const written = ['src', 'command-line', 'stack', 'scripts/setup', 'jobs', 'gen/spark']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /(?<!\.test)\.(ts|mjs)$/.test(file))
      .map((file) => readFileSync(join(root, folder, file), 'utf8')),
  )
  .join('\n');

/** Messages of Node.js. */
const ofNode = [() => JSON.stringify(1n), () => (1n as unknown as number) + Number('1')].map((fail) => {
  try {
    return String(fail());
  } catch (error) {
    return (error as Error).message;
  }
});

/** Returns the messages of the tables, whose parts that differ are an ellipsis. Bundlers and Node's parser have a section of their own. */
function messagesIn(text: string): string[] {
  return text
    .split('## ')
    .filter((section) => !section.startsWith('Node.js and bundlers'))
    .flatMap((section) => [...section.matchAll(/^\| `(.+?)` +\|/gm)].map(({ 1: message = '' }) => message));
}

/** Returns the parts of a message that appear nowhere in the sources. */
function unknownParts(message: string): string[] {
  const parts = message.split('…').map((part) => part.replace(/^[\s.;:()]+|[\s.;:()]+$/g, ''));
  return parts.filter(
    (part) => part.length > 8 && !written.includes(part) && !ofNode.some((each) => each.includes(part)),
  );
}

it('the messages in docs/troubleshooting.md are those of the sources', () => {
  const messages = messagesIn(page);
  expect(messages.length).toBeGreaterThan(50);
  expect(messages.flatMap((message) => unknownParts(message).map((part) => `${part} in ${message}`))).toEqual([]);
});

it('this check finds a message that does not exist', () => {
  expect(unknownParts('Cannot reach Spark Connect at …, because it is Monday')).toEqual([', because it is Monday']);
});
