/** The processes of the job, in the order of the columns. */
export const processNames = ['driver', 'spark', 'kafka', 'producer'] as const;
export type ProcessName = (typeof processNames)[number];

/** The topics of the job, in the order of the columns. */
export const topicNames = ['transactions', 'windows', 'dead_letters', 'batches'] as const;
export type TopicName = (typeof topicNames)[number];

/** The state of the job at one time. Sizes are in MB, times in seconds. */
export interface JobSample {
  /** Seconds since the start of the producer. */
  readonly at: number;
  /** The records in the topic. */
  readonly sent: number;
  /** The records that no finished batch has read. */
  readonly lag: number;
  /** The number of the last finished batch. */
  readonly batch: number;
  /** The age of the freshest record of each batch since the last sample, when its window arrived in the driver; null if none did. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly rss: Readonly<Record<ProcessName, number>>;
  /** All checkpoints of the job together. */
  readonly checkpointFiles: number;
  readonly checkpointMb: number;
  readonly topicMb: Readonly<Record<TopicName, number>>;
}

/** One line of the verdict. `open` means that the run was too short to tell. */
export interface Finding {
  readonly name: string;
  readonly verdict: 'flat' | 'failed' | 'open';
  readonly text: string;
}

/** The growth of a figure that counts as flat: the larger one of a share of its mean and an absolute value. */
interface Tolerance {
  readonly name: string;
  readonly unit: string;
  readonly of: (sample: JobSample) => number | null;
  readonly share: number;
  readonly absolute: number;
  /** The number of batches before which the figure has to grow. Default: 0. */
  readonly fromBatch?: number;
}

/** Spark keeps the files of the last 300 batches of the window query, and deletes older ones from time to time. */
const retainedBatches = 320;
/** The number of samples from which growth can be told. */
const minSamples = 12;

/** By how much a topic may take more bytes per record in the second half than in the first. */
const allowedBytesRatio = 1.2;
/** The share of the wanted rate that the producer has to reach. */
const neededRate = 0.9;

const tolerances: readonly Tolerance[] = [
  ...processNames.map((name) => ({
    name: `RSS of ${name}`,
    unit: 'MB',
    of: ({ rss }: JobSample) => rss[name],
    share: 0.1,
    absolute: name === 'spark' || name === 'kafka' ? 60 : 25,
  })),
  {
    name: 'checkpoint files',
    unit: '',
    of: ({ checkpointFiles }) => checkpointFiles,
    share: 0.1,
    absolute: 100,
    fromBatch: retainedBatches,
  },
  {
    name: 'checkpoint size',
    unit: 'MB',
    of: ({ checkpointMb }) => checkpointMb,
    share: 0.1,
    absolute: 2,
    fromBatch: retainedBatches,
  },
  { name: 'latency p50', unit: 's', of: ({ p50 }) => p50, share: 0.2, absolute: 0.25 },
  { name: 'latency p95', unit: 's', of: ({ p95 }) => p95, share: 0.2, absolute: 0.5 },
  { name: 'lag', unit: 'records', of: ({ lag }) => lag, share: 0.2, absolute: 1000 },
];

/** The seconds before figures count, in which the first batches compile code and drain what has arrived meanwhile. */
export function warmUpSeconds(minutes: number): number {
  return Math.min(6, minutes / 3) * 60;
}

/** Judges a run: whether the figures are flat after the warm-up, and topics grow only with the records. */
export function judge(samples: readonly JobSample[], warmUp: number, rate: number): readonly Finding[] {
  const warm = samples.filter(({ at }) => at >= warmUp);
  return [
    judgeRate(warm, rate),
    ...tolerances.map((tolerance) => judgeGrowth(warm, tolerance)),
    ...topicNames.map((name) => judgeTopic(warm, name)),
  ];
}

/** Ctrl-C has to end the consumer within this many milliseconds, even while a large batch runs. */
const maxStop = 5000;

/**
 * Judges how a backlog was drained: whether memory depends on it, and whether the consumer ended promptly.
 *
 * @param samples while the topic was filled, in which the driver takes no memory, and while it was drained.
 * @param stops the milliseconds that the consumer took to end, for each interruption.
 */
export function judgeBacklog(samples: readonly JobSample[], stops: readonly number[]): readonly Finding[] {
  const filling = samples.filter(({ rss }) => rss.producer > 0);
  const draining = samples.filter(({ rss }) => rss.driver > 0);
  const total = samples.at(-1)!.sent;
  const memory = (
    during: readonly JobSample[],
    name: ProcessName,
    recordsOf: (sample: JobSample) => number,
  ): Finding => {
    const tolerance = tolerances.find((each) => each.name === `RSS of ${name}`)!;
    // The first third of the records warms up. A third of the time would be fewer records on a machine that is busy at first.
    const warm = during.filter((sample) => recordsOf(sample) >= total / 3);
    return judgeGrowth(warm, { ...tolerance, fromBatch: -1 });
  };
  const slowest = Math.max(...stops);
  const [first, last] = [draining[0]!, draining.at(-1)!];
  const rate = (first.lag - last.lag) / (last.at - first.at);
  return [
    memory(filling, 'producer', ({ sent }) => sent),
    ...(['driver', 'spark', 'kafka'] as const).map((name) => memory(draining, name, ({ sent, lag }) => sent - lag)),
    { name: 'drain', verdict: 'flat', text: `${rate.toFixed(0)} records/s, with ${stops.length - 1} interruptions` },
    {
      name: 'Ctrl-C',
      verdict: slowest <= maxStop ? 'flat' : 'failed',
      text: `ended after ${stops.map((each) => (each / 1000).toFixed(1)).join(', ')} s, at most ${maxStop / 1000} s allowed`,
    },
  ];
}

