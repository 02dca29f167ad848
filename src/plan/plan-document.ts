import { createHash } from 'node:crypto';
import { toJson } from '@bufbuild/protobuf';
import { PlanSchema } from '../../gen/spark/connect/base_pb.ts';
import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import { isSecretName, redacted, redactText } from '../errors/redact.ts';
import type { JsonObject, JsonValue } from '../types/json-value.ts';
import type { Plan } from './plan.ts';

/**
 * An immutable representation of a plan: the message to the server in protobuf JSON format, which is identical on every
 * machine. Options that contain secrets, such as passwords and SASL settings, are redacted.
 */
export class PlanDocument {
  readonly #json: JsonValue;

  /**
   * @internal @throws IllegalArgumentException when the plan is too deep for the call stack, and therefore for any
   * server.
   */
  constructor(plan: Plan) {
    try {
      this.#json = presentable(renumbered(toJson(PlanSchema, plan)));
    } catch (error) {
      if (!/call stack/.test((error as Error).message)) throw error;
      throw new IllegalArgumentException(
        'The plan has too many steps to be displayed. Create a view of an earlier step with createOrReplaceTempView() and continue from spark.table().',
        { cause: error },
      );
    }
  }

  /** Returns the protobuf JSON, with sorted keys in every object. */
  toJSON(): JsonValue {
    return this.#json;
  }

  /**
   * SHA-256 of this plan's `JSON.stringify` output, as 64 hexadecimal digits. Equal plans have the same fingerprint.
   */
  get fingerprint(): string {
    return createHash('sha256').update(JSON.stringify(this.#json)).digest('hex');
  }

  /** Returns whether the plans are equal, even if they were created in different sessions or processes. */
  equals(other: PlanDocument): boolean {
    return this.fingerprint === other.fingerprint;
  }
}

/**
 * Renumbers the plan ids, inputs first, so that they depend only on the plan and not on earlier plans of the session.
 */
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

/** Sorts the keys of every object and redacts secrets. */
function presentable(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(presentable);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    inOrder(value).map(([key, child]) => [key, key === 'options' ? withoutSecrets(child) : presentable(child)]),
  );
}

/** Redacts secret options of a source or sink, and secrets within values, such as in a JDBC URL. */
function withoutSecrets(options: JsonValue): JsonValue {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) return presentable(options);
  return Object.fromEntries(
    inOrder(options).map(([name, value]) => {
      if (typeof value !== 'string') return [name, presentable(value)];
      return [name, isSecretName(name) ? redacted : redactText(value)];
    }),
  );
}
