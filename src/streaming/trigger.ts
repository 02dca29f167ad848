import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { TriggerMessage } from '../plan/command.ts';

/**
 * When a streaming query looks for new data: at an interval such as `1 second`, once for all that is there
 * (`availableNow` in several batches, `once` in one), or continuously with a checkpoint at an interval.
 */
export type Trigger =
  | { readonly processingTime: string }
  | { readonly availableNow: true }
  | { readonly once: true }
  | { readonly continuous: string };

/** @throws IllegalArgumentException unless exactly one of the four is given. */
export function triggerMessage(trigger: Trigger): TriggerMessage {
  const keys = Object.keys(trigger);
  if (keys.length === 1) {
    if ('processingTime' in trigger) return { case: 'processingTimeInterval', value: trigger.processingTime };
    if ('availableNow' in trigger) return { case: 'availableNow', value: true };
    if ('once' in trigger) return { case: 'once', value: true };
    if ('continuous' in trigger) return { case: 'continuousCheckpointInterval', value: trigger.continuous };
  }
  throw new IllegalArgumentException(
    `A trigger has exactly one of processingTime, availableNow, once and continuous, not ${keys.join(', ') || 'nothing'}.`,
  );
}
