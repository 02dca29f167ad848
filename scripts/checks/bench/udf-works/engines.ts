import type { OwnWork } from '../work.ts';

/** Functions of rows in V8, compared with Rhino, and functions of columns, for which V8 is not the default. Both take turns. */
export const engines: OwnWork = {
  kind: 'own',
  name: 'V8',
  targets: {
    'mapRows x * 2 + 1': { atLeast: 1 },
    'mapRows text': { atLeast: 1 },
    'mapRows 200 steps': { atLeast: 1 },
    'mapBatches x * 2 + 1': { atLeast: 1 },
    'mapBatches text': { atLeast: 1 },
    // For comparison: the default of these is Rhino, because V8 is slower.
    'udf x * 2 + 1': { atMost: 1 },
    'udf text': { atMost: 1 },
  },
  script: `
    import { SparkSession, udf } from 'spark-connect-ts';
    const [rows, rounds] = process.env.BENCH_QUICK ? [50_000, 3] : [1_000_000, 9];
    const spark = await SparkSession.builder.getOrCreate();
    const ids = (count) => spark.range(0, count, 1, 8);
    const numbers = ids(rows).selectExpr('cast(id as double) as x');
    const fewNumbers = ids(rows / 10).selectExpr('cast(id as double) as x');
    const texts = ids(rows).selectExpr("concat('name-', id) as x");
    const works = {
      'mapRows x * 2 + 1': [rows, (engine) => numbers.mapRows(({ x }) => ({ y: x * 2 + 1 }), 'y double', { engine })],
      'mapRows text': [
        rows,
        (engine) =>
          texts.mapRows(({ x }) => ({ y: x.toUpperCase().slice(0, 8) + '#' + x.length }), 'y string', { engine }),
      ],
      'mapRows 200 steps': [
        rows / 10,
        (engine) =>
          fewNumbers.mapRows(
            ({ x }) => {
              let total = 0;
              for (let i = 0; i < 200; i++) total += x * i;
              return { y: total };
            },
            'y double',
            { engine },
          ),
      ],
      'mapBatches x * 2 + 1': [
        rows,
        (engine) =>
          numbers.mapBatches(
            function* (batches) {
              for (const batch of batches) yield batch.map(({ x }) => ({ y: x * 2 + 1 }));
            },
            'y double',
            { engine },
          ),
      ],
      'mapBatches text': [
        rows,
        (engine) =>
          texts.mapBatches(
            function* (batches) {
              for (const batch of batches) yield batch.map(({ x }) => ({ y: x.toUpperCase().slice(0, 8) + '#' + x.length }));
            },
            'y string',
            { engine },
          ),
      ],
      'udf x * 2 + 1': [rows, (engine) => numbers.select(udf((x) => x * 2 + 1, 'double', { engine })('x').alias('y'))],
      'udf text': [
        rows,
        (engine) =>
          texts.select(udf((x) => x.toUpperCase().slice(0, 8) + '#' + x.length, 'string', { engine })('x').alias('y')),
      ],
    };
    const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
    const figures = [];
    for (const [name, [count, frameIn]] of Object.entries(works)) {
      const frames = { v8: frameIn('v8'), rhino: frameIn('rhino') };
      const rates = { v8: [], rhino: [] };
      for (let round = 0; round < rounds; round++) {
        for (const engine of round % 2 === 0 ? ['v8', 'rhino'] : ['rhino', 'v8']) {
          const start = performance.now();
          await frames[engine].write.format('noop').mode('overwrite').save();
          // The first round compiles.
          if (round > 0) rates[engine].push((count / (performance.now() - start)) * 1000);
        }
      }
      figures.push({ name, unit: 'rows/s', ours: median(rates.v8), against: median(rates.rhino) });
    }
    console.log(JSON.stringify(figures));
    await spark.stop();`,
};
