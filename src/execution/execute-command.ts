import type { ActionOptions } from '../client/action-options.ts';
import type { CommandBody } from '../plan/command.ts';
import { commandPlan } from '../plan/plan.ts';
import type { SessionContext } from './session-context.ts';

type Response = ReturnType<SessionContext['client']['execute']> extends AsyncGenerator<infer R> ? R : never;

/** The result in one response to a command. */
export type CommandResult = Response['responseType'];

/** Runs a command to completion and returns its results. Observed metrics are passed to their observations. */
export async function executeCommand(
  session: SessionContext,
  command: CommandBody,
  options: ActionOptions = {},
): Promise<CommandResult[]> {
  const results: CommandResult[] = [];
  const completing = session.deferred.complete(command, options);
  if (completing) await completing;
  for await (const { responseType } of session.execute(commandPlan(command), options)) {
    if (responseType.case !== undefined) results.push(responseType);
  }
  return results;
}
