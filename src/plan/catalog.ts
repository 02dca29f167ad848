import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { CatalogSchema } from '../../gen/spark/connect/catalog_pb.ts';
import type { RelationBody } from './relation.ts';

type CatalogBody = NonNullable<MessageInitShape<typeof CatalogSchema>['catType']>;

/** A question to the catalog, or a change of it, by its name in the protocol: all are relations that run at once. */
export type CatalogOperation = Extract<CatalogBody, { case: string }>['case'];

/** What an operation says beyond its name. */
export type CatalogValue<O> = Extract<CatalogBody, { case: O; value?: unknown }>['value'];

export function catalog<O extends CatalogOperation>(operation: O, value: CatalogValue<O>): RelationBody {
  return { case: 'catalog', value: create(CatalogSchema, { catType: { case: operation, value } as CatalogBody }) };
}
