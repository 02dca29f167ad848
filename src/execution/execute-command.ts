import type { ActionOptions } from '../client/action-options.ts';
import type { CommandBody } from '../plan/command.ts';
import { commandPlan } from '../plan/plan.ts';
import type { SessionContext } from './session-context.ts';

type Response = ReturnType<SessionContext['client']['execute']> extends AsyncGenerator<infer R> ? R : never;

/** The part of a response to a command that is not empty. */
export type CommandResult = Response['responseType'];

/** Runs a command to its end and returns what the server had to say; metrics on the way go to their observations. */
export async function executeCommand(
  session: SessionContext,
  command: CommandBody,
  options: ActionOptions = {},
): Promise<CommandResult[]> {
  const results: CommandResult[] = [];
  await session.questions.settle(command, options);
  for await (const { responseType } of session.observations.execute(commandPlan(command), options)) {
    if (responseType.case !== undefined) results.push(responseType);
  }
  return results;
}
