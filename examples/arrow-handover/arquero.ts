import { desc, fromArrow, op } from 'arquero';

/** Summarizes an Arrow IPC stream with Arquero. */
export function withArquero(ipc: Uint8Array): object[] {
  return fromArrow(ipc)
    .derive({ half: (row: { hour: number }) => (row.hour < 12 ? 'am' : 'pm') })
    .groupby('half')
    .rollup({ records: op.sum('records'), peak: op.max('load') })
    .orderby(desc('half'))
    .objects();
}
