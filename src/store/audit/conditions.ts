import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

/** A condition that is met where each of some is. */
export const allOf = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  conditions.length === 0 ? sql`true` : sql.join([...conditions], sql` and `);

/** The condition that a column has one of some values; none without values to choose from. */
export const among = (
  column: RawBuilder<unknown>,
  values: readonly string[] | undefined,
): readonly RawBuilder<unknown>[] =>
  values === undefined
    ? []
    : values.length === 0
      ? [sql`false`]
      : [sql`${column} in (${sql.join([...values])})`];

/**
 * The condition that a record is of somebody, or about a data source of theirs; none if all records may be found.
 * @param about makes the condition about data sources, from the one that a column names one of theirs
 */
export const ownTo = (
  own: { readonly user: string; readonly dataSources: readonly string[] } | undefined,
  user: RawBuilder<unknown>,
  about: (isOwn: (column: RawBuilder<unknown>) => RawBuilder<unknown>) => RawBuilder<unknown>,
): readonly RawBuilder<unknown>[] =>
  own === undefined
    ? []
    : [sql`(${user} = ${own.user} or ${about((column) => allOf(among(column, own.dataSources)))})`];

/** The condition that a query is one of Trino. */
export const ofTrino = sql`client ->> 'platform' is distinct from 'redshift'`;
