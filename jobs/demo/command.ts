import type { Command } from 'commander';
import { stateFolder } from '../../stack/state-folder.ts';
import { createJobCommand, runJob, type JobContext } from '../../command-line/job-command.ts';
import { positiveInteger, seconds, wholeNumber } from '../../command-line/option-parsers.ts';
import { UserError } from '../../command-line/user-error.ts';
import { createView, isLive } from '../consume/create-view.ts';
import type { JobView } from '../consume/window-view.ts';
import { webOption, webPort } from '../web/web-option.ts';
import { runLiveDemo } from './live/run-live-demo.ts';
import type { JobMonitor } from '../monitor/job-monitor.ts';
import { withStack } from './with-stack.ts';
import { runDemo, type DemoOptions } from './run-demo.ts';
import { formatSummary } from './summary.ts';

type GivenOptions = Omit<DemoOptions, 'sleepSeconds' | 'verbose'> & {
  readonly sleepSeconds?: number;
  readonly web?: number | true;
  readonly json: boolean;
};

/** `npm start`. */
export const demoCommand: Command = createJobCommand({
  name: 'demo',
  runAs: 'npm start --',
  description: 'Run the whole pipeline and check every figure from Spark against the data file.',
})
  .option('--records <n>', 'number of transactions to send', positiveInteger, 300)
  .option('--batch-size <n>', 'records per batch', wholeNumber(1, 1000), 10)
  .option('--sleep-seconds <s>', 'pause between batches (default: 1, with --web 0.2)', seconds)
  .addOption(webOption())
  .option('--json', 'print one JSON object per line, the summary last', false)
  .action(runJob(demo));

async function demo(
  { json, web, sleepSeconds, ...given }: GivenOptions,
  { signal, leftovers, log, verbose }: JobContext,
): Promise<void> {
  const say = (line: string): void => log.notice(line);
  const stateDir = stateFolder(process.env['STACK_DIR']);
  const options = { ...given, verbose, sleepSeconds: sleepSeconds ?? (web === undefined ? 1 : 0.2) };
  const use = { signal, leftovers, onProgress: say };
  if (web !== undefined) {
    const port = webPort(web);
    await withStack(stateDir, use, (stack, users) =>
      runLiveDemo(stack, { ...options, port }, { signal, leftovers, log, users }),
    );
    signal.throwIfAborted();
    return;
  }
  const createViewOf = (monitor: JobMonitor): JobView => createView(monitor, json);
  const summary = await withStack(stateDir, use, (stack) =>
    runDemo(stack, options, { signal, leftovers, createView: createViewOf, account: isLive(json), say }),
  );
  process.stdout.write(json ? `${JSON.stringify(summary)}\n` : `\n${formatSummary(summary)}\n`);
  if (summary.produced_records !== summary.requested_records)
    throw new UserError('Not all requested records were sent; see the figures above.');
  if (!summary.agree) throw new UserError("Spark's figures differ from the data file; see above.");
}
