import { jsonReplacer, SparkSession } from 'spark-connect-ts';
import { col, count, sum } from 'spark-connect-ts/functions';

/** The session outlives an invocation: later ones in the same container find it connected. */
let session: Promise<SparkSession> | undefined;

function connect(): Promise<SparkSession> {
  // SPARK_REMOTE is set in the configuration of the function; on a developer's machine, the local server is used.
  const { builder } = SparkSession;
  return (process.env['SPARK_REMOTE'] === undefined ? builder.local() : builder).getOrCreate();
}

/** An event of API Gateway or a function URL, and the answer. */
interface Event {
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>>;
}
interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export async function handler({ queryStringParameters = {} }: Event): Promise<Answer> {
  const groups = Number(queryStringParameters['groups'] ?? 3);
  session ??= connect();
  try {
    const spark = await session;
    const rows = await spark
      .range(1000)
      .groupBy(col('id').mod(groups).alias('group'))
      .agg(count('*').alias('rows'), sum('id').alias('sum'))
      .orderBy('group')
      .collect({ timeout: 20_000 }); // less than the timeout of the function, so that Spark stops working, too
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(rows, jsonReplacer),
    };
  } catch (error) {
    session = undefined; // The next invocation connects again.
    throw error;
  }
}
