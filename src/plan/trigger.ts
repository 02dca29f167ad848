import type { MessageInitShape } from '@bufbuild/protobuf';
import type { WriteStreamOperationStartSchema } from '../../gen/spark/connect/commands_pb.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/**
 * When a streaming query processes new data: at an interval such as `1 second`, once for all available data (in several
 * batches for `availableNow`, in one batch for `once`), or continuously with checkpoints at an interval.
 */
export type Trigger =
  | { readonly processingTime: string }
  | { readonly availableNow: true }
  | { readonly once: true }
  | { readonly continuous: string };

type TriggerMessage = NonNullable<MessageInitShape<typeof WriteStreamOperationStartSchema>['trigger']>;

const kinds = ['processingTime', 'availableNow', 'once', 'continuous'];

/** @throws IllegalArgumentException when the trigger does not have exactly one of the four properties. */
export function requireTrigger(trigger: Trigger): Trigger {
  const keys = Object.keys(trigger);
  if (keys.length === 1 && kinds.includes(keys[0]!)) return trigger;
  throw new IllegalArgumentException(
    `A trigger must have exactly one of processingTime, availableNow, once and continuous, not ${keys.join(', ') || 'nothing'}.`,
  );
}

export function triggerMessage(trigger: Trigger): TriggerMessage {
  if ('processingTime' in trigger) return { case: 'processingTimeInterval', value: trigger.processingTime };
  if ('continuous' in trigger) return { case: 'continuousCheckpointInterval', value: trigger.continuous };
  return 'availableNow' in trigger ? { case: 'availableNow', value: true } : { case: 'once', value: true };
}
