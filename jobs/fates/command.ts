import type { Command } from 'commander';
import { runJob, type JobContext } from '../../command-line/job-command.ts';
import { seconds } from '../../command-line/option-parsers.ts';
import { UserError } from '../../command-line/user-error.ts';
import { archiveOption } from '../archive/archive-options.ts';
import { createWindowCommand, withResultsTopic } from '../windows/window-options.ts';
import { formatAccount } from './format-account.ts';
import { runAudit, type AuditOptions } from './run-audit.ts';

type CommandOptions = Omit<AuditOptions, 'resultsTopic'> & {
  readonly resultsTopic?: string;
  readonly watermark: number;
  readonly json: boolean;
};

/** `npm run audit`. */
export const auditCommand: Command = createWindowCommand({
  name: 'audit',
  runAs: 'npm run audit --',
  description:
    'Add up the records of a topic: in windows, late, duplicate or dead. Exits with an error if the account does not close.',
})
  .addOption(archiveOption('archive to compare with the records and windows'))
  .option('--timeout <seconds>', 'how long to wait for what the job still has to write', seconds, 30)
  .option('--json', 'print the account as one JSON object', false)
  .action(runJob(audit));

async function audit(options: CommandOptions, { signal }: JobContext): Promise<void> {
  const account = await runAudit(withResultsTopic(options), signal);
  process.stdout.write(options.json ? `${JSON.stringify(account)}\n` : formatAccount(account));
  if (!account.closes) throw new UserError(`The account of topic ${options.topic} does not close; see above.`);
}
