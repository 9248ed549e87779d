import { Refusal } from '../../base/refusal.js';
import { dataSourceName, formatDataSourceName } from '../../model/names.js';

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

/** The view of a data source that is named SCHEMA.NAME. @throws Refusal `invalid` */
export function viewNameOf(text: string): ViewName {
  const checked = dataSourceName.safeParse(text);
  const [schema, name] = text.split('.');
  if (checked.success && schema !== undefined && name !== undefined) return { schema, name };
  throw new Refusal(
    'invalid',
    checked.error?.issues[0]?.message ?? `expected SCHEMA.NAME but found '${text}'`,
  );
}
