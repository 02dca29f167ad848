import { javaPayload } from '../companion/java-payload.ts';
import { protocolVersion } from '../companion/protocol.ts';
import type { InlineFunction } from '../plan/inline-function.ts';
import type { StructType } from '../types/struct-type.ts';
import {
  functionNameOf,
  functionSettings,
  positive,
  schemaOf,
  sourceRequest,
  type AnyFunction,
  type FunctionOptions,
} from './function-request.ts';

/** Options of {@link DataFrame.mapBatches}. */
export interface BatchFunctionOptions extends FunctionOptions {
  /** The largest number of rows in a batch that the function gets. Default: 10,000. */
  readonly batchSize?: number;
}

type Kind = 'ROWS' | 'BATCHES' | 'GROUPS' | 'COGROUPS' | 'STATEFUL_GROUPS';

const defaultBatchSize = 10_000;

/** A function of rows, before the columns of its input are known. */
export class RowFunction {
  readonly #kind: Kind;
  readonly #request: object;
  readonly #name: string;
  readonly #schema: StructType;

  /** @throws IllegalArgumentException when the function cannot run in Spark, or when the schema is not valid. */
  constructor(
    method: string,
    kind: Kind,
    fn: AnyFunction,
    schema: StructType | string,
    options: BatchFunctionOptions & { readonly hasWatermark?: boolean },
  ) {
    this.#kind = kind;
    this.#name = functionNameOf(method, fn, options);
    this.#schema = schemaOf(method, schema);
    this.#request = {
      protocol: protocolVersion,
      ...functionSettings(method, this.#name, options),
      ...sourceRequest(this.#name, fn, options.using),
      type: this.#schema.json(),
      hasWatermark: options.hasWatermark,
      batchSize: positive(method, 'batchSize', options.batchSize ?? defaultBatchSize),
    };
  }

  /** Returns the function for an input with these columns. For groups with a key, that is the last column. */
  of(input?: StructType, hasKey?: boolean): InlineFunction {
    return this.#inline({ kind: this.#kind, input: input?.json(), hasKey });
  }

  /** Returns what tells the server how to read the rows of groups. */
  grouping(input: StructType): InlineFunction {
    return this.#inline({ kind: 'GROUPING', input: input.json() });
  }

  #inline(more: object): InlineFunction {
    const payload = javaPayload({ ...this.#request, ...more });
    return { name: this.#name, payload, type: this.#schema, nullable: false, deterministic: true };
  }
}
