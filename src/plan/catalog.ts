import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { CatalogSchema } from '../../gen/spark/connect/catalog_pb.ts';
import type { RelationBody } from './relation.ts';

/** A question to the catalog, or a change of it: all are relations that run at once. */
export type CatalogBody = NonNullable<MessageInitShape<typeof CatalogSchema>['catType']>;

export function catalog(catType: CatalogBody): RelationBody {
  return { case: 'catalog', value: create(CatalogSchema, { catType }) };
}
