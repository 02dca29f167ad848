import { PositionSet, type Position } from '../kafka/position.ts';
import type { Offsets } from '../transactions/classify-messages.ts';
import type { AccountSnapshot } from './job-snapshot.ts';

/** A batch that Spark has finished. */
export interface FinishedBatch {
  readonly id: number;
  /** When it ended, in milliseconds since 1970 by the clock of Spark. */
  readonly endedAt: number;
  /** The offsets that follow those that it has read, by partition. */
  readonly ends: Offsets;
  /** The records that it dropped. */
  readonly late: number;
  readonly duplicate: number;
}

/** The part of an audit that the account continues. */
export interface AuditResult {
  /** The last finished batch, and when it began. */
  readonly batch_id: number;
  readonly as_of: string;
  /** The records in the topic, by Kafka's offsets. */
  readonly sent: number;
  /** The records in windows, as Spark has counted them if its windows tell: their length is a multiple of their interval. */
  readonly in_windows: number;
  readonly late: number;
  readonly duplicate: number;
  readonly dead: number;
  /** The records that no finished batch has read. */
  readonly pending: number;
  /** A sentence for each thing that does not add up. */
  readonly problems: readonly string[];
}

/** The offsets of a partition: the first that the topic still has, and the one that follows its last. */
export interface PartitionRange {
  readonly partition: number;
  readonly low: number;
  readonly high: number;
}

interface OpenBatch extends FinishedBatch {
  readonly seenAt: number;
}

interface Sums {
  readonly counted: number;
  readonly late: number;
  readonly duplicate: number;
  readonly dead: number;
  readonly sent: number;
}

/** The most batches to keep that wait for their windows and dead letters. */
const maxOpen = 600;
/** Milliseconds that a batch may wait for them: dead letters follow after about ten seconds. */
const patience = 30_000;
/** Records of a topic whose audit takes seconds. A larger one is not audited while its job runs. */
const maxAudited = 200_000;

/**
 * Adds up what became of the records of a topic, while its job runs. Each term has its own source: Kafka's offsets tell what was sent,
 * the windows what was counted, the dead-letter topic what was dead, and Spark's progress what was late or duplicate. An audit provides
 * the last two for batches that this program has not seen.
 *
 * The sources arrive at different times, so the account is the one of the newest batch that all of them have reached. What was sent
 * later is pending.
 */
export class AccountKeeper {
  /** What windows have gained by the batches that began at these times. Earlier gains are in `#counted`. */
  readonly #gains = new Map<number, number>();
  #counted = 0;
  readonly #letters = new PositionSet();
  readonly #deadByReason: Record<string, number> = {};
  /** The letters that the oldest open batch has not reached. The others are in `#dead`. */
  #openLetters: Position[] = [];
  #dead = 0;
  /** The finished batches without a gap, from the one of the account on. */
  #open: OpenBatch[] = [];
  /** The late and duplicate records of all batches before the first open one; undefined if batches were missed. */
  #dropped: { readonly late: number; readonly duplicate: number } | undefined;
  #ranges: readonly PartitionRange[] = [];
  #audited: AuditResult | undefined;
  #shown: Sums = { counted: 0, late: 0, duplicate: 0, dead: 0, sent: 0 };
  #closed: number | undefined;

  /** Adds what windows have gained by the batch that began at `time`, in milliseconds since 1970 by the clock of Spark. */
  window(records: number, time: number): void {
    if (records === 0) return;
    this.#gains.set(time, (this.#gains.get(time) ?? 0) + records);
  }

