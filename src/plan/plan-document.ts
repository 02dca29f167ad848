import { createHash } from 'node:crypto';
import { toJson, type JsonObject, type JsonValue } from '@bufbuild/protobuf';
import { PlanSchema } from '../../gen/spark/connect/base_pb.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { isSecretName, redacted, redactText } from '../errors/redact.ts';
import type { Plan } from './plan.ts';

/**
 * A plan as a value: what would be sent, in protobuf's JSON form, the same text for the same plan on every machine. Options
 * that hold secrets, such as passwords and SASL settings, are left out of it.
 */
export class PlanDocument {
  readonly #json: JsonValue;

  /** @internal @throws IllegalArgumentException for a plan of more steps than the stack has room for, which no server takes either. */
  constructor(plan: Plan) {
    try {
      this.#json = presentable(renumbered(toJson(PlanSchema, plan)));
    } catch (error) {
      if (!/call stack/.test((error as Error).message)) throw error;
      throw new IllegalArgumentException(
        'The plan has too many steps, one on the other, to be shown; make a view of an earlier step by createOrReplaceTempView() and go on from spark.table().',
        { cause: error },
      );
    }
  }

  /** The protobuf JSON, with the keys of every object sorted. */
  toJSON(): JsonValue {
    return this.#json;
  }

  /** The SHA-256 of `JSON.stringify` of this value, as 64 hexadecimal digits. Two plans have the same when they are equal. */
  get fingerprint(): string {
    return createHash('sha256').update(JSON.stringify(this.#json)).digest('hex');
  }

  /** Whether the other plan is the same, whichever session and process it was made in. */
  equals(other: PlanDocument): boolean {
    return this.fingerprint === other.fingerprint;
  }
}

/** With plan ids that depend on the plan alone, not on how many a session has made before: inputs before what uses them. */
function renumbered(plan: JsonValue): JsonValue {
  const ids = new Map<string, string>();
  const collect = (value: JsonValue): void => {
    if (value === null || typeof value !== 'object') return;
    for (const child of Array.isArray(value) ? value : inOrder(value).map(([, child]) => child)) collect(child);
    const id = Array.isArray(value) ? undefined : planIdOf(value['common'] ?? null);
    if (id !== undefined && !ids.has(id)) ids.set(id, String(ids.size));
  };
  const rename = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(rename);
    if (value === null || typeof value !== 'object') return value;
    const id = planIdOf(value);
    const children = Object.entries(value).map(([key, child]) => [key, rename(child)] as const);
    return { ...Object.fromEntries(children), ...(id !== undefined && { planId: ids.get(id) ?? id }) };
  };
  collect(plan);
  return rename(plan);
}

function planIdOf(value: JsonValue): string | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  return typeof value['planId'] === 'string' ? value['planId'] : undefined;
}

function inOrder(value: JsonObject): [string, JsonValue][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** With the keys of every object in order, and without secrets. */
function presentable(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(presentable);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    inOrder(value).map(([key, child]) => [key, key === 'options' ? withoutSecrets(child) : presentable(child)]),
  );
}

/** Of the options of a source or sink; a value may carry a secret too, as a JDBC URL does. */
function withoutSecrets(options: JsonValue): JsonValue {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) return presentable(options);
  return Object.fromEntries(
    inOrder(options).map(([name, value]) => {
      if (typeof value !== 'string') return [name, presentable(value)];
      return [name, isSecretName(name) ? redacted : redactText(value)];
    }),
  );
}
