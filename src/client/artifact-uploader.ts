import { create } from '@bufbuild/protobuf';
import { status } from '@grpc/grpc-js';
import { ArtifactStatusesRequestSchema, SparkConnectService } from '../../gen/spark/connect/base_pb.ts';
import { SparkConnectError } from '../errors/spark-connect-error.ts';
import type { Artifact } from './artifact-chunks.ts';
import { artifactRequests } from './artifact-requests.ts';
import type { Log } from './client-logger.ts';
import { codeName, createRpcError, isConnectionFailure, isRpcError } from './rpc-error.ts';
import type { SessionIdentity } from './session-identity.ts';
import { quickCallTimeout, type SessionKeeper } from './session-keeper.ts';

const { addArtifacts, artifactStatus } = SparkConnectService.method;

/** Uploads files for one session. Errors are those of the calls; the client converts them. */
export class ArtifactUploader {
  readonly #keeper: SessionKeeper;
  readonly #identity: SessionIdentity;
  readonly #log: Log;

  constructor(keeper: SessionKeeper, identity: SessionIdentity, log: Log) {
    this.#keeper = keeper;
    this.#identity = identity;
    this.#log = log;
  }

  /** Uploads files that the server may accept only once, so a failed upload must not be repeated. */
  async uploadOnce(artifacts: readonly Artifact[], signal: AbortSignal): Promise<void> {
    try {
      await this.#upload(artifacts, signal);
    } catch (error) {
      if (!isRpcError(error)) throw error;
      if (error.code === status.UNKNOWN && error.details === '') throw rejectedUpload(artifacts, error);
      if (!isConnectionFailure(error)) throw error;
      const details = `${error.details}; the upload may or may not have succeeded, and a jar cannot be uploaded twice in one session`;
      throw createRpcError({ code: error.code, details, metadata: error.metadata });
    }
  }

  /** Uploads a file unless the server already has one of this name. Safe to repeat if the name identifies the content. */
  async uploadIfMissing(artifact: Artifact, signal: AbortSignal): Promise<void> {
    const { name } = artifact;
    const request = create(ArtifactStatusesRequestSchema, { ...this.#identity, names: [name] });
    const { statuses } = await this.#keeper.unary(artifactStatus, request, { signal, timeout: quickCallTimeout });
    if (!statuses[name]?.exists) await this.#upload([artifact], signal);
  }

  async #upload(artifacts: readonly Artifact[], signal: AbortSignal): Promise<void> {
    const requests = artifactRequests(artifacts, this.#identity);
    const { artifacts: results } = await this.#keeper.clientStream(addArtifacts, requests, { signal });
    const damaged = results.filter(({ isCrcSuccessful }) => !isCrcSuccessful).map(({ name }) => name);
    if (damaged.length > 0) {
      throw new SparkConnectError(
        `The server received ${damaged.join(', ')} with a wrong checksum and dropped it. Upload it again.`,
      );
    }
    this.#log({ level: 'debug', message: `Uploaded ${namesOf(artifacts)}.`, method: addArtifacts.name });
  }
}

/** 3.5 does not report the reason. */
function rejectedUpload(artifacts: readonly Artifact[], cause: unknown): SparkConnectError {
  return new SparkConnectError(
    `The server rejected ${namesOf(artifacts)}. The session probably has an artifact with this name already: use another name or a new session.`,
    { code: codeName(status.UNKNOWN), cause },
  );
}

function namesOf(artifacts: readonly Artifact[]): string {
  return artifacts.map(({ name }) => name).join(', ');
}
