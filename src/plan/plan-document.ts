import { createHash } from 'node:crypto';
import { toJson, type JsonValue } from '@bufbuild/protobuf';
import { PlanSchema } from '../../gen/spark/connect/base_pb.ts';
import type { Plan } from './command.ts';

/** A plan as a value: what would be sent, in protobuf's JSON form, the same text for the same plan on every machine. */
export class PlanDocument {
  readonly #json: JsonValue;

  /** @internal */
  constructor(plan: Plan) {
    this.#json = sorted(toJson(PlanSchema, plan));
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

function sorted(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, child]) => [key, sorted(child)]));
}
