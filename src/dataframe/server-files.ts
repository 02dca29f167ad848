import { AnalysisException } from '../errors/analysis-exception.ts';
import { readSource, sql } from '../plan/relation.ts';
import { literalMessage } from '../plan/literal.ts';
import { writeOperation } from '../plan/write-command.ts';
import type { ServerFiles } from '../streaming/checkpoint-plans.ts';
import { executeCommand } from './execute-command.ts';
import { executeRows } from './execute-rows.ts';
import type { SessionContext } from './session-context.ts';

/** Spark's own reader and writer of text reach every file system that the server reaches. */
export function serverFiles(session: SessionContext): ServerFiles {
  return {
    async read(path, options) {
      const source = { format: 'text', options: { wholetext: 'true' }, paths: [path], isStreaming: false };
      const relation = session.createRelation(readSource(source));
      const rows = await executeRows<{ value: string }>(session, relation, options).catch((error: unknown) => {
        if (error instanceof AnalysisException && error.errorClass === 'PATH_NOT_FOUND') return [];
        throw error;
      });
      return rows[0]?.value;
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
