import { createConnection, type Socket } from 'node:net';

/** Long enough for the first answer of a server on a busy machine. */
const timeoutMs = 10_000;

/** A request for Metadata, version 1, of no topics. It is written out because the package needs no other request of Kafka's. */
const metadataRequest = Buffer.from([
  ...[0, 0, 0, 14], // The length of what follows.
  ...[0, 3], // Metadata
  ...[0, 1], // version 1
  ...[0, 0, 0, 1], // The correlation id.
  ...[0xff, 0xff], // No client id.
  ...[0, 0, 0, 0], // No topics.
]);

/** In the response: the length, the correlation id, and the number of brokers, in four bytes each. */
const brokersOffset = 8;

/** Asks a broker for its metadata. Rejects if it does not answer within ten seconds, or does not know a broker yet. */
export async function probeKafka(server: string): Promise<void> {
  const [host = '', port = ''] = server.split(/:(?=\d+$)/);
  const socket = createConnection({ host, port: Number(port) });
  try {
    socket.write(metadataRequest);
    const response = await read(socket, brokersOffset + 4);
    if (response.readInt32BE(brokersOffset) === 0) throw new Error(`${server} does not know a broker yet`);
  } finally {
    socket.destroy();
  }
}

function read(socket: Socket, length: number): Promise<Buffer> {
  let received = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    socket.setTimeout(timeoutMs, () => reject(new Error('No answer in time')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('The connection was closed')));
    socket.on('data', (part) => {
      received = Buffer.concat([received, part]);
      if (received.length >= length) resolve(received);
    });
  });
}
