import type { ActionOptions } from '../client/action-options.ts';
import { commandPlan, type CommandBody } from '../plan/command.ts';
import type { SessionContext } from './session-context.ts';

type Result = Awaited<ReturnType<SessionContext['client']['command']>>[number];

/** Runs a command to its end and returns what the server had to say; metrics on the way go to their observations. */
export async function executeCommand(
  session: SessionContext,
  command: CommandBody,
  options: ActionOptions = {},
): Promise<Result[]> {
  const results: Result[] = [];
  for await (const { responseType } of session.observations.execute(commandPlan(command), options)) {
    if (responseType.case !== undefined) results.push(responseType);
  }
  return results;
}
