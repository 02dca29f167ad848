import type { ActionOptions } from '../client/action-options.ts';
import { AnalysisException } from '../errors/analysis-exception.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { literalMessage } from '../plan/literal.ts';
import { readSource, sql } from '../plan/relation.ts';
import { writeOperation } from '../plan/write-command.ts';
import { executeCommand } from './execute-command.ts';
import { executeRows } from './execute-rows.ts';
import type { SessionContext } from './session-context.ts';

const mostAttempts = 3;

/** Small texts in the file systems that the server reaches, read and written by Spark's own reader and writer of text. */
export class ServerFiles {
  readonly #session: SessionContext;

  constructor(session: SessionContext) {
    this.#session = session;
  }

  /** The lines of a text; undefined when there is none. */
  async read(path: string, options: ActionOptions): Promise<string | undefined> {
    const source = { format: 'text', options: { wholetext: 'true' }, paths: [path], isStreaming: false };
    const relation = this.#session.createRelation(readSource(source));
    for (let attempt = 1; ; attempt++) {
      try {
        return (await executeRows<{ value: string }>(this.#session, relation, options))[0]?.value;
      } catch (error) {
        if (error instanceof AnalysisException && error.errorClass === 'PATH_NOT_FOUND') return undefined;
        // What cannot be reattached to is not tried again by the client, since it does not know that this is only a question.
        const isBroken = error instanceof ConnectionError && !this.#session.client.isReattachable;
        if (!isBroken || attempt === mostAttempts) throw error;
      }
    }
  }

  /** Replaces what is there. */
  async write(path: string, text: string, options: ActionOptions): Promise<void> {
    const input = this.#session.createRelation(sql('SELECT ? AS value', { args: {}, posArgs: [literalMessage(text)] }));
    const place = { source: 'text', mode: 'overwrite', target: { path } } as const;
    const write = writeOperation({
      ...place,
      input,
      options: {},
      partitionBy: [],
      bucketBy: undefined,
      sortBy: [],
    });
    await executeCommand(this.#session, write, options);
  }
}
