import { Refusal } from '../base/refusal.js';
import { formatDataSourceName } from '../model/names.js';
import type { DataSource } from '../model/data-source.js';
import type { LookupTable } from '../model/raw-tables.js';
import { print } from '../sql/print/print.js';
import { connectTrino } from '../trino/connect-trino.js';
import type { TrinoLogin } from '../trino/connect-trino.js';
import { rawNameOf, trinoSql } from '../trino/trino-sql.js';
import { findTargets } from '../trino/setup/side-doors/find-targets.js';
import type { KnownTable } from '../trino/setup/side-doors/find-targets.js';
import { severity, tryWays } from '../trino/setup/side-doors/try-ways.js';
import type { WayResult } from '../trino/setup/side-doors/try-ways.js';

/** The parts of the world that name raw tables. */
export interface RawWorld {
  readonly dataSources: readonly DataSource[];
  readonly lookupTables: readonly LookupTable[];
  readonly settings: { readonly definer?: string | undefined; readonly hashKeyTable?: string | undefined };
}

/** What to try, and as whom. */
export interface SideDoorOptions {
  readonly login: TrinoLogin;
  readonly person: string;
  /** scrim's catalog in this Trino. */
  readonly catalog: string;
  /** Only the tables of this data source. */
  readonly dataSource: string | undefined;
  /** The maximum number of tables. */
  readonly tables: number;
  readonly scratch: string | undefined;
}

/** The results of a person. */
export interface SideDoors {
  readonly results: readonly WayResult[];
  /** Tables that were left out because of the maximum. */
  readonly left: number;
}

/**
 * Tries all ways to the raw tables of a world as a person.
 * @throws Refusal `invalid` if the scratch schema is not CATALOG.SCHEMA; `unavailable` if Trino cannot be reached
 */
export async function trySideDoors(world: RawWorld, options: SideDoorOptions): Promise<SideDoors> {
  const { login, person, catalog, dataSource, tables, scratch } = options;
  const all = knownTables(world, catalog, dataSource);
  const chosen = all.slice(0, tables);
  const connect = (how: Partial<TrinoLogin>) =>
    connectTrino({ ...login, ...how }, (statement) => print(statement, 'trino'));
  const asOperator = connect({});
  const results = await tryWays({
    asOperator,
    asPerson: ({ session, headers = {}, turningInto }) =>
      connect({
        as: turningInto ?? person,
        session,
        headers: turningInto === undefined ? headers : { ...headers, 'X-Trino-Original-User': person },
      }),
    person,
    operator: login.user,
    definer: world.settings.definer,
    scratch: scratch === undefined ? undefined : scratchOf(scratch),
    targets: await findTargets(asOperator, chosen),
  });
  return { results, left: all.length - chosen.length };
}

function scratchOf(text: string): readonly [string, string] {
  const [catalog, schema, more] = trinoSql.partsOf(text);
  if (catalog === undefined || schema === undefined || more !== undefined) {
    throw new Refusal('invalid', `--scratch is '${text}'; expected CATALOG.SCHEMA`);
  }
  return [catalog, schema];
}

type NamedColumn = KnownTable['columns'][number];

/** The raw tables of Trino: those of data sources, those that their queries read, lookup tables, and the hash key. */
function knownTables(
  { dataSources, lookupTables, settings }: RawWorld,
  catalog: string,
  only: string | undefined,
): readonly KnownTable[] {
  const found = new Map<string, KnownTable>();
  const add = (text: string, columns: readonly NamedColumn[], view?: readonly string[]): void => {
    const name = rawNameOf(text);
    if (name === undefined) return;
    const key = JSON.stringify([name.catalog, name.schema, name.table]);
    const before = found.get(key);
    const shown = new Map([...(before?.columns ?? []), ...columns].map((column) => [column.name, column]));
    const views = [...(before?.views ?? []), ...(view === undefined ? [] : [view])];
    found.set(key, { ...name, columns: [...shown.values()], views });
  };
  const chosen = dataSources.filter(
    (one) => one.platform === 'trino' && (only === undefined || formatDataSourceName(one) === only),
  );
  for (const { schema, name, table, columns } of chosen) {
    // The views show no others, so these are tried as columns outside of them.
    const shown = columns.filter(({ unreviewed, gone }) => unreviewed !== true && gone !== true);
    if (table !== undefined) add(table, shown, [catalog, schema, name]);
  }
  for (const { reads = [] } of chosen) for (const { table, columns } of reads) add(table, columns);
  if (only === undefined) {
    for (const { platform, table, columns } of lookupTables) if (platform !== 'redshift') add(table, columns);
    if (settings.hashKeyTable !== undefined) add(settings.hashKeyTable, []);
  }
  return [...found.values()];
}

/** Marks of outcomes that need something to be done. */
const marks: Readonly<Partial<Record<WayResult['outcome'], string>>> = { open: '!', failed: '?' };

/** The ways of a person as text: the open ones first, ways of a table with the same result on one line. */
export function formatSideDoors(person: string, { results, left }: SideDoors): string {
  const opened = results.filter(({ outcome }) => outcome === 'open').length;
  const tables = new Set(results.flatMap(({ on }) => (on === undefined ? [] : [on])));
  const grouped = new Map<string, { readonly first: WayResult; readonly ways: string[] }>();
  const sorted = results.toSorted((a, b) => severity.indexOf(a.outcome) - severity.indexOf(b.outcome));
  for (const result of sorted) {
    const key = JSON.stringify([result.on, result.outcome, result.what, result.mend]);
    const group = grouped.get(key);
    if (group === undefined) grouped.set(key, { first: result, ways: [result.way] });
    else group.ways.push(result.way);
  }
  return [
    `as ${person}: ${opened} of ${results.length} ways past the views are open\n`,
    ...[...grouped.values()].map(({ first: { on, outcome, what, mend }, ways }) =>
      [
        `${marks[outcome] ?? ' '} ${outcome.padEnd(9)} ${on ?? 'Trino'}: ${ways.join(', ')}: ${what}\n`,
        mend === undefined ? '' : `    ${mend}\n`,
      ].join(''),
    ),
    left > 0 ? `${left} more of ${left + tables.size} raw tables were not tried; --tables tries more\n` : '',
  ].join('');
}
