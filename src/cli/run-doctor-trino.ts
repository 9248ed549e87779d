import type { Command } from 'commander';

import { findOpenArchive } from '../audit/archive/find-open.js';
import type { OpenArchive } from '../audit/archive/find-open.js';
import { Refusal } from '../base/refusal.js';
import { formatDataSourceName } from '../model/names.js';
import type { DataSource } from '../model/data-source.js';
import { connectTrino } from '../trino/connect-trino.js';
import { rawTableOf, trinoSql } from '../trino/trino-sql.js';
import { print } from '../sql/print/print.js';
import { attackViews, maySetUnsafePushdown } from '../trino/setup/attack-views.js';
import type { AttackedView, AttackResult } from '../trino/setup/attack-views.js';
import { diagnoseCatalogs } from '../trino/setup/diagnose-catalogs.js';
import type { CatalogFinding } from '../trino/setup/diagnose-catalogs.js';
import type { CliContext } from './context.js';
import { asJson } from './json-option.js';
import { withOperations } from './store-option.js';
import { readRawTables } from './trino-of-world.js';
import { formatSideDoors, trySideDoors } from './try-side-doors.js';
import type { SideDoors } from './try-side-doors.js';
import { loginOf } from './trino-options.js';
import type { TrinoOptions } from './trino-options.js';

/** The options of `scrim doctor trino`. */
export interface DoctorTrinoOptions extends TrinoOptions {
  readonly as: readonly string[];
  readonly catalog: string;
  readonly tables: number;
  readonly scratch?: string;
  readonly archive?: string;
  readonly json?: true;
}

/** Maximum number of views that are attacked for each reader, unless one is named. Each takes some hundred queries. */
const mostViews = 5;

/** The results of the attacks as one reader. */
interface ReaderResults {
  readonly user: string;
  /** Whether Trino's rules let the reader set a property that is harmless only because of fences. */
  readonly unsafePushdown: boolean;
  readonly results: readonly AttackResult[];
  /** The ways to raw tables that were tried. */
  readonly sideDoors: SideDoors;
}

/** Looks for ways to hidden rows, and prints them. If there is one, the command fails. */
export async function runDoctorTrino(
  context: CliContext,
  dataSource: string | undefined,
  options: DoctorTrinoOptions,
  command: Command,
): Promise<void> {
  const ask = connect(context, options);
  const { catalogs, world } = await withOperations(command, async (operations) => ({
    catalogs: await readRawTables(operations, trinoSql.partsOf),
    world: {
      settings: await operations.settings(),
      dataSources: await operations.dataSources(),
      lookupTables: await operations.lookupTables(),
    },
  }));
  const names = [...catalogs.keys()];
  const findings = await diagnoseCatalogs(ask, catalogs);
  const views = attackable(world.dataSources, options.catalog, dataSource);
  const readers: ReaderResults[] = [];
  for (const user of options.as) {
    const asReader = (session: Readonly<Record<string, string>>) =>
      connect(context, options, { as: user, session });
    const chosen = dataSource === undefined ? views.slice(0, mostViews) : views;
    const results = await attackViews(ask, asReader, chosen);
    const { catalog, tables, scratch } = options;
    const sideDoors = await trySideDoors(world, {
      ...{ login: loginOf(context, options), person: user, catalog, dataSource, tables, scratch },
    });
    readers.push({ user, unsafePushdown: await maySetUnsafePushdown(asReader), results, sideDoors });
  }
  const openArchive = await openArchiveOf(context, options);
  const leaks = readers.flatMap(({ results }) => results.filter(({ kind }) => kind === 'leak'));
  const ways = readers.flatMap(({ sideDoors }) => sideDoors.results);
  const open = ways.some(({ outcome }) => outcome === 'open' || outcome === 'failed');
  if (open || leaks.length > 0 || openArchive.length > 0 || findings.some(({ kind }) => kind !== 'bounds'))
    context.fail();
  if (options.json) {
    context.out(
      asJson({ catalogs: names, findings, readers, ...(options.archive !== undefined && { openArchive }) }),
    );
    return;
  }
  context.out(formatCatalogs(names, findings));
  for (const reader of readers) context.out(formatReader(reader));
  if (options.archive !== undefined) context.out(formatArchive(options.archive, options.as, openArchive));
  const left = dataSource === undefined && readers.length > 0 ? views.length - mostViews : 0;
  if (left > 0) context.out(`${left} more data sources were not attacked; to attack one, give its name\n`);
}

