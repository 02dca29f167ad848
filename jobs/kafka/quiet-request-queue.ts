import { createRequire } from 'node:module';

interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  scheduleCheckPendingRequests(): void;
}

const patchedVersion = '2.2.4';

/**
 * Ends the busy loop of kafkajs 2.2.4 (kafkajs#1704): each connection sets a timer without delay for ever, which takes
 * about 7 % of a core while nothing happens. Only when requests wait or the broker throttles is there anything to check.
 */
export function quietRequestQueue(): void {
  const require = createRequire(import.meta.url);
  const { version } = require('kafkajs/package.json') as { readonly version: string };
  const { prototype } = require('kafkajs/src/network/requestQueue') as { readonly prototype: Partial<RequestQueue> };
  const schedule = prototype.scheduleCheckPendingRequests;
  if (version !== patchedVersion || schedule === undefined) {
    throw new Error(
      `kafkajs ${version} is not the ${patchedVersion} this was made for; see whether kafkajs#1704 is fixed.`,
    );
  }
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this);
  };
}
