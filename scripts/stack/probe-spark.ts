import { readFileSync } from 'node:fs';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { credentials, Metadata, makeGenericClientConstructor } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { AnalyzePlanRequestSchema, AnalyzePlanResponseSchema } from '../../gen/spark/connect/base_pb.ts';
import type { AnalyzePlanRequest, AnalyzePlanResponse } from '../../gen/spark/connect/base_pb.ts';

/** Where a Connect server listens and what it asks of its clients. */
export interface SparkEndpoint {
  readonly address: string;
  readonly token?: string | undefined;
  readonly certificateFile?: string | undefined;
}

/** Always the same: a server keeps a hundred sessions, and each new id would push out somebody's. */
const sessionId = '00000000-0000-4000-8000-000000000001';

const Client = makeGenericClientConstructor(
  {
    analyzePlan: {
      path: '/spark.connect.SparkConnectService/AnalyzePlan',
      requestStream: false,
      responseStream: false,
      requestSerialize: (request: AnalyzePlanRequest) => Buffer.from(toBinary(AnalyzePlanRequestSchema, request)),
      requestDeserialize: (bytes: Buffer) => fromBinary(AnalyzePlanRequestSchema, bytes),
      responseSerialize: (response: AnalyzePlanResponse) => Buffer.from(toBinary(AnalyzePlanResponseSchema, response)),
      responseDeserialize: (bytes: Buffer) => fromBinary(AnalyzePlanResponseSchema, bytes),
    },
  },
  'SparkConnectService',
);

/** Asks a Connect server for Spark's version; rejects when it does not answer within two seconds. */
export function probeSpark({ address, token, certificateFile }: SparkEndpoint): Promise<string> {
  const security =
    certificateFile === undefined ? credentials.createInsecure() : credentials.createSsl(readFileSync(certificateFile));
  const client = new Client(address, security);
  const metadata = new Metadata();
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
  const request = create(AnalyzePlanRequestSchema, {
    sessionId,
    userContext: { userId: 'stack' },
    analyze: { case: 'sparkVersion', value: {} },
  });
  return new Promise<string>((resolve, reject) => {
    const answered = (error: ServiceError | null, response: AnalyzePlanResponse): void => {
      if (error) reject(error);
      else resolve(response.result.case === 'sparkVersion' ? response.result.value.version : '');
    };
    client['analyzePlan']?.(request, metadata, { deadline: Date.now() + 2000 }, answered);
  }).finally(() => client.close());
}
