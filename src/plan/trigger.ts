import type { MessageInitShape } from '@bufbuild/protobuf';
import type { WriteStreamOperationStartSchema } from '../../gen/spark/connect/commands_pb.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';

/**
 * When a streaming query looks for new data: at an interval such as `1 second`, once for all that is there
 * (`availableNow` in several batches, `once` in one), or continuously with a checkpoint at an interval.
 */
export type Trigger =
  | { readonly processingTime: string }
  | { readonly availableNow: true }
  | { readonly once: true }
  | { readonly continuous: string };

type TriggerMessage = NonNullable<MessageInitShape<typeof WriteStreamOperationStartSchema>['trigger']>;

const kinds = ['processingTime', 'availableNow', 'once', 'continuous'];

/** @throws IllegalArgumentException unless exactly one of the four is given. */
export function requireTrigger(trigger: Trigger): Trigger {
  const keys = Object.keys(trigger);
  if (keys.length === 1 && kinds.includes(keys[0]!)) return trigger;
  throw new IllegalArgumentException(
    `A trigger has exactly one of processingTime, availableNow, once and continuous, not ${keys.join(', ') || 'nothing'}.`,
  );
}

export function triggerMessage(trigger: Trigger): TriggerMessage {
  if ('processingTime' in trigger) return { case: 'processingTimeInterval', value: trigger.processingTime };
  if ('continuous' in trigger) return { case: 'continuousCheckpointInterval', value: trigger.continuous };
  return 'availableNow' in trigger ? { case: 'availableNow', value: true } : { case: 'once', value: true };
}
