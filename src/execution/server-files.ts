import type { ActionOptions } from '../client/action-options.ts';
import { AnalysisException } from '../errors/spark-exceptions.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { literalMessage } from '../plan/literal.ts';
import { readSource, sql } from '../plan/relation.ts';
import { writeOperation } from '../plan/write-command.ts';
import { executeCommand } from './execute-command.ts';
import { executeRows } from './execute-rows.ts';
import type { SessionContext } from './session-context.ts';

const maxAttempts = 3;

/** Reads and writes small text files in the file systems of the server, using Spark's text format. */
export class ServerFiles {
  readonly #session: SessionContext;

  constructor(session: SessionContext) {
    this.#session = session;
  }

  /** Returns the content of a file, or undefined if it does not exist. */
  async read(path: string, options: ActionOptions): Promise<string | undefined> {
    const source = { format: 'text', options: { wholetext: 'true' }, paths: [path], isStreaming: false };
    const relation = this.#session.createRelation(readSource(source));
    for (let attempt = 1; ; attempt++) {
      try {
        return (await executeRows<{ value: string }>(this.#session, relation, options))[0]?.value;
      } catch (error) {
        if (error instanceof AnalysisException && error.errorClass === 'PATH_NOT_FOUND') return undefined;
        // Without reattaching, the client does not retry, because it cannot know that this operation is only a read.
        const isRetryable = error instanceof ConnectionError && !this.#session.client.isReattachable;
        if (!isRetryable || attempt === maxAttempts) throw error;
      }
    }
  }

  /** Writes a file, replacing its content if it exists. */
  async write(path: string, text: string, options: ActionOptions): Promise<void> {
    const input = this.#session.createRelation(sql('SELECT ? AS value', { args: {}, posArgs: [literalMessage(text)] }));
    const write = writeOperation({
      source: 'text',
      mode: 'overwrite',
      target: { path },
      input,
      options: {},
      partitionBy: [],
      bucketBy: undefined,
      sortBy: [],
    });
    await executeCommand(this.#session, write, options);
  }
}
