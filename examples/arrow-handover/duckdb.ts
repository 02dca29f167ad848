import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ConsoleLogger, createDuckDB, LogLevel, NODE_RUNTIME } from '@duckdb/duckdb-wasm/blocking';

/** Queries an Arrow IPC stream in DuckDB, with SQL. */
export async function withDuckDB(ipc: Uint8Array): Promise<unknown> {
  const files = dirname(createRequire(import.meta.url).resolve('@duckdb/duckdb-wasm'));
  const bundle = (name: string) => ({
    mainModule: join(files, `duckdb-${name}.wasm`),
    mainWorker: join(files, `duckdb-node-${name}.worker.cjs`),
  });
  const database = await createDuckDB(
    { mvp: bundle('mvp'), eh: bundle('eh') },
    new ConsoleLogger(LogLevel.WARNING),
    NODE_RUNTIME,
  );
  await database.instantiate();
  const connection = database.connect();
  connection.insertArrowFromIPCStream(ipc, { name: 'hours' });
  const busiest = connection.query('SELECT hour, load FROM hours ORDER BY load DESC LIMIT 1');
  connection.close();
  return busiest.toArray().map((row) => row.toJSON());
}
