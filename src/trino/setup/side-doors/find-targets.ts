import { Refusal } from '../../../base/refusal.js';
import type { Ask, Attempt } from '../../ask.js';
import { columnsQuery } from '../../queries.js';
import type { RawName } from '../../raw-table.js';
import { column, query, select, table } from '../../../sql/build.js';
import type { Target } from './target.js';

/** A raw table of the world, with the views that show it. */
export interface KnownTable extends RawName {
  /** The columns that the views show. */
  readonly columns: readonly { readonly name: string }[];
  readonly views: readonly (readonly string[])[];
}

/**
 * Completes the raw tables of the world with what Trino tells about them.
 *
 * @param ask a connection of a user who may read the raw tables
 * @throws Refusal `unavailable`, `unauthenticated` if Trino cannot be reached
 */
export async function findTargets(
  ask: Ask<Attempt>,
  tables: readonly KnownTable[],
): Promise<readonly Target[]> {
  const connectors = new Map(
    (
      await rowsOf(
        ask,
        query(
          select({
            items: [column('catalog_name'), column('connector_name')],
            from: table(['system', 'metadata', 'catalogs']),
          }),
        ),
      )
    ).map(([name, connector]) => [String(name), String(connector)]),
  );
  const targets: Target[] = [];
  for (const { catalog, schema, table: name, columns, views } of tables) {
    const found = (await rowsOf(ask, columnsQuery(catalog, schema, [name]))).map(([, of]) => String(of));
    const known = columns.map((one) => one.name);
    // Without the user's right to see the table, the world's own columns are all that is known.
    const there = new Set(found.length === 0 ? known : found);
    targets.push({
      raw: { catalog, schema, table: name },
      columns: known.filter((one) => there.has(one)),
      otherColumns: found.filter((one) => !known.includes(one)).slice(0, mostOtherColumns),
      views,
      connector: connectors.get(catalog),
    });
  }
  return targets;
}

/** The number of columns outside data sources to try for each table. */
const mostOtherColumns = 20;

async function rowsOf(ask: Ask<Attempt>, of: Attempt): Promise<readonly (readonly unknown[])[]> {
  try {
    return (await ask(of)).rows;
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'invalid') return [];
    throw error;
  }
}
