import {
  SparkConnectService,
  type ExecutePlanRequest,
  type ExecutePlanResponse,
} from '../../gen/spark/connect/base_pb.ts';
import type { OperationReleaser } from './operation-releaser.ts';
import type { SessionKeeper } from './session-keeper.ts';

/**
 * Runs a plan in one stream, on a server that does not support reattaching. A lost connection is an error: the client
 * cannot know what the server has done, so it does not send the plan again.
 */
export async function* executePlainly(
  session: SessionKeeper,
  request: ExecutePlanRequest,
  { signal, releaser }: { readonly signal: AbortSignal; readonly releaser: OperationReleaser },
): AsyncGenerator<ExecutePlanResponse, void, undefined> {
  let ended = false;
  try {
    await session.ready(signal);
    for await (const response of session.serverStream(SparkConnectService.method.executePlan, request, { signal })) {
      if (response.responseType.case !== 'resultComplete') yield response;
    }
    ended = true;
  } finally {
    if (!ended) releaser.all();
  }
}
