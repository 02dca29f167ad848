import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { createJobCommand, runJob, toSentence, type JobContext } from '../../command-line/job-command.ts';
import { processLog } from '../../command-line/log.ts';
import { positiveInteger, seconds } from '../../command-line/option-parsers.ts';
import { UserError } from '../../command-line/user-error.ts';
import {
  checkPortVariables,
  kafkaConfigOption,
  kafkaServersOption,
  takeServersFromConfig,
  topicOption,
} from '../shared-options.ts';
import { deadLetterTopic, type DeadLetter } from './dead-letter.ts';
import { parseCondition } from './letter-filter.ts';
import { withLetters, type LetterOptions, type ReplayState } from './letter-source.ts';
import { createJsonList, createTextList, listLetters } from './list-letters.ts';
import { formatPosition, parsePosition, type Position } from '../kafka/position.ts';
import { formatBytes, onOneLine } from './printable.ts';
import { replayLetters, type ReplayCounts, type ReplayOptions } from './replay-letters.ts';
import { replayValue } from './replay-message.ts';
import { formatLetter } from './show-letter.ts';

const print = (text: string | Buffer): void => void process.stdout.write(text);
const say = (sentence: string): void => processLog().notice(sentence);

const listCommand = command('list', 'List the dead letters of a topic, and count them by reason.')
  .addOption(whereOption())
  .addOption(
    new Option('--limit <n>', 'maximum number of letters to list; the counts include all')
      .default(Infinity, 'all')
      .argParser(positiveInteger),
  )
  .option('--json', 'print one JSON object per line', false)
  .action(runJob(list));

const showCommand = command('show', 'Show one dead letter with its headers, key and value.')
  .addArgument(new Argument('<position>', 'partition and offset in the source topic').argParser(letterPosition))
  .option('--raw', 'write only the value, byte by byte', false)
  .action((position: Position, options: CommandOptions<ShowOptions>) =>
    runJob<CommandOptions<ShowOptions>>((given, context) => show(position, given, context))(options),
  );

const replayCommand = command(
  'replay',
  'Send dead letters that were not replayed yet to their source topic again. Run it again after a failure: no letter is sent twice.',
)
  .addOption(whereOption())
  .option('--edit <command>', 'shell command that reads each value from its input and writes the new one to its output')
  .option('--edit-timeout <seconds>', 'time limit of the --edit command, per letter', seconds, 10)
  .option('--keep-time', 'keep producer_timestamp instead of setting it to the time of sending', false)
  .option(
    '--include-expired',
    'also send letters whose source messages were deleted; they may have been replayed before',
    false,
  )
  .option('--dry-run', 'print what would be sent, but send nothing', false)
  .action(runJob(replay));

/** `npm run dead-letters`. */
export const deadLettersCommand: Command = new Command('dead-letters')
  .description('Lists, shows and replays the messages that the streaming job could not use.')
  .configureHelp({ commandUsage: () => 'npm run dead-letters -- <command>' })
  .configureOutput({
    outputError: (text, write) => write(`${toSentence(text)} See "npm run dead-letters -- --help".\n`),
  })
  .exitOverride();
for (const each of [listCommand, showCommand, replayCommand]) deadLettersCommand.addCommand(each);

type CommandOptions<Options> = Omit<LetterOptions, 'where'> & Options;

interface ShowOptions {
  readonly raw: boolean;
}

type ListOptions = LetterOptions & { readonly limit: number; readonly json: boolean };

function command(name: string, description: string): Command {
  return createJobCommand({ name, runAs: `npm run dead-letters -- ${name}`, description })
    .addOption(kafkaServersOption())
    .addOption(kafkaConfigOption())
    .addOption(topicOption('source topic; its dead letters are in <topic>.dead-letters'))
    .hook('preAction', takeServersFromConfig)
    .hook('preAction', checkPortVariables);
}

function whereOption(): Option {
  return new Option(
    '--where <field=value>',
    'only letters with this reason, partition, offset or key; several fields must all match, several values of one field are alternatives',
  )
    .default([], 'all letters')
    .argParser(parseCondition);
}

async function list(options: ListOptions, { signal }: JobContext): Promise<void> {
  const view = options.json ? createJsonList(print) : createTextList(print);
  await withLetters(options, signal, (letters) => listLetters(letters, options.limit, view));
}

async function show(position: Position, options: CommandOptions<ShowOptions>, { signal }: JobContext): Promise<void> {
  const { partition, offset } = position;
  const where = [
    { field: 'partition', value: String(partition) },
    { field: 'offset', value: String(offset) },
  ] as const;
  const { letter, state } = await withLetters({ ...options, where }, signal, async (letters) => {
    let letter: DeadLetter | undefined;
    await letters.forEach((each) => {
      letter = each;
      return 'stop';
    });
    const state: ReplayState = letter === undefined || options.raw ? 'no' : (await letters.findReplays())(position);
    return { letter, state };
  });
  if (letter === undefined) {
    throw new UserError(
      `Topic ${deadLetterTopic(options.topic)} has no letter ${formatPosition(position)}. "npm run dead-letters -- list" prints the positions of all letters.`,
    );
  }
  if (!options.raw) return print(formatLetter(letter, state));
  if (letter.value === null) {
    throw new UserError(`Letter ${formatPosition(position)} is a tombstone, which has no value for --raw to write.`);
  }
  print(letter.value);
}

async function replay(options: LetterOptions & ReplayOptions, { signal }: JobContext): Promise<void> {
  const onEnd = (counts: ReplayCounts): void => {
    print(formatCounts(counts, options));
    if (counts.failed > 0) process.exitCode = 1;
  };
  await withLetters(options, signal, (letters) =>
    replayLetters(
      letters,
      options,
      {
        onPreview: (each) => {
          const value = formatBytes(replayValue(each, Date.now(), options.keepTime));
          print(`${formatPosition(each.letter.position)}  ${onOneLine(each.letter.reason)}  ${value}\n`);
        },
        onFailure: (letter, problem) =>
          say(`Letter ${formatPosition(letter.position)} (${onOneLine(letter.reason)}) was not sent. ${problem}`),
        onEnd,
      },
      signal,
    ),
  );
}

function formatCounts(
  { sent, replayed, expired, failed }: ReplayCounts,
  { topic, dryRun }: LetterCountOptions,
): string {
  const expiredNote = `Skipped because topic ${topic} may have lost an earlier replay: ${expired}. Send them with --include-expired.\n`;
  return (
    `${dryRun ? 'Would be sent' : 'Sent'} to topic ${topic}: ${sent}. Already replayed: ${replayed}. Failed: ${failed}.\n` +
    (expired > 0 ? expiredNote : '')
  );
}

type LetterCountOptions = Pick<LetterOptions & ReplayOptions, 'topic' | 'dryRun'>;

function letterPosition(text: string): Position {
  const position = parsePosition(text);
  if (position !== undefined) return position;
  throw new InvalidArgumentError('It must be <partition>:<offset>, such as 0:17.');
}
