import { IllegalArgumentException } from '../errors/illegal-argument-exception.ts';
import type { Relation } from '../plan/relation.ts';
import type { StructType } from '../types/struct-type.ts';
import { analyzeSchema } from './analyze.ts';
import type { DeferredRequest } from './deferred-requests.ts';
import type { SessionContext } from './session-context.ts';

/** Reads the schemas of the inputs of a function of rows, and completes its relation with them. */
export function withInputColumns(
  session: SessionContext,
  method: string,
  inputs: readonly Relation[],
  complete: (schemas: readonly StructType[]) => void,
): DeferredRequest {
  return {
    unknownPart: `the columns for ${method}()`,
    async complete(options) {
      const schemas = await Promise.all(inputs.map(async (input) => analyzeSchema(session, input, options)));
      for (const { fieldNames } of schemas) requireDistinct(method, fieldNames);
      complete(schemas);
    },
  };
}

function requireDistinct(method: string, names: readonly string[]): void {
  const repeated = names.find((name, index) => names.indexOf(name) < index);
  if (repeated === undefined) return;
  throw new IllegalArgumentException(
    `${method}() passes rows as objects, which cannot have two columns named ${repeated}: rename one with toDF(), or drop it.`,
  );
}