/** Who of the readers can read the archive of records. */
async function openArchiveOf(
  context: CliContext,
  options: DoctorTrinoOptions,
): Promise<readonly OpenArchive[]> {
  if (options.archive === undefined) return [];
  const [catalog, schema, ...more] = trinoSql.partsOf(options.archive);
  if (catalog === undefined || schema === undefined || more.length > 0) {
    throw new Refusal('invalid', `--archive: expected CATALOG.SCHEMA but found '${options.archive}'`);
  }
  const askAs = (user: string) => connect(context, options, { as: user });
  return findOpenArchive(connect(context, options), askAs, { catalog, schema }, options.as);
}

function formatArchive(place: string, users: readonly string[], found: readonly OpenArchive[]): string {
  if (users.length === 0) return `? the archive ${place} was not tried: name readers with --as\n`;
  if (found.length === 0) return `  the archive ${place} is closed to ${users.join(', ')}\n`;
  return found
    .map(
      ({ user, tables }) =>
        `! ${user} can read the archive ${place}, with the records of everybody: ${tables.join(', ')}\n    close the schema in Trino's rules (docs/audit.md, Archive)\n`,
    )
    .join('');
}

const connect = (
  context: CliContext,
  options: DoctorTrinoOptions,
  reader: { readonly as?: string; readonly session?: Readonly<Record<string, string>> } = {},
) => connectTrino({ ...loginOf(context, options), ...reader }, (question) => print(question, 'trino'));

/** The views of raw tables of Trino, each with its raw table. */
function attackable(
  dataSources: readonly DataSource[],
  catalog: string,
  named: string | undefined,
): readonly AttackedView[] {
  const found = dataSources.filter((one) => named === undefined || formatDataSourceName(one) === named);
  if (named !== undefined && found.length === 0) {
    throw new Refusal('invalid', `there is no data source '${named}'`);
  }
  return found.flatMap(({ platform, schema, name, table, reads = [], columns }): readonly AttackedView[] => {
    const read = table === undefined ? reads[0] : { table, columns };
    const rawName = read === undefined ? undefined : rawTableOf({ platform, table: read.table });
    if (rawName === undefined || read === undefined) return [];
    const shown = new Set(columns.map((column) => column.name));
    const both = read.columns.filter((column) => shown.has(column.name));
    return [{ view: [catalog, schema, name], raw: { ...rawName, columns: both } }];
  });
}

function formatCatalogs(catalogs: readonly string[], findings: readonly CatalogFinding[]): string {
  if (catalogs.length === 0) return 'no data source reads a table of Trino\n';
  if (findings.length === 0)
    return `the raw catalogs reveal nothing past the views: ${catalogs.join(', ')}\n`;
  return findings
    .map(({ kind, what, mend }) => `${kind === 'bounds' ? '?' : '!'} ${what}\n    ${mend}\n`)
    .join('');
}

const formatReader = ({ user, results, sideDoors }: ReaderResults): string =>
  [...results.map((result) => formatResult(user, result)), formatSideDoors(user, sideDoors)].join('');

function formatResult(user: string, result: AttackResult): string {
  const { view } = result;
  switch (result.kind) {
    case 'held':
      return `  ${view} as ${user}: ${result.attacks} attacks in each session, none reached a hidden row\n`;
    case 'not tried':
      return `  ${view} as ${user}: not attacked: ${result.because}\n`;
    case 'leak': {
      const properties = Object.entries(result.session).map(([name, value]) => `${name}=${value}`);
      const session = properties.length === 0 ? '' : ` (session ${properties.join(', ')})`;
      return `! ${view} as ${user}: '${result.attack}'${session} reached a hidden row: ${result.message}\n    disable the data source until this is fixed, and report the Trino version and the connector\n`;
    }
  }
}
