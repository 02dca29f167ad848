import type { StorageFlags } from '../execution/analyze.ts';
import { knownWord } from '../plan/known-word.ts';

/** The name of a {@link StorageLevel} constant, in upper or lower case. */
export type StorageLevelName = (typeof names)[number] | Lowercase<(typeof names)[number]>;

const names = [
  'NONE',
  'DISK_ONLY',
  'DISK_ONLY_2',
  'DISK_ONLY_3',
  'MEMORY_ONLY',
  'MEMORY_ONLY_2',
  'MEMORY_AND_DISK',
  'MEMORY_AND_DISK_2',
  'MEMORY_AND_DISK_DESER',
  'OFF_HEAP',
] as const;

/**
 * Defines where and how the rows of a persisted DataFrame are stored.
 *
 * @example
 * ```ts
 * import { StorageLevel, type DataFrame } from 'spark-connect-ts';
 *
 * const keep = (frame: DataFrame) => frame.persist(StorageLevel.DISK_ONLY);
 * ```
 */
export class StorageLevel implements StorageFlags {
  readonly useDisk: boolean;
  readonly useMemory: boolean;
  readonly useOffHeap: boolean;
  readonly deserialized: boolean;
  readonly replication: number;

  static readonly NONE: StorageLevel = new StorageLevel(false, false, false, false);
  static readonly DISK_ONLY: StorageLevel = new StorageLevel(true, false, false, false);
  static readonly DISK_ONLY_2: StorageLevel = new StorageLevel(true, false, false, false, 2);
  static readonly DISK_ONLY_3: StorageLevel = new StorageLevel(true, false, false, false, 3);
  static readonly MEMORY_ONLY: StorageLevel = new StorageLevel(false, true, false, false);
  static readonly MEMORY_ONLY_2: StorageLevel = new StorageLevel(false, true, false, false, 2);
  static readonly MEMORY_AND_DISK: StorageLevel = new StorageLevel(true, true, false, false);
  static readonly MEMORY_AND_DISK_2: StorageLevel = new StorageLevel(true, true, false, false, 2);
  static readonly MEMORY_AND_DISK_DESER: StorageLevel = new StorageLevel(true, true, false, true);
  static readonly OFF_HEAP: StorageLevel = new StorageLevel(true, true, true, false);

  constructor(useDisk: boolean, useMemory: boolean, useOffHeap: boolean, deserialized: boolean, replication = 1) {
    this.useDisk = useDisk;
    this.useMemory = useMemory;
    this.useOffHeap = useOffHeap;
    this.deserialized = deserialized;
    this.replication = replication;
    Object.freeze(this);
  }

  /** @internal */
  static of({ useDisk, useMemory, useOffHeap, deserialized, replication }: StorageFlags): StorageLevel {
    return new StorageLevel(useDisk, useMemory, useOffHeap, deserialized, replication);
  }

  /** Returns the level as Spark prints it, such as `Disk Memory Deserialized 1x Replicated`. */
  toString(): string {
    const words = [
      this.useDisk && 'Disk',
      this.useMemory && 'Memory',
      this.useOffHeap && 'OffHeap',
      this.deserialized ? 'Deserialized' : 'Serialized',
      `${this.replication}x Replicated`,
    ];
    return words.filter((word) => word !== false).join(' ');
  }
}

/** @throws IllegalArgumentException when the name is not that of a storage level. */
export function storageLevelOf(level: StorageLevel | StorageLevelName): StorageLevel {
  if (level instanceof StorageLevel) return level;
  return knownWord('storage level', level, Object.fromEntries(names.map((name) => [name, StorageLevel[name]])));
}
