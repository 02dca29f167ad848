import {
  SparkConnectService,
  type ExecutePlanRequest,
  type ExecutePlanResponse,
} from '../../gen/spark/connect/base_pb.ts';
import type { OperationReleaser } from './operation-releaser.ts';
import type { SessionKeeper } from './session-keeper.ts';

/**
 * Runs a plan on a server that cannot be reattached to, in one stream. A connection lost on the way is an error: nobody
 * can say what the server has done by then, so nothing is sent again.
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