function judgeRate(samples: readonly JobSample[], rate: number): Finding {
  const [first, last] = [samples[0]!, samples.at(-1)!];
  const actual = (last.sent - first.sent) / (last.at - first.at);
  const verdict = actual >= neededRate * rate ? 'flat' : 'failed';
  return { name: 'rate', verdict, text: `${actual.toFixed(0)} of ${rate} records/s` };
}

function judgeGrowth(
  samples: readonly JobSample[],
  { name, unit, of, share, absolute, fromBatch = 0 }: Tolerance,
): Finding {
  const points = samples.flatMap((sample) => {
    const value = of(sample);
    return value === null || sample.batch < fromBatch ? [] : [{ x: sample.at, y: value }];
  });
  if (points.length < minSamples) {
    return {
      name,
      verdict: 'open',
      text: `${points.length} samples after batch ${fromBatch}, but ${minSamples} are needed`,
    };
  }
  const mean = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const growth = slope(points) * (points.at(-1)!.x - points[0]!.x);
  const allowed = Math.max(absolute, share * mean);
  const show = (value: number): string => `${format(value)}${unit && ` ${unit}`}`;
  return {
    name,
    verdict: growth <= allowed ? 'flat' : 'failed',
    text: `mean ${show(mean)}, grew by ${show(growth)}, at most ${show(allowed)} allowed`,
  };
}

function judgeTopic(samples: readonly JobSample[], name: TopicName): Finding {
  const middle = samples[Math.floor(samples.length / 2)]!;
  const bytesPerRecord = (from: JobSample, to: JobSample): number =>
    ((to.topicMb[name] - from.topicMb[name]) * 2 ** 20) / Math.max(1, to.sent - from.sent);
  const [first, second] = [bytesPerRecord(samples[0]!, middle), bytesPerRecord(middle, samples.at(-1)!)];
  return {
    name: `topic of ${name}`,
    verdict: second <= Math.max(first * allowedBytesRatio, 1) ? 'flat' : 'failed',
    text: `${first.toFixed(1)} bytes per record in the first half, ${second.toFixed(1)} in the second`,
  };
}

/** Returns the slope of the line that fits the points best (least squares). */
export function slope(points: readonly { readonly x: number; readonly y: number }[]): number {
  const mean = (of: 'x' | 'y'): number => points.reduce((sum, point) => sum + point[of], 0) / points.length;
  const [x0, y0] = [mean('x'), mean('y')];
  const spread = points.reduce((sum, { x }) => sum + (x - x0) ** 2, 0);
  return spread === 0 ? 0 : points.reduce((sum, { x, y }) => sum + (x - x0) * (y - y0), 0) / spread;
}

/** The header of the CSV file. */
export const csvHeader = [
  'seconds',
  'sent',
  'lag',
  'batch',
  'p50_seconds',
  'p95_seconds',
  ...processNames.map((name) => `rss_${name}_mb`),
  'checkpoint_files',
  'checkpoint_mb',
  ...topicNames.map((name) => `topic_${name}_mb`),
].join(',');

/** Returns the line of a sample in the CSV file. */
export function csvLine(sample: JobSample): string {
  const { at, sent, lag, batch, p50, p95, rss, checkpointFiles, checkpointMb, topicMb } = sample;
  return [
    at.toFixed(1),
    sent,
    lag,
    batch,
    p50?.toFixed(3) ?? '',
    p95?.toFixed(3) ?? '',
    ...processNames.map((name) => rss[name].toFixed(1)),
    checkpointFiles,
    checkpointMb.toFixed(3),
    ...topicNames.map((name) => topicMb[name].toFixed(3)),
  ].join(',');
}

/** Returns one line about the samples of a minute. */
export function formatMinute(samples: readonly JobSample[]): string {
  const last = samples.at(-1)!;
  const worst = (of: (sample: JobSample) => number | null): string =>
    Math.max(...samples.map((sample) => of(sample) ?? 0)).toFixed(2);
  const rss = processNames.map((name) => `${name} ${last.rss[name].toFixed(0)}`).join(', ');
  const topics = topicNames.map((name) => format(last.topicMb[name])).join(' + ');
  return (
    `${(last.at / 60).toFixed(0).padStart(3)} min  ${last.sent} sent, lag ${last.lag}, batch ${last.batch}` +
    ` · p50 ${worst(({ p50 }) => p50)}, p95 ${worst(({ p95 }) => p95)} s · RSS ${rss} MB` +
    ` · checkpoint ${last.checkpointFiles} files, ${format(last.checkpointMb)} MB · topics ${topics} MB`
  );
}

/** Returns the verdict as text, one line per finding. */
export function formatFindings(findings: readonly Finding[]): string {
  const titles = { flat: 'flat  ', failed: 'FAILED', open: 'open  ' };
  return findings.map(({ name, verdict, text }) => `${titles[verdict]}  ${name}: ${text}`).join('\n');
}

function format(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);
}
