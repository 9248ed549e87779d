import { Refusal } from '../../base/refusal.js';
import { formatDataSourceName } from '../../model/names.js';

/** A view as the platform names it. */
export interface ViewName {
  readonly schema: string;
  readonly name: string;
}

/** One answer for what is missing and for what is not the caller's: nothing tells them apart. */
export const noSuchView = ({ schema, name }: ViewName): Refusal =>
  new Refusal('not-visible', `view '${schema}.${name}' does not exist`);

/** @see noSuchView */
export const noSuchSchema = (schema: string): Refusal =>
  new Refusal('not-visible', `schema '${schema}' does not exist`);

/**
 * The data source that a view stands for.
 * @throws Refusal `not-visible` for a name that no data source can have
 */
export function dataSourceOf(view: ViewName): string {
  // A dot in a part would let two names stand for one data source.
  if (view.schema.includes('.') || view.name.includes('.')) throw noSuchView(view);
  return formatDataSourceName(view);
}
