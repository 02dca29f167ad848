import { Argument, Command } from 'commander';
import { expect, test } from 'vitest';
import { createJobCommand } from './job-command.ts';
import { explainSwallowedOptions } from './swallowed-options.ts';

const produce = createJobCommand({ name: 'produce', runAs: 'npm run produce --', description: '' })
  .option('--max-records <n>', '')
  .option('--data-file <file>', '')
  .option('--token <token>', '')
  .option('--json', '');
const logs = createJobCommand({ name: 'logs', runAs: 'npm run stack -- logs', description: '' })
  .addArgument(new Argument('<service>'))
  .option('--lines <number>', '');
const replay = createJobCommand({ name: 'replay', runAs: 'npm run letters -- replay', description: '' })
  .option('--where <field=value>', '')
  .option('--dry-run', '')
  .option('--yes', '');
const letters = new Command('letters').addCommand(replay);
const program = new Command().addCommand(produce).addCommand(logs).addCommand(letters);

function explain(args: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  return explainSwallowedOptions(program, ['node', 'cli.ts', ...args], { npm_lifecycle_event: 'x', ...env });
}

test.each([
  [['produce'], { npm_config_max_records: '5' }, 'npm run produce -- --max-records 5'],
  [['produce', '5'], { npm_config_max_records: 'true' }, 'npm run produce -- --max-records 5'],
  [['produce'], { npm_config_data_file: "it's.csv" }, "npm run produce -- --data-file 'it'\\''s.csv'"],
  [['produce'], { npm_config_json: 'true' }, 'npm run produce -- --json'],
  [['produce'], { npm_config_token_description: 'abc' }, 'npm run produce -- --token abc'],
  [['produce'], { npm_config_max_records: 'true' }, 'npm run produce -- --max-records <n>'],
  [['letters', 'replay'], { npm_config_dry_run: 'true' }, 'npm run letters -- replay --dry-run'],
  [['letters', 'replay', 'a=b'], { npm_config_where: 'true' }, 'npm run letters -- replay --where a=b'],
  [['logs', 'kafka', '9'], { npm_config_lines: 'true' }, 'npm run stack -- logs kafka --lines 9'],
])('explainSwallowedOptions suggests the right command line for %j with %j in the environment', (args, env, line) => {
  expect(explain(args, env)).toMatch(/: without the separate --, npm takes --[a-z-]+ as its own\.$/);
  expect(explain(args, env)).toContain(`Run "${line}": `);
});

test('explainSwallowedOptions names several options in one message', () => {
  expect(explain(['produce'], { npm_config_max_records: '5', npm_config_json: 'true' })).toBe(
    'Run "npm run produce -- --max-records 5 --json": without the separate --, npm takes --max-records and --json as its own.',
  );
});

test('explainSwallowedOptions ignores options that people set in .npmrc', () => {
  expect(explain(['letters', 'replay'], { npm_config_yes: 'true' })).toBeUndefined();
});

test('explainSwallowedOptions ignores options of other commands, and runs without npm', () => {
  expect(explain(['logs', 'kafka'], { npm_config_json: 'true', npm_config_loglevel: 'silent' })).toBeUndefined();
  expect(explainSwallowedOptions(program, ['', '', 'produce'], { npm_config_json: 'true' })).toBeUndefined();
});
