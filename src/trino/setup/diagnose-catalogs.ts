import { Refusal } from '../../base/refusal.js';
import type { Ask, Question } from '../ask.js';
import type { RawTable } from '../raw-table.js';
import { column, query, select, showSession, table } from '../../sql/build.js';
import { handsArithmeticOver, numberColumn } from './arithmetic.js';

/** What people can learn from a raw catalog past their views. */
export interface CatalogFinding {
  readonly catalog: string;
  /**
   * `leak`: people can read hidden rows. `bounds`: people can read the minimum and maximum of columns of tables without suitable partitions.
   * `unknown`: scrim could not check the catalog.
   */
  readonly kind: 'leak' | 'bounds' | 'unknown';
  readonly what: string;
  /** What to do about it. */
  readonly mend: string;
}

/** For connectors that keep the bounds of columns: the property that turns statistics off. */
const statisticsProperty: Readonly<Record<string, string>> = {
  iceberg: 'iceberg.table-statistics-enabled',
  delta_lake: 'delta.table-statistics-enabled',
  hive: 'hive.table-statistics-enabled',
};

/** The number of tables to try per catalog. Some may have been removed. */
const mostTried = 5;

/**
 * Checks the raw catalogs of a Trino: plans arithmetic over a table of each, and reads the default session properties.
 *
 * @param ask a connection of a user who may read the raw tables
 * @param catalogs the known raw tables of each catalog, by its name
 * @returns what people can learn ([threat model](../../../docs/threat-model.md)), in the order of the catalogs
 * @throws Refusal `unavailable` if Trino cannot be reached
 */
export async function diagnoseCatalogs(
  ask: Ask<Question>,
  catalogs: ReadonlyMap<string, readonly RawTable[]>,
): Promise<readonly CatalogFinding[]> {
  const listed = await ask(
    query(
      select({
        items: [column('catalog_name'), column('connector_name')],
        from: table(['system', 'metadata', 'catalogs']),
      }),
    ),
  );
  const connectors = new Map(listed.rows.map(([name, connector]) => [String(name), String(connector)]));
  const session = await ask(showSession);
  const begins = new Map(session.rows.map(([name, , initially]) => [String(name), String(initially)]));

  const findings: CatalogFinding[] = [];
  for (const [catalog, tables] of catalogs) {
    const connector = connectors.get(catalog);
    if (connector === undefined) {
      const what = `Trino shows no catalog '${catalog}', which has raw tables`;
      findings.push({
        catalog,
        kind: 'unknown',
        what,
        mend: 'use a --user who can see it, or add it to Trino',
      });
      continue;
    }
    const named = `catalog '${catalog}' (${connector})`;
    const inItsFile = (line: string): string => `${line} in its properties file; restart Trino`;
    const tried = await tryArithmetic(ask, tables);
    if (tried === true) {
      const what = `${named} pushes arithmetic of readers' queries down to its source; the error messages of the source can reveal hidden rows`;
      const mend = inItsFile('complex-expression-pushdown.enabled=false');
      findings.push({ catalog, kind: 'leak', what, mend });
    } else if (tried instanceof Refusal) {
      const what = `${named} cannot be checked: ${tried.message}`;
      findings.push({ catalog, kind: 'unknown', what, mend: 'use a --user who may read its tables' });
    }
    const property = statisticsProperty[connector];
    if (property !== undefined && begins.get(`${catalog}.statistics_enabled`) === 'true') {
      const what = `${named} reveals the minimum and maximum of each column that is not masked, including hidden rows, unless the table is partitioned by the column of its row filter`;
      findings.push({ catalog, kind: 'bounds', what, mend: inItsFile(`${property}=false`) });
    }
  }
  return findings;
}

/** Whether arithmetic is pushed down, or the reason why this is unknown; undefined if there is no integer column. */
async function tryArithmetic(
  ask: Ask<Question>,
  tables: readonly RawTable[],
): Promise<boolean | Refusal | undefined> {
  let refusal: Refusal | undefined;
  const withNumbers = tables.flatMap((of) => {
    const name = numberColumn(of);
    return name === undefined ? [] : [{ of, name }];
  });
  for (const { of, name } of withNumbers.slice(0, mostTried)) {
    try {
      return await handsArithmeticOver(ask, of, name);
    } catch (error) {
      if (!(error instanceof Refusal && error.kind === 'invalid')) throw error;
      refusal = error;
    }
  }
  return refusal;
}
