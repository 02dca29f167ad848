import { faultKinds, type FaultKind } from './fault-shares.ts';
import { deadLetterReasonCodes, type DeadLetterReason } from '../transactions/dead-letter-reason.ts';
import type { PlannedMessage } from './planned-message.ts';

/** The number of acknowledged messages by kind. */
export interface SentKinds {
  readonly regular: number;
  readonly faults: Readonly<Record<FaultKind, number>>;
  /** The malformed messages by the reason for which the job rejects them. */
  readonly malformed: Readonly<Record<DeadLetterReason, number>>;
}

/** Counts messages by kind. */
export class SentKindsCounter implements SentKinds {
  regular = 0;
  readonly faults = zeros(faultKinds);
  readonly malformed = zeros(deadLetterReasonCodes);

  add({ fault }: PlannedMessage): void {
    if (fault === undefined) this.regular += 1;
    else this.faults[fault.kind] += 1;
    if (fault?.kind === 'malformed') this.malformed[fault.damage.reason] += 1;
  }
}

/** Formats the counts as a line of text. */
export function formatSentKinds({ regular, faults, malformed }: SentKinds): string {
  const reasons = deadLetterReasonCodes.filter((reason) => malformed[reason] > 0);
  const details = reasons.map((reason) => `${reason} ${malformed[reason]}`).join(', ');
  const kinds = faultKinds.map((kind) => `${kind} ${faults[kind]}`);
  const index = faultKinds.indexOf('malformed');
  if (details !== '') kinds[index] += ` (${details})`;
  return `Injected faults: ${kinds.join(', ')}. Without a fault: ${regular}.\n`;
}

/** Returns the counts for JSON output. */
export function sentKindsToJson({ regular, faults, malformed }: SentKinds): Readonly<Record<string, unknown>> {
  const { 'out-of-order': out_of_order, ...others } = faults;
  return { regular, ...others, out_of_order, malformed };
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}
