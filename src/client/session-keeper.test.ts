import { create, type DescMethodUnary, type MessageShape } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import {
  ConfigResponseSchema,
  InterruptRequestSchema,
  SparkConnectService,
  type ConfigRequest,
} from '../../gen/spark/connect/base_pb.ts';
import { SessionLostError } from '../errors/connection-error.ts';
import { createActionScope } from './action-scope.ts';
import { createRpcError } from './rpc-error.ts';
import { SessionKeeper } from './session-keeper.ts';
import type { Transport } from './transport.ts';

/** A connection to a server that can be stopped and restarted on demand, unlike a real one. */
class RestartingServer {
  readonly calls: string[] = [];
  state: 'up' | 'down' | 'restarted' = 'up';
  isConnected = true;
  readonly #settings = new Map<string, string>();

  readonly transport = {
    unary: async ({ name }: DescMethodUnary, request: MessageShape<DescMethodUnary['input']>) => {
      await Promise.resolve();
      if (this.state === 'down') throw createRpcError({ code: status.UNAVAILABLE, details: 'connect ECONNREFUSED' });
      this.calls.push(name);
      return name === 'Config' ? this.#config(request as ConfigRequest) : undefined;
    },
    isConnected: () => this.isConnected,
    close: () => {},
  } as unknown as Transport;

  #config({ operation }: ConfigRequest) {
    const operationType = operation?.opType;
    if (operationType?.case === 'set') {
      for (const { key, value } of operationType.value.pairs) this.#settings.set(key, value ?? '');
    }
    const keys = operationType?.case === 'getOption' ? operationType.value.keys : [];
    const known = this.state === 'restarted' ? undefined : this.#settings;
    return create(ConfigResponseSchema, {
      pairs: keys.map((key) => ({ key, ...(known?.has(key) && { value: known.get(key)! }) })),
    });
  }
}

it('checks the session again when the connection recovers after a failed check', async () => {
  const server = new RestartingServer();
  const userContext = { userId: 'me', userName: 'me' };
  const identity = { sessionId: '00000000-0000-4000-8000-000000000000', userContext, clientType: 'test' };
  const keeper = new SessionKeeper({ transport: server.transport, identity, address: 'test:1', log: () => {} });
  await keeper.open({}, { resume: false, timeout: 1000 });
  const call = (): Promise<unknown> =>
    keeper.unary(SparkConnectService.method.interrupt, create(InterruptRequestSchema));
  await call();

  Object.assign(server, { state: 'down', isConnected: false });
  await expect(call()).rejects.toThrow('ECONNREFUSED');
  Object.assign(server, { state: 'restarted', isConnected: true });
  await expect(call()).rejects.toThrow(SessionLostError);
  expect(server.calls.filter((name) => name === 'Interrupt')).toHaveLength(1);
});

it('any number of actions can run at once, without a warning of Node about a leak', async () => {
  const { transport } = new RestartingServer();
  const identity = { sessionId: '00000000-0000-4000-8000-000000000000', clientType: 'test' };
  const userContext = { userId: 'me', userName: 'me' };
  const { ended } = new SessionKeeper({
    transport,
    identity: { ...identity, userContext },
    address: 'test:1',
    log: () => {},
  });
  const warnings: string[] = [];
  const onWarning = ({ name }: Error): void => void warnings.push(name);
  process.on('warning', onWarning);
  const scopes = Array.from({ length: 30 }, () => createActionScope(ended, {}));
  // Node emits warnings in the next tick.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', onWarning);
  for (const scope of scopes) scope.dispose();
  expect(warnings).toEqual([]);
});
