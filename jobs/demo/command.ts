import type { Command } from 'commander';
import { stateFolder } from '../../stack/state-folder.ts';
import { createJobCommand, runJob, type JobContext } from '../../command-line/job-command.ts';
import { positiveInteger, seconds, wholeNumber } from '../../command-line/option-parsers.ts';
import { UserError } from '../../command-line/user-error.ts';
import { createLiveView } from '../consume/live-view.ts';
import { createJsonView, createTextView, type JobView } from '../consume/window-view.ts';
import type { JobMonitor } from '../monitor/job-monitor.ts';
import { withStack } from './with-stack.ts';
import { runDemo, type DemoOptions } from './run-demo.ts';
import { formatSummary } from './summary.ts';

/** `npm start`. */
export const demoCommand: Command = createJobCommand({
  name: 'demo',
  runAs: 'npm start --',
  description: 'Run the whole pipeline and check every figure from Spark against the data file.',
})
  .option('--records <n>', 'number of transactions to send', positiveInteger, 300)
  .option('--batch-size <n>', 'records per batch', wholeNumber(1, 1000), 10)
  .option('--sleep-seconds <s>', 'pause between batches', seconds, 1)
  .option('--json', 'print one JSON object per line, the summary last', false)
  .action(runJob(demo));

async function demo(
  { json, ...options }: DemoOptions & { readonly json: boolean },
  { signal, leftovers, log, verbose }: JobContext,
): Promise<void> {
  const say = (line: string): void => log.notice(line);
  const print = (text: string): void => void process.stdout.write(text);
  const isLive = !json && process.stdout.isTTY;
  const createView = (monitor: JobMonitor): JobView => {
    if (json) return createJsonView(print, monitor);
    return isLive ? createLiveView(monitor, process.stdout) : createTextView(print, monitor);
  };
  const stateDir = stateFolder(process.env['STACK_DIR']);
  const summary = await withStack(stateDir, { signal, leftovers, onProgress: say }, (stack) =>
    runDemo(stack, { ...options, verbose }, { signal, leftovers, createView, account: isLive, say }),
  );
  print(json ? `${JSON.stringify(summary)}\n` : `\n${formatSummary(summary)}\n`);
  if (summary.produced_records !== summary.requested_records)
    throw new UserError('Not all requested records were sent; see the figures above.');
  if (!summary.agree) throw new UserError("Spark's figures differ from the data file; see above.");
}
