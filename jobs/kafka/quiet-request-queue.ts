import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

const patchedVersion = '2.2.4';

/**
 * Patches the busy loop of kafkajs 2.2.4 (kafkajs#1704): each idle connection sets timers without a delay, which takes about
 * 7 % of a core. A check is only needed if requests are pending or the broker throttles.
 */
export function quietRequestQueue(): void {
  const require = createRequire(import.meta.url);
  const { version } = require('kafkajs/package.json') as { readonly version: string };
  const { prototype } = require('kafkajs/src/network/requestQueue') as { readonly prototype: Partial<RequestQueue> };
  const schedule = prototype.scheduleCheckPendingRequests;
  if (version !== patchedVersion || schedule === undefined) {
    throw new Error(
      `kafkajs ${version} is not version ${patchedVersion}, which this patch was made for: check whether kafkajs#1704 is fixed.`,
    );
  }
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
}
