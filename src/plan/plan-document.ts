import { createHash } from 'node:crypto';
import { toJson, type JsonValue } from '@bufbuild/protobuf';
import { PlanSchema } from '../../gen/spark/connect/base_pb.ts';
import { isSecretName, redacted, redactText } from '../errors/redact.ts';
import type { Plan } from './command.ts';

/**
 * A plan as a value: what would be sent, in protobuf's JSON form, the same text for the same plan on every machine. Options
 * that hold secrets, such as passwords and SASL settings, are left out of it.
 */
export class PlanDocument {
  readonly #json: JsonValue;

  /** @internal */
  constructor(plan: Plan) {
    this.#json = presentable(toJson(PlanSchema, plan));
  }

  /** The protobuf JSON, with the keys of every object sorted. */
  toJSON(): JsonValue {
    return this.#json;
  }

  /** The SHA-256 of `JSON.stringify` of this value, as 64 hexadecimal digits. */
  get sha256(): string {
    return createHash('sha256').update(JSON.stringify(this.#json)).digest('hex');
  }
}

/** With the keys of every object in order, and without secrets. */
function presentable(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(presentable);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([key, child]) => [key, key === 'options' ? withoutSecrets(child) : presentable(child)]),
  );
}

/** Of the options of a source or sink; a value may carry a secret too, as a JDBC URL does. */
function withoutSecrets(options: JsonValue): JsonValue {
  if (options === null || typeof options !== 'object' || Array.isArray(options)) return presentable(options);
  const entries = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (typeof value !== 'string') return [name, presentable(value)];
      return [name, isSecretName(name) ? redacted : redactText(value)];
    }),
  );
}
