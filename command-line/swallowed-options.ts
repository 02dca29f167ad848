import type { Command, Option } from 'commander';

/**
 * A sentence when npm has kept options for itself: `npm run produce --max-records=5`, without a lone `--`, runs the script without
 * them and leaves only `npm_config_max_records` in its environment.
 */
export function explainSwallowedOptions(
  program: Command,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): string | undefined {
  if (env['npm_lifecycle_event'] === undefined) return undefined;
  const [name, ...rest] = argv.slice(2);
  const command = program.commands.find((each) => each.name() === name);
  const { options } = command ?? program;
  const swallowed = options.flatMap((option) => {
    const value = swallowedValue(option, env);
    return value === undefined ? [] : [{ option, value }];
  });
  if (swallowed.length === 0) return undefined;
  const flags = swallowed.map(({ option }) => option.long ?? option.flags);
  const given = command === undefined ? argv.slice(2) : rest;
  const expected = (command ?? program).registeredArguments.length;
  const loose = given.slice(expected);
  const typed = swallowed.map(({ option, value }) => withValue(option, value === 'true' ? loose.shift() : value));
  const line = [runAs(command ?? program), ...given.slice(0, expected).map(quoted), ...typed].join(' ');
  return `Write "${line}": without the lone -- npm keeps ${flags.join(' and ')} for itself.`;
}

/** npm completes what it takes for the beginning of an option of its own: --token arrives as npm_config_token_description. */
function swallowedValue({ long }: Option, env: NodeJS.ProcessEnv): string | undefined {
  const name = `npm_config_${long?.replace(/^--/, '').replaceAll('-', '_')}`;
  const found = Object.keys(env).find((key) => key === name || key.startsWith(`${name}_`));
  return found === undefined ? undefined : env[found];
}

/** A value that stood apart from its option has become an argument of its own; where it is lost, its name stands for it. */
function withValue(option: Option, value: string | undefined): string {
  const [flag = '', placeholder = ''] = option.flags.split(/,? /).slice(-2);
  if (option.isBoolean()) return option.long ?? option.flags;
  return `${flag} ${value === undefined ? placeholder : quoted(value)}`;
}

function quoted(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** What the user types before the options; the usage line has it. */
function runAs(command: Command): string {
  return command
    .createHelp()
    .commandUsage(command)
    .replace(/ \[options\]$/, '');
}
