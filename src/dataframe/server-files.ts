import { AnalysisException } from '../errors/analysis-exception.ts';
import { ConnectionError } from '../errors/connection-error.ts';
import { readSource, sql } from '../plan/relation.ts';
import { literalMessage } from '../plan/literal.ts';
import { writeOperation } from '../plan/write-command.ts';
import type { ServerFiles } from '../streaming/checkpoint-plans.ts';
import { executeCommand } from './execute-command.ts';
import { executeRows } from './execute-rows.ts';
import type { SessionContext } from './session-context.ts';

const mostAttempts = 3;

/** Spark's own reader and writer of text reach every file system that the server reaches. */
export function serverFiles(session: SessionContext): ServerFiles {
  return {
    async read(path, options) {
      const source = { format: 'text', options: { wholetext: 'true' }, paths: [path], isStreaming: false };
      const relation = session.createRelation(readSource(source));
      for (let attempt = 1; ; attempt++) {
        try {
          return (await executeRows<{ value: string }>(session, relation, options))[0]?.value;
        } catch (error) {
          if (error instanceof AnalysisException && error.errorClass === 'PATH_NOT_FOUND') return undefined;
          // What cannot be reattached to is not tried again by the client, since it does not know that this is only a question.
          const isBroken = error instanceof ConnectionError && !session.client.isReattachable;
          if (!isBroken || attempt === mostAttempts) throw error;
        }
      }
    },
    async write(path, text, options) {
      const input = session.createRelation(sql('SELECT ? AS value', { args: {}, posArgs: [literalMessage(text)] }));
      const place = { source: 'text', mode: 'overwrite', target: { path } } as const;
      const write = writeOperation({
        ...place,
        input,
        options: {},
        partitionBy: [],
        bucketBy: undefined,
        sortBy: [],
      });
      await executeCommand(session, write, options);
    },
  };
}
