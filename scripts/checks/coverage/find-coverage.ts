import * as functions from '../../../src/functions.ts';
import * as library from '../../../src/index.ts';
import { StreamingQuery } from '../../../src/index.ts';
import {
  absentClasses,
  classCounterparts,
  functionCounterparts,
  memberCounterparts,
  type Absence,
  type Counterpart,
} from './counterparts.ts';

/** PySpark's public names. */
export interface PysparkNames {
  readonly functions: readonly string[];
  readonly classes: Readonly<Record<string, readonly string[]>>;
}

/** One of PySpark's names and its counterpart. */
export interface Entry {
  readonly area: string;
  readonly name: string;
  readonly state: 'same' | 'other' | 'absent';
  /** The name in this library, or the reason why there is none. */
  readonly answer: string;
}

const session = library.SparkSession.builder.offline();

/** Instances of classes with members that only exist on an instance. */
const examples: Readonly<Record<string, object>> = {
  SparkSession: session,
  StreamingQuery: new StreamingQuery(undefined as never, { id: '', runId: '' }, ''),
};

/** The properties that every JavaScript class has. */
const builtInStatics: readonly string[] = ['name', 'length', 'prototype'];

/** Returns whether the library has a function, class or member of this name. */
export function exists(name: string): boolean {
  const [first = '', member] = name.split('.');
  if (member === undefined) return Object.hasOwn(functions, first) || Object.hasOwn(library, first);
  const owner: unknown = Object.hasOwn(library, first) ? library[first as keyof typeof library] : undefined;
  if (owner === undefined) return false;
  if (typeof owner !== 'function') return member in (owner as object);
  const statics = Object.getOwnPropertyNames(owner).filter((name) => !builtInStatics.includes(name));
  return statics.includes(member) || member in (owner.prototype as object) || member in (examples[first] ?? {});
}

/** Returns the counterpart of each of PySpark's names. @throws Error when a name has neither a counterpart nor a reason, or a wrong one. */
export function findCoverage(names: PysparkNames): Entry[] {
  const members = Object.entries(names.classes).flatMap(([className, own]) =>
    own.map((name) => memberEntry(className, name)),
  );
  return [...members, ...names.functions.map((name) => entry('functions', name, name, functionCounterparts[name]))];
}

function memberEntry(className: string, name: string): Entry {
  const absent = absentClasses[className];
  const ours = `${classCounterparts[className] ?? className}.${name}`;
  return entry(className, name, ours, memberCounterparts[`${className}.${name}`] ?? absent);
}

function entry(area: string, name: string, ours: string, known: Counterpart | Absence | undefined): Entry {
  if (known === undefined) {
    if (!exists(ours))
      throw new Error(
        `${area}.${name} of PySpark is neither in the library nor in scripts/checks/coverage/counterparts.ts.`,
      );
    return { area, name, state: 'same', answer: ours };
  }
  if ('throws' in known && known.throws === true && exists(ours))
    return { area, name, state: 'absent', answer: known.reason };
  if (exists(ours))
    throw new Error(`${ours} exists: remove ${area}.${name} from scripts/checks/coverage/counterparts.ts.`);
  if ('reason' in known) return { area, name, state: 'absent', answer: known.reason };
  if (!exists(known.ours)) throw new Error(`${known.ours}, the counterpart of ${area}.${name}, does not exist.`);
  return { area, name, state: 'other', answer: known.ours };
}
