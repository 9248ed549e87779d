import type { Command } from 'commander';

import { didYouMean } from '../base/nearest.js';
import { Refusal } from '../base/refusal.js';
import type { DataSource } from '../model/data-source.js';
import { formatDataSourceName } from '../model/names.js';
import type { Ask } from '../trino/ask.js';
import { checkDataSources, pickDataSources } from '../use-cases/registration/check-data-sources.js';
import { expandQuery } from '../use-cases/registration/expand-query.js';
import { agrees, comparisonLines } from '../use-cases/registration/compare-table.js';
import type { TrinoLogin } from '../trino/connect-trino.js';
import type { SqlForms } from '../trino/describe-table.js';
import { describeTarget, targetOf } from '../use-cases/registration/describe-target.js';
import { principalOf, tagOf } from '../use-cases/registration/principal-option.js';
import { rawNameOf } from '../trino/trino-sql.js';
import { vanishedFrom } from '../use-cases/registration/vanished.js';
import { asJson } from './json-option.js';
import { loginOf } from './trino-options.js';
import type { TrinoOptions } from './trino-options.js';

/** The parts of the process that the commands use. */
export interface DatasourceContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly actor: string | undefined;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Makes the command end with exit code 1. */
  readonly fail: () => void;
}

/** The changes to the world. */
export interface Registrations {
  /** Data sources to create, or to refresh with `refreshDataSource` if they are registered already. */
  readonly dataSources: readonly DataSource[];
  /** Names of data sources to remove. */
  readonly remove: readonly string[];
  /** The user under whose name the change is recorded. */
  readonly actor: string;
}

/** The commands' access to the world, to Trino and to SQL. Functions receive the command for its options. */
export interface DatasourcePorts {
  readonly dataSources: (command: Command) => Promise<readonly DataSource[]>;
  /** Changes the world, all or nothing, and reports as `scrim apply` does. */
  readonly apply: (command: Command, registrations: Registrations, json: boolean) => Promise<void>;
  /** Has a Trino validate the views of data sources, and prints the views that it refuses. In that case the command fails. */
  readonly validate: (command: Command, login: TrinoLogin, dataSources: readonly string[]) => Promise<void>;
  readonly connect: (login: TrinoLogin) => Ask;
  readonly sql: SqlForms & {
    /** The parts of a dotted name. Throws a Refusal for an invalid name. */
    readonly partsOf: (name: string) => readonly string[];
  };
}

/** The options of `scrim datasource add`. */
export interface AddOptions extends TrinoOptions {
  readonly fromTrino: string;
  readonly schema: string;
  readonly name?: string;
  readonly owner: readonly string[];
  readonly tag: readonly string[];
  readonly prune?: true;
  readonly actor: string;
  readonly json?: true;
}

/** The options of `scrim datasource check`. */
export interface CheckOptions extends TrinoOptions {
  readonly json?: true;
}

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;

const progressTo =
  ({ err }: DatasourceContext) =>
  (read: number, all: number): void => {
    err(`${read} of ${count(all, 'table')} read\n`);
  };

/** Registers a table of Trino, or every table of a schema. */
export async function addDataSources(
  context: DatasourceContext,
  ports: DatasourcePorts,
  options: AddOptions,
  command: Command,
): Promise<void> {
  const { schema, name, prune, actor, json = false } = options;
  const target = targetOf(ports.sql.partsOf(options.fromTrino));
  checkScope(options, target.table === undefined);
  const owners = options.owner.map(principalOf);
  const tags = options.tag.map(tagOf);
  const { dataSources, tables, notes } = await describeTarget(
    ports.connect(loginOf(context, options)),
    target,
    { schema, name, owners, tags },
    ports.sql,
    progressTo(context),
  );
  for (const { table, registered, note } of notes) {
    context.err(`${table}${registered ? '' : ' is not registered'}: ${note}\n`);
    if (!registered) context.fail();
  }
  if (dataSources.length === 0) throw new Refusal('invalid', 'nothing can be registered; see above');

  const whole = target.table === undefined;
  const known = whole ? await ports.dataSources(command) : [];
  const gone = vanishedFrom(target, tables, schema, known, (table) => rawNameOf(table, ports.sql.partsOf));
  if (prune === undefined) {
    for (const lost of gone)
      context.err(`${lost}: its table no longer exists; --prune removes the data source\n`);
  }
  await ports.apply(command, { dataSources, remove: prune === undefined ? [] : gone, actor }, json);
}

/** Compares data sources with the tables in Trino. On any difference the command fails. */
export async function compareDataSources(
  context: DatasourceContext,
  ports: DatasourcePorts,
  names: readonly string[],
  options: CheckOptions,
  command: Command,
): Promise<void> {
  const all = await ports.dataSources(command);
  const { picked, unknown } = pickDataSources(all, names);
  const [first] = unknown;
  if (first !== undefined) {
    const hint = didYouMean(first, all.map(formatDataSourceName)) || '; scrim datasource add registers it';
    throw new Refusal('invalid', `there is no data source '${first}'${hint}`);
  }
  const comparisons = await checkDataSources(
    ports.connect(loginOf(context, options)),
    picked,
    {
      typeOf: ports.sql.typeOf,
      rawOf: (table) => rawNameOf(table, ports.sql.partsOf),
      queryOf: (dataSource) => expandQuery(dataSource, all),
    },
    progressTo(context),
  );
  await ports.validate(command, loginOf(context, options), picked.map(formatDataSourceName));
  const differing = comparisons.filter((comparison) => !agrees(comparison));
  if (differing.length > 0) context.fail();
  if (options.json) {
    context.out(asJson(comparisons));
    return;
  }
  for (const line of differing.flatMap(comparisonLines)) context.out(`${line}\n`);
  const checked = new Set(comparisons.map(({ dataSource }) => dataSource)).size;
  const differ = new Set(differing.map(({ dataSource }) => dataSource)).size;
  if (checked < picked.length) {
    context.err(`${count(picked.length - checked, 'data source')} of Redshift skipped\n`);
  }
  context.out(`${count(checked, 'data source')} checked, ${differ} differ\n`);
}

function checkScope({ name, prune, fromTrino }: AddOptions, whole: boolean): void {
  if (whole && name !== undefined) {
    const reason = `--name is for one table, and '${fromTrino}' is a schema; leave it out, or give CATALOG.SCHEMA.TABLE`;
    throw new Refusal('invalid', reason);
  }
  if (!whole && prune !== undefined) {
    const reason = `--prune is for a whole schema, and '${fromTrino}' is one table; leave it out, or give CATALOG.SCHEMA`;
    throw new Refusal('invalid', reason);
  }
}
