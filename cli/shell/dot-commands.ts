import type { DataFrame, SparkSession } from '../../src/index.ts';
import { UserError } from '../../command-line/user-error.ts';
import { documentationOf } from './documentation.ts';
import type { Evaluation } from './evaluation.ts';
import { drawPlot } from './plot-command.ts';

/** What commands work with. */
export interface CommandContext {
  readonly spark: SparkSession;
  readonly evaluation: Evaluation;
}

/** A command of the shell, such as `.schema df`. */
export interface DotCommand {
  readonly help: string;
  /** Returns text to print, or a frame to show. */
  readonly run: (text: string, context: CommandContext) => Promise<string | DataFrame>;
}

/** A line that starts with the name of a command. */
export interface CommandLine {
  readonly name: string;
  readonly text: string;
}

/** The commands that exist in every mode. */
export const dotCommands: Readonly<Record<string, DotCommand>> = {
  sql: {
    help: 'Run SQL, which may have several lines: it ends with a semicolon or an empty line',
    run: async (text, { spark }) => {
      const statement = withoutSemicolon(text);
      if (statement === '') throw new UserError('There is no statement: write it after .sql, such as ".sql SELECT 1".');
      return spark.sql(statement);
    },
  },
  schema: {
    help: 'Print the schema of a frame (default: the one shown last)',
    run: async (text, { evaluation }) => (await (await evaluation.frame(text)).schema()).treeString().trimEnd(),
  },
  profile: {
    help: 'Run a frame (default: the one shown last), and print its plan with rows, bytes and times',
    run: async (text, { evaluation }) => String(await (await evaluation.frame(text)).profile()),
  },
  plot: {
    help: 'Draw the frame shown last as text, such as ".plot bar country amount" or ".plot hist amount"',
    run: async (text, { evaluation }) => (await drawPlot(text, evaluation.lastFrame)).toText(),
  },
  doc: {
    help: 'Print the documentation of a function, such as ".doc lower"',
    run: (text) => Promise.resolve(documentation(text)),
  },
};

/** Parses a line such as `.schema df`. Returns undefined for other code, such as `.5 + 1`. */
export function parseCommand(line: string): CommandLine | undefined {
  const [, name, text = ''] = /^\s*\.([a-z]\w*)(?:\s+([^]*))?$/.exec(line) ?? [];
  return name === undefined ? undefined : { name, text: text.trim() };
}

/** Returns whether lines of SQL are a whole statement: the last one ends with a semicolon, or is empty. */
export function isWholeStatement(lines: readonly string[]): boolean {
  const last = lines.at(-1)?.trim() ?? '';
  return last.endsWith(';') || (lines.length > 1 && last === '');
}

function withoutSemicolon(text: string): string {
  return text.trim().replace(/(\s*;)+$/, '');
}

function documentation(name: string): string {
  if (name === '') throw new UserError('Name a function, such as ".doc lower".');
  const found = documentationOf(name);
  if (found === undefined) throw new UserError(`There is no function ${name} in scope.`);
  return [...found.signatures, '', found.text].join('\n').trimEnd();
}
