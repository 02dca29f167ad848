import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { standardPorts } from './port-names.ts';
import { checkPortsDiffer, checkPortsFree, findFreePorts, portConflict, portsFromEnvironment } from './ports.ts';

describe('portsFromEnvironment', () => {
  it('returns only the ports that are set', () => {
    expect(portsFromEnvironment({ KAFKA_PORT: '29092', SPARK_UI_PORT: '' })).toEqual({ kafka: 29092 });
  });

  it.each(['0', '65536', '15002x', '-1', '1.5', ' '])('rejects %j', (text) => {
    expect(() => portsFromEnvironment({ SPARK_CONNECT_PORT: text })).toThrow(
      `SPARK_CONNECT_PORT is ${JSON.stringify(text)}, but a port is a number from 1 to 65535.`,
    );
  });
});

describe('checkPortsDiffer', () => {
  const all = ['connect', 'sparkUi', 'kafka', 'kafkaController'] as const;

  it('accepts four different ports, and equal ports that are not both used', () => {
    expect(() => checkPortsDiffer(standardPorts, all)).not.toThrow();
    expect(() => checkPortsDiffer({ ...standardPorts, kafka: 15002 }, ['connect', 'sparkUi'])).not.toThrow();
  });

  it.each([
    [{ connect: 7000, kafka: 7000 }, 'SPARK_CONNECT_PORT and KAFKA_PORT are both 7000: give each its own port.'],
    [{ kafka: 9093 }, 'KAFKA_PORT and KAFKA_CONTROLLER_PORT (its default) are both 9093: give each its own port.'],
  ])('rejects %j', (differences, message) => {
    expect(() => checkPortsDiffer({ ...standardPorts, ...differences }, all)).toThrow(message);
  });
});

describe('checkPortsFree', () => {
  it('accepts ports on which nothing listens', async () => {
    const ports = await findFreePorts();
    expect(new Set(Object.values(ports)).size).toBe(4);
    await expect(checkPortsFree(ports, ['connect', 'kafka'])).resolves.toBeUndefined();
  });

  it.each(['127.0.0.1', '0.0.0.0'])('detects a listener on %s', async (host) => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, host, listening));
    const { port } = server.address() as AddressInfo;
    try {
      await expect(checkPortsFree({ ...standardPorts, sparkUi: port }, ['sparkUi'])).rejects.toThrow(
        new RegExp(`^Port ${port} is in use by .*: stop it, or choose another port with SPARK_UI_PORT\\.$`),
      );
    } finally {
      server.close();
    }
  });
});

describe('portConflict', () => {
  it('names the process that holds the port, if it is known', () => {
    expect(portConflict('connect', 15002, 'process 7 (java)')).toBe(
      'Port 15002 is in use by process 7 (java): stop it, or choose another port with SPARK_CONNECT_PORT.',
    );
    expect(portConflict('kafka', 9092, undefined)).toContain('Port 9092 is in use by another process:');
  });
});
