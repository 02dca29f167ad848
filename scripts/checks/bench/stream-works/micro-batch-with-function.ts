import { udf } from '../../../../src/index.ts';
import { col } from '../../../../src/functions.ts';
import type { StreamWork } from '../stream-work.ts';
import { compareTurns } from './micro-batch.ts';

const trim = udf((id: string | null) => id?.trim() ?? null, 'string', { name: 'trim' });

/** The time of a batch of the job's plan with a function of ours for each transaction, compared with the plan as it is, on the same server. */
export const microBatchWithFunction: StreamWork = {
  name: 'micro-batch with a udf',
  measure: (servers) => {
    const { ours: stack } = servers;
    return compareTurns(servers, {
      name: 'micro-batch with a udf',
      against: 'the same without',
      atMost: 1.1,
      ours: {
        stack,
        resultsTopic: 'bench-with-udf',
        transform: (transactions) => transactions.withColumn('customer_id', trim(col('customer_id'))),
      },
      theirs: { stack, resultsTopic: 'bench-without-udf' },
    });
  },
};
