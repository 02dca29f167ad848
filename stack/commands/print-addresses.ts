import type { Stack } from '../stack.ts';
import type { ServiceName } from '../stack-record.ts';

/** Prints where clients reach the services that were started. */
export function printAddresses(
  { sparkRemote, kafkaServers, sparkUi, certificateFile }: Stack,
  started: readonly ServiceName[],
): void {
  console.log(`  Spark Connect  ${sparkRemote}`);
  if (started.includes('kafka')) console.log(`  Kafka          ${kafkaServers}`);
  console.log(`  Spark UI       ${sparkUi}`);
  if (certificateFile === undefined) return;
  console.log(`  Certificate    ${certificateFile} (for gRPC clients: set GRPC_DEFAULT_SSL_ROOTS_FILE_PATH)`);
}
