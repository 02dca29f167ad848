import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { afterAll, describe, expect, inject } from 'vitest';
import { launchChromium } from '../../scripts/checks/demo/open-browser.ts';
import { col, count, expr, lit } from '../../src/functions.ts';
import type { DataFrame, Plot, SparkSession } from '../../src/index.ts';
import { it, test } from '../support/spark-test.ts';

test.override('sparkConf', { 'spark.sql.session.timeZone': 'America/New_York', 'spark.sql.shuffle.partitions': 2 });

const folder = mkdtempSync(join(tmpdir(), 'plots-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Values = readonly Readonly<Record<string, unknown>>[];

/** The rows that a plot contains. */
const valuesOf = ({ spec }: Plot): Values => (spec['data'] as { readonly values: Values }).values;

const sales = (spark: SparkSession): Promise<DataFrame> =>
  spark.sql(`
    SELECT * FROM VALUES
      (DATE'2024-01-03', 'Zürich', 'a', 10.10BD, 3), (DATE'2024-01-01', 'Aarau', 'b', 0.20BD, 5),
      (DATE'2024-01-03', 'Zürich', 'b', 5.00BD, NULL), (DATE'2024-01-02', NULL, 'a', 1.00BD, 7),
      (DATE'2024-01-01', 'Bern', NULL, NULL, 9), (NULL, 'Bern', 'a', 2.00BD, 1)
    AS t(day, city, kind, amount, n)`);

describe('df.plot.bar', () => {
  it('adds up the values of each category, in the order of the frame', async ({ spark }) => {
    const plot = await (await sales(spark)).plot.bar({ x: 'city', y: 'amount' });
    expect(valuesOf(plot)).toEqual([
      { category: 'Zürich', value: 15.1 },
      { category: 'Aarau', value: 0.2 },
      { category: '(null)', value: 1 },
      { category: 'Bern', value: 2 },
    ]);
    expect([plot.kind, plot.notices]).toEqual(['bar', []]);
    expect(plot.spec).toMatchObject({ encoding: { x: { title: 'city' }, y: { title: 'sum(amount)' } } });
  });

  it('shows the values as they are if each category has one row', async ({ spark }) => {
    const sorted = (await sales(spark))
      .groupBy('city')
      .agg(count('*').alias('rows'))
      .orderBy(col('rows').desc(), 'city');
    const plot = await sorted.plot.bar({ x: 'city', y: 'rows' });
    expect(valuesOf(plot).map(({ category, value }) => [category, value])).toEqual([
      ['Bern', 2],
      ['Zürich', 2],
      ['(null)', 1],
      ['Aarau', 1],
    ]);
    expect(plot.spec).toMatchObject({ encoding: { y: { title: 'rows' } } });
  });

  it('combines values as SQL does', async ({ spark }) => {
    const frame = await sales(spark);
    for (const aggregate of ['avg', 'max', 'count'] as const) {
      const plot = await frame.plot.bar({ x: 'day', y: ['amount', 'n'], aggregate });
      await frame.createOrReplaceTempView('sales');
      const rows = await spark
        .sql(
          `SELECT coalesce(string(day), '(null)') AS category, CAST(${aggregate}(amount) AS DOUBLE) AS amount, CAST(${aggregate}(n) AS DOUBLE) AS n
           FROM sales GROUP BY day ORDER BY day NULLS LAST`,
        )
        .then((result) => result.collect());
      expect(valuesOf(plot)).toEqual(
        rows.flatMap(({ category, amount, n }) => [
          { category, series: 'amount', value: amount },
          { category, series: 'n', value: n },
        ]),
      );
    }
    expect(valuesOf(await frame.plot.barh({ y: 'day', aggregate: 'count' })).map(({ value }) => value)).toEqual([
      2, 1, 2, 1,
    ]);
  });

  it('splits the bars by the values of a column', async ({ spark }) => {
    const plot = await (await sales(spark)).plot.bar({ x: 'city', y: 'amount', color: 'kind' });
    expect(valuesOf(plot).filter(({ value }) => value !== null)).toEqual([
      { category: 'Zürich', series: 'a', value: 10.1 },
      { category: 'Zürich', series: 'b', value: 5 },
      { category: 'Aarau', series: 'b', value: 0.2 },
      { category: '(null)', series: 'a', value: 1 },
      { category: 'Bern', series: 'a', value: 2 },
    ]);
  });

  it('shows the largest 1,000 categories, and says so', async ({ spark }) => {
    const frame = spark
      .range(0, 100_000)
      .select(col('id').mod(2500).cast('string').alias('key'), col('id').mod(2500).alias('value'));
    const plot = await frame.plot.bar({ x: 'key', y: 'value' });
    const values = valuesOf(plot);
    expect(plot.notices).toEqual(['1,000 of 2,500 values of key: the largest.']);
    expect(values.map(({ category }) => Number(category))).toEqual(
      Array.from({ length: 1000 }, (_, index) => 1500 + index),
    );
    expect(values[0]).toEqual({ category: '1500', value: 1500 * 40 });
  });

  it('shows the 20 series with the most rows', async ({ spark }) => {
    const frame = spark
      .range(465)
      .select(expr('CAST(floor((sqrt(8 * id + 1) - 1) / 2) AS INT)').alias('kind'), lit('x').alias('x'));
    const plot = await frame.plot.bar({ x: 'x', color: 'kind', aggregate: 'count' });
    expect(plot.notices).toEqual(['20 of 30 values of kind: those with the most rows.']);
    expect(valuesOf(plot).map(({ series, value }) => [series, value])).toEqual(
      Array.from({ length: 20 }, (_, index) => [String(10 + index), 11 + index]),
    );
  });
});

describe('df.plot.pie', () => {
  it('combines the smallest slices, so that the shares are right', async ({ spark }) => {
    const frame = spark.range(1, 11).select(col('id').cast('string').alias('name'), 'id');
    const plot = await frame.plot.pie({ x: 'name', y: 'id', maxRows: 3 });
    expect(valuesOf(plot).map(({ category, value, share }) => [category, value, share])).toEqual([
      ['10', 10, 10 / 55],
      ['9', 9, 9 / 55],
      ['8', 8, 8 / 55],
      ['Other', 28, 28 / 55],
    ]);
    expect(plot.notices).toEqual(['"Other" combines the 7 smallest values of name.']);
    await expect(spark.range(-1, 3).plot.pie({ x: 'id', y: 'id' })).rejects.toThrow(
      'A pie cannot show negative values, and the least of id is -1: use plot.bar().',
    );
  });
});

describe('df.plot.line and df.plot.scatter', () => {
  it('show a random sample of a large frame, always the same one, without fetching the frame', async ({ spark }) => {
    const frame = spark.range(0, 3_000_000, 1, 4).select('id', expr('id * 2').alias('twice'));
    const plot = await frame.plot.scatter({ x: 'id', y: 'twice' });
    const values = valuesOf(plot);
    expect(plot.notices).toEqual(['Random sample of 1,000 of 3,000,000 rows.']);
    expect(values).toHaveLength(1000);
    expect(values.every(({ x, y }) => Number(y) === 2 * Number(x))).toBe(true);
    const quarters = [0, 1, 2, 3].map(
      (quarter) => values.filter(({ x }) => Math.floor(Number(x) / 750_000) === quarter).length,
    );
    expect(Math.min(...quarters)).toBeGreaterThan(180);
    expect(valuesOf(await frame.plot.scatter({ x: 'id', y: 'twice' }))).toEqual(values);
    const line = await frame.plot.line({ x: 'id', y: ['id', 'twice'], maxRows: 10 });
    expect(valuesOf(line)).toHaveLength(20);
    const xs = valuesOf(line).map(({ x }) => Number(x));
    expect([...xs].sort((a, b) => a - b)).toEqual(xs);
  });

  it('leave out what has no place, and show times on the clock of the session', async ({ spark }) => {
    const frame = await spark.sql(`
      SELECT * FROM VALUES (1, TIMESTAMP'2024-07-01 23:30:00', 1D), (2, TIMESTAMP'2024-01-01 00:00:00', DOUBLE('NaN')),
        (3, NULL, 3D), (4, TIMESTAMP'2024-01-02 00:00:00', DOUBLE('Infinity')) AS t(n, at, value)`);
    const values = frame.select('n', 'at', col('value').cast('double').alias('value'));
    expect(valuesOf(await values.plot.line({ x: 'at', y: 'value' })).map(({ x, y }) => [x, y])).toEqual([
      ['2024-01-01T00:00:00.000Z', null],
      ['2024-01-02T00:00:00.000Z', null],
      ['2024-07-01T23:30:00.000Z', 1],
    ]);
    const scatter = await values.plot.scatter({ x: 'value', y: 'n', color: 'at', size: 'n' });
    expect(valuesOf(scatter)).toMatchObject([
      { x: 1, y: 1, color: '2024-07-01T23:30:00.000Z', size: 1 },
      { x: 3, y: 3 },
    ]);
  });
});

describe('df.plot.area', () => {
  it('adds up the values of each x and series, and samples whole x if there are too many', async ({ spark }) => {
    const frame = await sales(spark);
    expect(
      valuesOf(await frame.plot.area({ x: 'day', y: 'amount', color: 'kind' })).map(({ x, y, color }) => [
        String(x).slice(0, 10),
        color,
        y,
      ]),
    ).toEqual([
      ['2024-01-01', 'a', 0],
      ['2024-01-01', 'b', 0.2],
      ['2024-01-01', '(null)', 0],
      ['2024-01-02', 'a', 1],
      ['2024-01-02', 'b', 0],
      ['2024-01-02', '(null)', 0],
      ['2024-01-03', 'a', 10.1],
      ['2024-01-03', 'b', 5],
      ['2024-01-03', '(null)', 0],
    ]);
    const many = spark.range(5000).select(expr('id DIV 2').alias('x'), expr('id % 2').alias('kind'), 'id');
    const plot = await many.plot.area({ x: 'x', y: 'id', color: 'kind', maxRows: 100 });
    expect(plot.notices).toEqual(['Random sample of 100 of 2,500 values of x.']);
    expect(valuesOf(plot)).toHaveLength(200);
    expect(valuesOf(plot).every(({ x, y, color }) => y === 2 * Number(x) + Number(color))).toBe(true);
  });
});

describe('df.plot.hist', () => {
  it('counts the values of each bucket, as SQL does', async ({ spark }) => {
    const frame = await spark.sql(`
      SELECT CAST(id * id % 1009 AS DOUBLE) AS a, CAST(id % 50 AS DECIMAL(10, 1)) AS b, id % 2 = 0 AS c FROM range(5000)
      UNION ALL SELECT DOUBLE('NaN'), NULL, true UNION ALL SELECT DOUBLE('-Infinity'), 3, true`);
    const plot = await frame.plot.hist({ column: ['a', 'b'], bins: 7 });
    await frame.createOrReplaceTempView('numbers');
    const expected = async (column: string): Promise<number[]> => {
      const counts = await spark.sql(`
        SELECT least(floor(v / 1008 * 7), 6) AS bucket, count(*) AS n FROM (SELECT CAST(${column} AS DOUBLE) AS v FROM numbers)
        WHERE v BETWEEN 0 AND 1008 GROUP BY 1 ORDER BY 1`);
      const found = new Map((await counts.collect()).map(({ bucket, n }) => [Number(bucket), Number(n)]));
      return Array.from({ length: 7 }, (_, index) => found.get(index) ?? 0);
    };
    const values = valuesOf(plot);
    for (const column of ['a', 'b'])
      expect(values.filter((value) => value['column'] === column).map((value) => value['count'])).toEqual(
        await expected(column),
      );
    expect([values[0]?.['start'], values[0]?.['end'], values[6]?.['end']]).toEqual([0, 144, 1008]);
    // All numeric columns, and a column with a single value.
    expect(valuesOf(await frame.filter('a = 5').plot.hist({ bins: 1 })).map((value) => value['column'])).toEqual([
      'a',
      'b',
    ]);
    expect(valuesOf(await frame.filter('a = 5').plot.hist({ column: 'a', bins: 2 }))).toMatchObject([
      { start: 4.5 },
      { end: 5.5 },
    ]);
    expect((await frame.limit(0).plot.hist()).toText({ width: 40 })).toBe('No values.');
    await expect(frame.plot.hist({ column: 'c' })).rejects.toThrow(
      'and c is not one: choose another column, or cast it.',
    );
  });
});

describe('df.plot.box', () => {
  it('shows quartiles, whiskers, and the outliers that are farthest from the median', async ({ spark }) => {
    const frame = await spark.sql(`
      SELECT CAST(id AS DOUBLE) AS a, id % 10 AS b FROM range(101)
      UNION ALL SELECT 1000 + id, NULL FROM range(12) UNION ALL SELECT -5000, 3 UNION ALL SELECT DOUBLE('NaN'), 3`);
    const plot = await frame.plot.box({ column: ['a', 'b'], precision: 0.001 });
    const [quartiles] = await (
      await spark.sql(
        'SELECT percentile_approx(v, array(0.25, 0.5, 0.75), 1000) AS q FROM (SELECT id AS v FROM range(101) UNION ALL SELECT 1000 + id FROM range(12) UNION ALL SELECT -5000)',
      )
    ).collect();
    const [q1, median, q3] = (quartiles!['q'] as bigint[]).map(Number);
    expect(valuesOf(plot)).toMatchObject([
      { column: 'a', q1, median, q3, lowerWhisker: 0, upperWhisker: 100 },
      { column: 'b', lowerWhisker: 0, upperWhisker: 9 },
    ]);
    const outliers = (plot.spec['layer'] as { readonly data?: { readonly values: Values } }[]).at(-1)!.data!.values;
    expect(outliers).toEqual(
      [-5000, ...Array.from({ length: 12 }, (_, index) => 1000 + index)].map((outlier) => ({ column: 'a', outlier })),
    );
    expect(plot.notices).toEqual([]);
    const many = spark.range(100_000).selectExpr('IF(id < 3000, 1000000 + id, id % 100) AS n');
    expect((await many.plot.box({ column: 'n' })).notices).toEqual([
      '1,000 of 3,000 outliers of n: those farthest from the median.',
    ]);
    expect((await many.plot.box({ showFliers: false })).notices).toEqual([]);
  });
});

describe('a plot', () => {
  it('refuses columns that it cannot show', async ({ spark }) => {
    const frame = await spark.sql("SELECT array(1) AS list, 'a' AS text, 1 AS n");
    await expect(frame.plot.bar({ x: 'list', y: 'n' })).rejects.toThrow(
      'A plot cannot show the column list, whose type is array<int>: choose another, or cast it.',
    );
    await expect(frame.plot.line({ x: 'n', y: 'text' })).rejects.toThrow('text is not one');
    await expect(frame.plot.bar({ x: 'text' })).rejects.toThrow('plot.bar() needs at least one column of values.');
    await expect(frame.plot.line({ x: 'n', y: 'n', maxRows: 0 })).rejects.toThrow(
      'an integer from 1 to 100000 as maxRows',
    );
    await expect(frame.plot.bar({ x: 'text', y: 'n', aggregate: 'median' as never })).rejects.toThrow(
      'choose sum, avg, min',
    );
    await expect((await sales(spark)).plot.line({ x: 'day', y: ['amount', 'n'], color: 'kind' })).rejects.toThrow(
      'splits a single column',
    );
  });

  it('becomes a picture, a page and text, for every kind', async ({ spark }) => {
    const frame = await sales(spark);
    const plots = await Promise.all([
      frame.plot.line({ x: 'day', y: 'amount', color: 'kind' }),
      frame.plot.line({ x: 'day', y: ['amount', 'n'], aggregate: 'avg' }),
      frame.plot.area({ x: 'day', y: ['amount', 'n'] }),
      frame.plot.scatter({ x: 'amount', y: 'n', color: 'city', size: 'n' }),
      frame.plot.bar({ x: 'city', y: 'amount', color: 'kind' }),
      frame.plot.barh({ x: 'amount', y: 'city' }),
      frame.plot.pie({ x: 'city', y: 'amount' }),
      frame.plot.hist({ column: 'amount' }),
      frame.plot.box(),
    ]);
    for (const plot of plots) {
      const svg = await plot.toSVG();
      expect(svg).toMatch(/^<svg[^]*<path[^]*<\/svg>$/);
      expect(svg).not.toContain('NaN');
      const picture = sharp(await plot.toPNG({ scale: 1 }));
      const { width = 0, height = 0, channels } = await picture.metadata();
      expect([width > 300, height > 100, channels]).toEqual([true, true, 4]);
      // More than one color: something is drawn on the background.
      expect((await picture.stats()).channels[0]!.stdev).toBeGreaterThan(5);
      expect(plot.toText({ width: 60, height: 6 }).split('\n').length).toBeGreaterThan(2);
    }
    const [plot] = plots;
    const png = await sharp(await plot.toPNG()).metadata();
    const half = await sharp(await plot.toPNG({ scale: 1 })).metadata();
    expect(png.width / half.width).toBeCloseTo(2, 1);
    await plot.save(join(folder, 'plot.PNG'));
    expect(readFileSync(join(folder, 'plot.PNG')).subarray(1, 4).toString()).toBe('PNG');
    await plot.save(join(folder, 'plot.json'));
    expect(JSON.parse(readFileSync(join(folder, 'plot.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(plot)));
    await expect(plot.save(join(folder, 'plot.gif'))).rejects.toThrow(
      'end the name with .svg, .png, .html, .json or .txt',
    );
  });

  it.skipIf(inject('chromium') === undefined)(
    'is a page of its own, which makes no requests and runs no code of the data',
    async ({ spark }) => {
      const evil = '</script><script>document.title = "changed"</script><!--';
      const frame = await spark.createDataFrame([
        { name: evil, n: 3 },
        { name: 'b', n: 4 },
      ]);
      const plot = await frame.plot.bar({ x: 'name', y: 'n', title: `Title <b>${evil}` });
      const file = join(folder, 'plot.html');
      await plot.save(file);
      const browser = await launchChromium(inject('chromium')!);
      try {
        const page = await browser.newPage();
        const requests: string[] = [];
        const errors: string[] = [];
        page.on('request', (request) => requests.push(request.url()));
        page.on('console', (message) => errors.push(message.text()));
        page.on('pageerror', (error) => errors.push(error.message));
        await page.goto(pathToFileURL(file).href);
        const bars = page.locator('#plot svg .mark-rect.role-mark path');
        await page.locator('#plot svg.marks').waitFor();
        expect(await bars.count()).toBe(2);
        // Vega has replaced the picture, which is there without scripts, too.
        expect(await page.locator('#plot svg').count()).toBe(1);
        expect(await page.title()).toBe(`Title <b>${evil}`);
        expect([requests, errors]).toEqual([[pathToFileURL(file).href], []]);
      } finally {
        await browser.close();
      }
    },
  );
});

describe('a notebook', () => {
  const display = (value: object): Promise<Record<string, string>> =>
    (value as Record<symbol, () => Promise<Record<string, string>>>)[Symbol.for('Jupyter.display')]!();

  it('shows a plot as a picture', async ({ spark }) => {
    const plot = await (await sales(spark)).plot.bar({ x: 'city', y: 'n' });
    const bundle = await display(plot);
    expect(Object.keys(bundle)).toEqual([
      'application/vnd.vegalite.v5+json',
      'application/vnd.vegalite.v6+json',
      'image/svg+xml',
      'image/png',
      'text/plain',
    ]);
    expect(bundle['application/vnd.vegalite.v5+json']).toMatchObject({
      $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
      mark: { type: 'bar' },
    });
    expect(Buffer.from(bundle['image/png']!, 'base64').subarray(1, 4).toString()).toBe('PNG');
    expect(bundle['text/plain']).toMatch(/^sum\(n\) by city\nZürich █/);
  });

  it('shows a frame as a table of its first rows', async ({ spark }) => {
    const frame = spark
      .range(30)
      .select('id', lit('<b>&"').alias('<i>'), lit(null).alias('none'), lit([1, 2]).alias('list'));
    const { 'text/html': html = '', 'text/plain': text } = await display(frame);
    expect(html.match(/<tr>/g)).toHaveLength(21);
    expect(html).toContain(
      '<td style="text-align: right">19</td><td style="text-align: left">&lt;b&gt;&amp;&quot;</td>',
    );
    expect(html).toContain('>&lt;i&gt;<br><small style="font-weight: normal">string</small></th>');
    expect(html).toContain('>NULL</td><td style="text-align: left">[1, 2]</td>');
    expect(html).toContain('The first 20 rows; there are more.');
    expect(text).toBe('DataFrame[id: bigint, <i>: string, none: void, list: array<int>]');
    expect((await display(spark.range(1)))['text/html']).toContain('<small>1 row</small>');
    const repeated = await spark.sql('SELECT struct(1 AS a, array(2) AS a) AS s, 3 AS s');
    expect((await display(repeated))['text/html']).toContain('left">{1, [2]}</td><td style="text-align: right">3</td>');
    const stream = spark.readStream.format('rate').load();
    expect(await display(stream)).toEqual({
      'text/plain': expect.stringMatching(/^A streaming frame[^]*timestamp/) as unknown,
    });
  });
});
