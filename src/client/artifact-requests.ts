import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { AddArtifactsRequestSchema, type AddArtifactsRequest } from '../../gen/spark/connect/base_pb.ts';
import { chunksOf, chunkSize, sizeOf, type Artifact } from './artifact-chunks.ts';
import type { SessionIdentity } from './session-identity.ts';

type Payload = NonNullable<MessageInitShape<typeof AddArtifactsRequestSchema>['payload']>;
type Batch = Extract<Payload, { case: 'batch' }>['value'];
type SingleChunk = NonNullable<NonNullable<Batch['artifacts']>[number]>;

/**
 * Returns the messages of an upload. Small artifacts share a message up to the size of a chunk; larger ones are sent
 * chunk by chunk. Each iteration reads the artifacts again.
 */
export function artifactRequests(
  artifacts: readonly Artifact[],
  identity: SessionIdentity,
): AsyncIterable<AddArtifactsRequest> {
  return {
    async *[Symbol.asyncIterator]() {
      for await (const payload of payloads(artifacts))
        yield create(AddArtifactsRequestSchema, { ...identity, payload });
    },
  };
}

async function* payloads(artifacts: readonly Artifact[]): AsyncGenerator<Payload, void, undefined> {
  let batch: SingleChunk[] = [];
  let batchSize = 0;
  for (const artifact of artifacts) {
    const size = await sizeOf(artifact);
    if (batch.length > 0 && batchSize + size > chunkSize) {
      yield { case: 'batch', value: { artifacts: batch } };
      batch = [];
      batchSize = 0;
    }
    if (size > chunkSize) {
      yield* chunkedPayloads(artifact, size);
      continue;
    }
    for await (const data of chunksOf(artifact)) batch.push({ name: artifact.name, data });
    batchSize += size;
  }
  if (batch.length > 0) yield { case: 'batch', value: { artifacts: batch } };
}

async function* chunkedPayloads(artifact: Artifact, size: number): AsyncGenerator<Payload, void, undefined> {
  const begin = { name: artifact.name, totalBytes: BigInt(size), numChunks: BigInt(Math.ceil(size / chunkSize)) };
  let first = true;
  for await (const chunk of chunksOf(artifact)) {
    yield first ? { case: 'beginChunk', value: { ...begin, initialChunk: chunk } } : { case: 'chunk', value: chunk };
    first = false;
  }
}
