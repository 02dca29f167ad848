import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { CatalogSchema } from '../../gen/spark/connect/catalog_pb.ts';
import type { RelationBody } from './relation.ts';

type CatalogBody = NonNullable<MessageInitShape<typeof CatalogSchema>['catType']>;

/** A catalog query or change, by its name in the protocol. All are relations that run immediately. */
export type CatalogOperation = Extract<CatalogBody, { case: string }>['case'];

/** The parameters of an operation. */
export type CatalogValue<O> = Extract<CatalogBody, { case: O; value?: unknown }>['value'];

export function catalog<O extends CatalogOperation>(operation: O, value: CatalogValue<O>): RelationBody {
  return { case: 'catalog', value: create(CatalogSchema, { catType: { case: operation, value } as CatalogBody }) };
}
