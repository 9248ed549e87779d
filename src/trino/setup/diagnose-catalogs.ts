import { Refusal } from '../../base/refusal.js';
import type { Ask, Question } from '../ask.js';
import type { RawTable } from '../raw-table.js';
import { column, query, select, showSession, table } from '../../sql/build.js';
import { handsArithmeticOver, numberColumn } from './arithmetic.js';

/** What a raw catalog lets people learn past their views. */
export interface CatalogFinding {
  readonly catalog: string;
  /**
   * `leak`: hidden rows can be read; `bounds`: the least and the greatest values of columns, where tables are not partitioned for it;
   * `unknown`: it could not be looked at.
   */
  readonly kind: 'leak' | 'bounds' | 'unknown';
  readonly what: string;
  /** What to do about it. */
  readonly mend: string;
}

/** The property that turns off the statistics of connectors which keep the bounds of columns. */
const statisticsProperty: Readonly<Record<string, string>> = {
  iceberg: 'iceberg.table-statistics-enabled',
  delta_lake: 'delta.table-statistics-enabled',
  hive: 'hive.table-statistics-enabled',
};

/** Tables of a catalog that are tried before it is given up: some may be gone. */
const mostTried = 5;

/**
 * Looks at how a Trino asks its raw catalogs: plans arithmetic over a table of each, and reads what sessions begin with.
 *
 * @param ask as somebody who may read the raw tables
 * @param catalogs the raw tables that are known of each, by its name
 * @returns what people can learn so ([threat model](../../../docs/threat-model.md)), in the order of the catalogs
 * @throws Refusal `unavailable` when Trino cannot be asked
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
        mend: 'ask as a user who sees it, or add it to Trino',
      });
      continue;
    }
    const named = `catalog '${catalog}' (${connector})`;
    const inItsFile = (line: string): string => `${line} in its properties file; restart Trino`;
    const tried = await tryArithmetic(ask, tables);
    if (tried === true) {
      const what = `${named} hands arithmetic of people's queries to its source, whose errors tell of hidden rows`;
      const mend = inItsFile('complex-expression-pushdown.enabled=false');
      findings.push({ catalog, kind: 'leak', what, mend });
    } else if (tried instanceof Refusal) {
      const what = `${named} cannot be looked at: ${tried.message}`;
      findings.push({ catalog, kind: 'unknown', what, mend: 'ask as a user who may read its tables' });
    }
    const property = statisticsProperty[connector];
    if (property !== undefined && begins.get(`${catalog}.statistics_enabled`) === 'true') {
      const what = `${named} tells the least and the greatest value of each column that is not masked, hidden rows included, unless the table is partitioned by what its rows are filtered by`;
      findings.push({ catalog, kind: 'bounds', what, mend: inItsFile(`${property}=false`) });
    }
  }
  return findings;
}

/** Whether arithmetic is handed over; why that cannot be told, or undefined where there is no number to compute with. */
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
