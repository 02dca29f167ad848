import type { Command, Option } from 'commander';

/** Options that are also settings of npm itself, which people keep in their .npmrc. Their presence tells nothing about the command line. */
const settingsOfNpm: ReadonlySet<string> = new Set(['--yes']);

/**
 * Returns a message if npm has consumed options of the command. `npm run produce --max-records=5`, without a separate `--`, runs the
 * script without the option and only sets `npm_config_max_records` in its environment.
 */
export function explainSwallowedOptions(
  program: Command,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): string | undefined {
  if (env['npm_lifecycle_event'] === undefined) return undefined;
  const { command, args: given } = findCommand(program, argv.slice(2));
  const { options } = command;
  const swallowed = options.flatMap((option) => {
    const value = swallowedValue(option, env);
    return value === undefined ? [] : [{ option, value }];
  });
  if (swallowed.length === 0) return undefined;
  const flags = swallowed.map(({ option }) => option.long ?? option.flags);
  const expected = command.registeredArguments.length;
  // A value that was separated from its option by a space has become an extra argument.
  const extra = given.slice(expected);
  const typed = swallowed.map(({ option, value }) => withValue(option, value === 'true' ? extra.shift() : value));
  const line = [runAs(command), ...given.slice(0, expected).map(quoted), ...typed].join(' ');
  return `Run "${line}": without the separate --, npm takes ${flags.join(' and ')} as its own.`;
}

/** Returns the command that the arguments name, which may be a command of another command, and the arguments after its name. */
function findCommand(program: Command, args: readonly string[]): { command: Command; args: readonly string[] } {
  const [name, ...rest] = args;
  const command = program.commands.find((each) => each.name() === name);
  return command === undefined ? { command: program, args } : findCommand(command, rest);
}

/** Returns the value that npm has consumed. npm completes a prefix of its own options: --token becomes npm_config_token_description. */
function swallowedValue({ long }: Option, env: NodeJS.ProcessEnv): string | undefined {
  if (long === undefined || settingsOfNpm.has(long)) return undefined;
  const name = `npm_config_${long.replace(/^--/, '').replaceAll('-', '_')}`;
  const found = Object.keys(env).find((key) => key === name || key.startsWith(`${name}_`));
  return found === undefined ? undefined : env[found];
}

/** Returns an option with its value, or with the placeholder of the value if it was lost. */
function withValue(option: Option, value: string | undefined): string {
  const [flag = '', placeholder = ''] = option.flags.split(/,? /).slice(-2);
  if (option.isBoolean()) return option.long ?? option.flags;
  return `${flag} ${value === undefined ? placeholder : quoted(value)}`;
}

function quoted(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Returns the text that the user types before the options, taken from the usage line. */
function runAs(command: Command): string {
  return command
    .createHelp()
    .commandUsage(command)
    .replace(/ \[options\]$/, '');
}
