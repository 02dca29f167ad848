import type { BrokerRequest } from './ask-broker.ts';

/** Returns a request for the metadata of topics. It does not create topics. */
export function metadataRequest(names: readonly string[]): BrokerRequest {
  return {
    apiName: 'Metadata',
    apiKey: 3,
    // The first version whose response contains topic IDs.
    apiVersion: 10,
    body: Buffer.concat([
      noTags, // The end of the header.
      unsigned(names.length + 1),
      ...names.flatMap((name) => [Buffer.alloc(16), unsigned(name.length + 1), Buffer.from(name), noTags]),
      Buffer.alloc(3), // Do not create topics or return authorized operations.
      noTags,
    ]),
  };
}

/** Decodes a Kafka message in the flexible format, from its start. */
export class MessageReader {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  skip(length: number): void {
    this.#position += length;
  }

  int16(): number {
    this.#position += 2;
    return this.#bytes.readInt16BE(this.#position - 2);
  }

  /** Returns undefined for null. */
  string(): string | undefined {
    const length = this.#unsigned() - 1;
    return length < 0 ? undefined : this.#take(length).toString('utf8');
  }

  /** Returns the UUID in the form that Kafka prints, or undefined if all bytes are zero. */
  uuid(): string | undefined {
    const bytes = this.#take(16);
    return bytes.every((byte) => byte === 0) ? undefined : bytes.toString('base64url');
  }

  array(readElement: () => void): void {
    for (let count = this.#unsigned() - 1; count > 0; count--) readElement();
  }

  /** Skips tagged fields, which later versions have added. */
  tags(): void {
    for (let count = this.#unsigned(); count > 0; count--) {
      this.#unsigned();
      this.skip(this.#unsigned());
    }
  }

  #take(length: number): Buffer {
    this.#position += length;
    return this.#bytes.subarray(this.#position - length, this.#position);
  }

  #unsigned(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.#bytes.readUInt8(this.#position++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }
}

const noTags = Buffer.alloc(1);

function unsigned(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}
