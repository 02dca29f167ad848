import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { BarChart, BoxChart, HistogramChart, PointChart, Scale } from './chart.ts';
import { textChart } from './text-chart.ts';

const common = { title: undefined, notices: [], width: undefined, height: undefined };
const number = (title: string): Scale => ({ title, type: 'quantitative', isDay: false });

const bars = (entries: Readonly<Record<string, number | null>>, kind: BarChart['kind'] = 'bar'): BarChart => ({
  ...common,
  kind,
  categoryTitle: 'place',
  valueTitle: 'amount',
  seriesTitle: undefined,
  series: [],
  isStacked: false,
  bars: Object.entries(entries).map(([category, value]) => ({ category, value })),
});

const points = (kind: PointChart['kind'], all: PointChart['points'], series: readonly string[] = []): PointChart => ({
  ...common,
  kind,
  x: number('x'),
  y: number('y'),
  color: series.length === 0 ? undefined : { title: 's', type: 'nominal', isDay: false },
  size: undefined,
  series,
  points: all,
});

const lines = (text: string): readonly string[] => text.split('\n');

describe('a chart of text', () => {
  it('draws bars in proportion, by eighths of a character', () => {
    expect(lines(textChart(bars({ a: 8, bb: 4, c: 0.5, d: 0, e: null }), { width: 24 }))).toEqual([
      'amount by place',
      'a  █████████████████ 8',
      'bb ████████▌ 4',
      'c  █▏ 0.5',
      'd   0',
      'e   -',
    ]);
  });

  it('draws negative bars to the left of zero', () => {
    expect(lines(textChart(bars({ up: 10, down: -10 }), { width: 30 }))).toEqual([
      'amount by place',
      'up              ██████████ 10',
      'down ███████████ -10',
    ]);
  });

  it('aligns wide characters, and shows control characters as pictures', () => {
    const text = textChart(bars({ 日本語: 2, '🎉 Fête': 1, 'a\nb': 2 }), { width: 30 });
    const [, first, second, third] = lines(text);
    expect([first, second, third].map((line) => stringWidth(/^[^█]*/.exec(line!)![0]))).toEqual([8, 8, 8]);
    expect(third).toMatch(/^a␊b/);
  });

  it('leaves out the bars that exceed the height, and says so', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`c${index}`, index]));
    const text = lines(textChart(bars(many), { width: 40, height: 3 }));
    expect(text).toHaveLength(5);
    expect(text.at(-1)).toBe('… and 47 more bars.');
  });

  it('shows the shares of a pie', () => {
    expect(textChart(bars({ a: 3, b: 1 }, 'pie'), { width: 30 })).toMatch(/a █+ 75\.0 %\nb █+.? 25\.0 %/);
  });

  it('draws a histogram of columns', () => {
    const counts = [1, 4, 0, 2];
    const chart: HistogramChart = {
      ...common,
      kind: 'hist',
      columns: ['n'],
      buckets: counts.map((count, index) => ({ column: 'n', start: index, end: index + 1, count })),
    };
    expect(lines(textChart(chart, { width: 20, height: 4 }))).toEqual([
      'count by n',
      '4 │    ████',
      '  │    ████',
      '  │    ████    ████',
      '0 │████████    ████',
      '  └────────────────',
      '   0              4',
    ]);
    // More buckets than characters are combined, and none is lost.
    const crowded = {
      ...chart,
      buckets: Array.from({ length: 100 }, (_, index) => ({ column: 'n', start: index, end: index + 1, count: 1 })),
    };
    expect(lines(textChart(crowded, { width: 20, height: 4 }))[1]).toMatch(/^ *\d+ │█+$/);
  });

  it('draws a line with the dots of Braille characters', () => {
    const diagonal = points('line', [
      { x: 0, y: 0 },
      { x: 10, y: 10 },
    ]);
    expect(lines(textChart(diagonal, { width: 20, height: 4 }))).toEqual([
      'y by x',
      '10 ┤            ⣀⠤⠒⠉',
      ' 5 ┤        ⣀⠤⠒⠉',
      '   │    ⣀⠤⠒⠉',
      ' 0 ┤⣀⠤⠒⠉',
      '   └────────────────',
      '    0             10',
    ]);
  });

  it('interrupts a line where a value is missing', () => {
    const whole = points('line', [
      { x: 0, y: 1 },
      { x: 5, y: 1 },
      { x: 10, y: 1 },
    ]);
    const broken = points('line', [
      { x: 0, y: 1 },
      { x: 5, y: null },
      { x: 10, y: 1 },
    ]);
    const dots = (chart: PointChart): number =>
      textChart(chart, { width: 20, height: 3 }).match(/[\u2801-\u28FF]/g)!.length;
    expect(dots(whole)).toBeGreaterThan(10);
    expect(dots(broken)).toBe(2);
  });

  it('distinguishes series by characters, or by colors', () => {
    const two = points(
      'scatter',
      [
        { x: 0, y: 0, color: 'a' },
        { x: 1, y: 1, color: 'b' },
      ],
      ['a', 'b'],
    );
    const plain = lines(textChart(two, { width: 20, height: 3 }));
    expect(plain[1]).toMatch(/\+$/);
    expect(plain[3]).toMatch(/┤•/);
    expect(plain.at(-1)).toBe('• a  + b');
    const colored = textChart(two, { width: 20, height: 3, colors: true });
    expect(colored).toContain('\u001B[36m');
    for (const line of lines(stripVTControlCharacters(colored))) expect(stringWidth(line)).toBeLessThanOrEqual(20);
  });

  it('stacks areas', () => {
    const chart = points(
      'area',
      [
        { x: 0, y: 1, color: 'a' },
        { x: 0, y: 3, color: 'b' },
        { x: 1, y: 1, color: 'a' },
        { x: 1, y: 3, color: 'b' },
      ],
      ['a', 'b'],
    );
    const columns = lines(textChart(chart, { width: 20, height: 8 }))
      .slice(1, 9)
      .map((row) => row.at(-1));
    expect(columns).toEqual(['+', '+', '+', '+', '+', '•', '•', '•']);
  });

  it('draws boxes with whiskers and outliers on one scale', () => {
    const chart: BoxChart = {
      ...common,
      kind: 'box',
      boxes: [
        { column: 'n', q1: 40, median: 50, q3: 60, mean: 50, lowerWhisker: 20, upperWhisker: 80, outliers: [0, 100] },
      ],
    };
    expect(lines(textChart(chart, { width: 44 }))).toEqual([
      'n │∘       ├───────████┃████───────┤       ∘',
      '  └─────────────────────────────────────────',
      '   0                                     100',
      'whiskers 20 to 80, q1 40, median 50, q3 60',
    ]);
  });

  it('never exceeds the width', () => {
    const title = 'A title that is longer than the terminal is wide';
    const notices = ['Random sample of 1,000 of 10,000,000 rows.'];
    const long = { ...bars({ ['a name that is much too long for this terminal']: 1e9, b: -5 }), title, notices };
    const dots = {
      ...points('line', [
        { x: 1e12, y: -1e-7 },
        { x: 2e12, y: 1e20 },
      ]),
      title,
      notices,
    };
    for (const width of [20, 33, 80])
      for (const chart of [long, dots])
        for (const line of lines(textChart(chart, { width }))) expect(stringWidth(line)).toBeLessThanOrEqual(width);
  });

  it('shows that there is nothing to show', () => {
    expect(textChart(points('line', []), { width: 20 })).toBe('y by x\nNo values.');
    expect(textChart(bars({}), { width: 20 })).toBe('amount by place');
  });

  it('rejects a size that makes no sense', () => {
    expect(() => textChart(bars({}), { width: 5 })).toThrow(
      'toText() needs an integer from 20 to 1000 as width, not 5.',
    );
    expect(() => textChart(bars({}), { height: 2.5 })).toThrow('as height, not 2.5');
  });
});
