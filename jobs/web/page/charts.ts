import { bytes, count, dollarRate, duration, rate, seconds, shortCount, shortDuration } from './format.ts';
import { TimeChart } from './time-chart.ts';

/** The charts over time whose curves are always the same. */
export const timeCharts = {
  rate: () =>
    new TimeChart({
      id: 'rate',
      title: 'Throughput',
      note: 'Records and value per second',
      curves: [
        {
          label: 'Records',
          color: '--series-1',
          filled: true,
          format: rate,
          value: ({ recordsPerSecond }) => recordsPerSecond,
        },
        {
          label: 'Value',
          color: '--series-2',
          dashed: true,
          side: 'right',
          format: dollarRate,
          value: ({ valuePerSecond }) => valuePerSecond,
        },
      ],
    }),
  latency: () =>
    new TimeChart({
      id: 'latency',
      title: 'Latency',
      note: 'From the newest record of a window to its row here',
      curves: [
        {
          label: 'p50',
          color: '--series-1',
          format: duration,
          axisFormat: shortDuration,
          value: ({ latencyP50 }) => latencyP50,
        },
        {
          label: 'p95',
          color: '--series-2',
          dashed: true,
          format: duration,
          axisFormat: shortDuration,
          value: ({ latencyP95 }) => latencyP95,
        },
      ],
    }),
  watermark: () =>
    new TimeChart({
      id: 'watermark',
      title: 'Watermark',
      note: 'How far it is behind the clock',
      curves: [
        {
          label: 'Behind',
          color: '--series-3',
          filled: true,
          format: seconds,
          value: ({ watermarkBehindSeconds }) => watermarkBehindSeconds,
        },
      ],
    }),
  state: () =>
    new TimeChart({
      id: 'state',
      title: 'State',
      note: 'Kept by Spark for windows and duplicates',
      curves: [
        { label: 'Memory', color: '--series-4', filled: true, format: bytes, value: ({ stateBytes }) => stateBytes },
        {
          label: 'Rows',
          color: '--series-2',
          dashed: true,
          side: 'right',
          format: count,
          axisFormat: shortCount,
          value: ({ stateRows }) => stateRows,
        },
      ],
    }),
  lag: () =>
    new TimeChart({
      id: 'lag',
      title: 'Lag',
      note: 'Records that are not in a finished batch',
      curves: [
        {
          label: 'All partitions',
          color: '--series-5',
          filled: true,
          format: count,
          axisFormat: shortCount,
          value: ({ lagRecords }) => lagRecords,
        },
      ],
    }),
} as const;