  /** Adds a dead letter. One that Spark has written twice counts once. */
  letter(position: Position, reason: string): void {
    if (!this.#letters.add(position)) return;
    this.#deadByReason[reason] = (this.#deadByReason[reason] ?? 0) + 1;
    this.#openLetters.push(position);
  }

  /** Adds a batch. */
  batch(batch: FinishedBatch): void {
    const last = this.#open.at(-1);
    if (last !== undefined && batch.id <= last.id) return;
    if (batch.id === 0) this.#dropped = { late: 0, duplicate: 0 };
    else if (last === undefined || batch.id !== last.id + 1) this.#restart();
    this.#open.push({ ...batch, seenAt: performance.now() });
    if (this.#open.length > maxOpen) this.#removeBefore(1);
    this.#continue();
  }

  /** Sets the offsets of the topic. */
  topic(ranges: readonly PartitionRange[]): void {
    this.#ranges = ranges;
  }

  /** Continues from an audit. */
  audit(result: AuditResult): void {
    this.#audited = result;
    if (this.#dropped === undefined || this.#isOverdue) {
      const { sent, pending, in_windows: counted, late, duplicate, dead } = result;
      this.#shown = { sent: sent - pending, counted, late, duplicate, dead };
      this.#dropped = undefined;
      this.#open = this.#open.map((batch) => ({ ...batch, seenAt: performance.now() }));
    }
    this.#continue();
  }

  /** Whether only an audit can tell what became of the records: batches were missed, or the account has not added up for a while. */
  get needsAudit(): boolean {
    this.#close();
    if (this.#incompleteness !== undefined) return false;
    const [first] = this.#open;
    // What it found may be over.
    if (this.#audited !== undefined && this.#audited.problems.length > 0) return true;
    const isContinued = this.#audited !== undefined && (first === undefined || first.id <= this.#audited.batch_id + 1);
    return this.#dropped === undefined ? !isContinued : this.#isOverdue;
  }

  get snapshot(): AccountSnapshot {
    this.#close();
    const last = this.#open.at(-1);
    const isWrong = (this.#audited?.problems.length ?? 0) > 0;
    const incomplete = this.#incompleteness;
    // Otherwise, the terms of the newest batch are not complete yet.
    const showsLast = last !== undefined && incomplete !== undefined;
    const { sent, ...sums } = showsLast ? this.#sums().at(-1)! : this.#shown;
    const inTopic = Math.max(
      sent,
      this.#ranges.reduce((sum, { high }) => sum + high, 0),
    );
    // An account that does not add up may only be late. An audit tells.
    const isKnown =
      this.#dropped === undefined ? this.#open.length === 0 && this.#audited !== undefined : !this.#isOverdue;
    return {
      state: incomplete ? 'incomplete' : isWrong ? 'does not add up' : isKnown ? 'adds up' : 'checking',
      sent: inTopic,
      ...sums,
      pending: inTopic - sent,
      deadByReason: { ...this.#deadByReason },
      problems: incomplete === undefined ? (this.#audited?.problems ?? []) : [incomplete],
      auditedAt: this.#audited?.as_of ?? null,
    };
  }

  get #incompleteness(): string | undefined {
    if (this.#ranges.some(({ low }) => low > 0))
      return 'The topic has deleted its oldest records, so what became of them is no longer known.';
    const records = this.#ranges.reduce((sum, { high }) => sum + high, 0);
    if (this.#dropped === undefined && this.#audited === undefined && records > maxAudited)
      return `The topic has more than ${maxAudited.toLocaleString('en')} records, so late and duplicate records of earlier runs are not counted here; "npm run audit" counts them.`;
    return undefined;
  }

  /** Whether a batch has waited too long for the windows and dead letters that would make the account add up. */
  get #isOverdue(): boolean {
    const oldest = this.#open.find(({ id }) => this.#closed === undefined || id > this.#closed);
    return this.#dropped !== undefined && oldest !== undefined && performance.now() - oldest.seenAt > patience;
  }

  /** Batches were missed, so it is unknown what they have dropped. */
  #restart(): void {
    this.#dropped = undefined;
    this.#open = [];
  }

  #continue(): void {
    const audited = this.#audited;
    if (this.#dropped === undefined && audited !== undefined) {
      const at = this.#open.findIndex(({ id }) => id === audited.batch_id || id === audited.batch_id + 1);
      const first = this.#open[at];
      if (first !== undefined) {
        this.#removeBefore(at);
        const own = first.id === audited.batch_id ? first : { late: 0, duplicate: 0 };
        this.#dropped = { late: audited.late - own.late, duplicate: audited.duplicate - own.duplicate };
      }
    }
  }

  /** Finds the newest batch that all sources have reached. */
  #close(): void {
    if (this.#dropped === undefined) return;
    const all = this.#sums();
    for (let index = all.length - 1; index >= 0; index--) {
      const sums = all[index]!;
      if (sums.counted + sums.late + sums.duplicate + sums.dead !== sums.sent) continue;
      this.#shown = sums;
      this.#closed = this.#open[index]!.id;
      this.#removeBefore(index);
      return;
    }
  }

  /** Removes the first open batches, and what only they need. */
  #removeBefore(count: number): void {
    const removed = this.#open.slice(0, count);
    this.#open = this.#open.slice(count);
    if (this.#dropped) {
      const total = (name: 'late' | 'duplicate'): number => removed.reduce((sum, batch) => sum + batch[name], 0);
      const { late, duplicate } = this.#dropped;
      this.#dropped = { late: late + total('late'), duplicate: duplicate + total('duplicate') };
    }
    const [first] = this.#open;
    if (first === undefined) return;
    for (const [time, records] of this.#gains) {
      if (time >= first.endedAt) continue;
      this.#counted += records;
      this.#gains.delete(time);
    }
    const open = this.#openLetters.filter((letter) => !isBefore(letter, first.ends));
    this.#dead += this.#openLetters.length - open.length;
    this.#openLetters = open;
  }

  /** Adds up the terms as of each open batch. */
  #sums(): readonly Sums[] {
    const gains = [...this.#gains].sort(([one], [other]) => one - other);
    let { late, duplicate } = this.#dropped ?? { late: 0, duplicate: 0 };
    let counted = this.#counted;
    let next = 0;
    return this.#open.map((batch) => {
      late += batch.late;
      duplicate += batch.duplicate;
      for (; next < gains.length && gains[next]![0] < batch.endedAt; next++) counted += gains[next]![1];
      const dead = this.#dead + this.#openLetters.filter((letter) => isBefore(letter, batch.ends)).length;
      return { counted, late, duplicate, dead, sent: Object.values(batch.ends).reduce((sum, end) => sum + end, 0) };
    });
  }
}

function isBefore({ partition, offset }: Position, ends: Offsets): boolean {
  return offset < (ends[partition] ?? 0);
}
