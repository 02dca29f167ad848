import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  ConfigRequestSchema,
  type ConfigRequest,
  type ConfigRequest_OperationSchema,
} from '../../gen/spark/connect/base_pb.ts';
import type { SessionIdentity } from './session-identity.ts';

type ConfigOperation = NonNullable<MessageInitShape<typeof ConfigRequest_OperationSchema>['opType']>;

/** An operation on settings, by its name in the protocol. */
export type ConfigName = Extract<ConfigOperation, { case: string }>['case'];

/** The parameters of an operation. */
export type ConfigValueOf<N> = Extract<ConfigOperation, { case: N; value?: unknown }>['value'];

export function configRequest<N extends ConfigName>(
  identity: SessionIdentity,
  operation: N,
  value: ConfigValueOf<N>,
): ConfigRequest {
  return create(ConfigRequestSchema, {
    ...identity,
    operation: { opType: { case: operation, value } as ConfigOperation },
  });
}
