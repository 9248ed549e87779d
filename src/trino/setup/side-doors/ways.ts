import type { Attempt } from '../../ask.js';
import type {
  CreateMaterializedView,
  CreateTableAs,
  CreateView,
  Explain,
  Expression,
  Query,
  Relation,
  TableFunctionCall,
} from '../../../sql/ast.js';
import {
  allColumns,
  and,
  as,
  binary,
  boolean,
  call,
  column,
  createTableAs,
  createView,
  equals,
  explain,
  identifier,
  integer,
  nullLiteral,
  objectStatement,
  qualifiedName,
  query,
  select,
  string,
  subquery,
  table,
} from '../../../sql/build.js';
import { partsOf } from './target.js';
import type { Manner, Surroundings, Target } from './target.js';

/** How a query is run: by itself, or as the text of another statement. */
type Running = 'directly' | 'EXECUTE IMMEDIATE' | 'PREPARE and EXECUTE';

/** A copy of a raw table that a person could keep in a schema of their own. */
export interface Copy {
  readonly create: (
    name: readonly string[],
    of: Query,
  ) => CreateTableAs | CreateView | CreateMaterializedView;
  readonly fill?: (name: readonly string[]) => Attempt;
  readonly drop: (name: readonly string[]) => Attempt;
}

/**
 * What a way does, and so how its answer is judged:
 * `rows` and `column` and `copy` read rows, which must be those of the view; `count` counts them; `plan` and `statistics` tell about the rows that
 * SELECT reads; `raw` gives raw data whenever it is answered; `values` counts raw values; `names` lists; `change` changes the table;
 * `become` acts as another user; `setting` sets a session property.
 */
export type Trial =
  | {
      readonly kind: 'rows';
      readonly from?: (target: Target) => Relation;
      readonly running?: Running;
      readonly manner?: (surroundings: Surroundings) => Manner;
    }
  | { readonly kind: 'column' }
  | { readonly kind: 'count' }
  | { readonly kind: 'copy'; readonly copy: Copy }
  | { readonly kind: 'plan'; readonly statement: (target: Target) => Attempt }
  | { readonly kind: 'statistics' }
  | { readonly kind: 'raw'; readonly statement: (target: Target) => Attempt }
  /** Each query counts the raw values of a column. */
  | { readonly kind: 'values'; readonly counts: (target: Target) => readonly Query[] }
  | { readonly kind: 'names'; readonly statement: (target: Target) => Attempt }
  | { readonly kind: 'change'; readonly statement: (target: Target) => Explain }
  /** Table functions of a catalog, besides those that it lists. */
  | { readonly kind: 'pass-through'; readonly functions: readonly string[] }
  | { readonly kind: 'become'; readonly user: (surroundings: Surroundings) => string | undefined }
  | { readonly kind: 'setting'; readonly property: string; readonly value: string };

/** A way on which a person could get at a raw table past the views. */
export interface Way {
  /** The statement in short. */
  readonly name: string;
  /** Tried for each table, for each raw catalog, or once. */
  readonly per: 'table' | 'catalog' | 'Trino';
  readonly trial: Trial;
  /** Connectors that have it; all if undefined. */
  readonly connectors?: readonly string[];
  /** What closes it, if it is open. */
  readonly mend: string;
}

const raw = (target: Target): Relation => table(partsOf(target));

const everything = (target: Target): Query => query(select({ items: [allColumns()], from: raw(target) }));

/** What the views show of a table; everything if there are none. */
export const shown = ({ columns }: Pick<Target, 'columns'>, from: Relation): Query =>
  query(select({ items: columns.length === 0 ? [allColumns()] : columns.map((name) => column(name)), from }));

const closeTable = 'close the table to this user: remove their right to select from it';
const closeMetadata =
  'close metadata tables (names with $) to everybody who may not read the table in the clear';
const closeWrites = 'if this user need not change the table, remove the right';

const lakes = ['iceberg', 'delta_lake', 'hive', 'hudi'];

const perTable = (name: string, trial: Trial, mend = closeTable): Way => ({
  name,
  per: 'table',
  trial,
  mend,
});

const timeTravel = (
  name: string,
  of: 'VERSION' | 'TIMESTAMP',
  value: Expression,
  connectors: readonly string[],
): Way => ({
  ...perTable(name, {
    kind: 'rows',
    from: (target) => ({
      kind: 'Table',
      name: qualifiedName(...partsOf(target)),
      version: { kind: 'TableVersion', of, value },
    }),
  }),
  connectors,
});

const metadataTable = (suffix: string, connectors: readonly string[]): Way => ({
  ...perTable(
    `metadata table $${suffix}`,
    {
      kind: 'raw',
      statement: ({ raw: { catalog, schema, table: name } }) =>
        query(select({ items: [allColumns()], from: table([catalog, schema, `${name}$${suffix}`]) }), {
          limit: { kind: 'Limit', count: { kind: 'IntegerLiteral', value: '1' } },
        }),
    },
    closeMetadata,
  ),
  connectors,
});

const countOf = (target: Target, name: string): Query =>
  query(select({ items: [call('count', column(name))], from: raw(target) }));

const hiddenColumn = (name: string): Way => ({
  ...perTable(
    `hidden column ${name}`,
    { kind: 'values', counts: (target) => [countOf(target, name)] },
    'mask or deny hidden columns (names with $)',
  ),
  connectors: lakes,
});

const explained = (form: Explain['form']): Way =>
  perTable(form === 'ANALYZE' ? 'EXPLAIN ANALYZE' : `EXPLAIN (TYPE ${form})`, {
    kind: 'plan',
    statement: (target) => explain(shown(target, raw(target)), form),
  });

const change = (name: string, statement: (target: Target) => Explain['statement']): Way =>
  perTable(
    name,
    { kind: 'change', statement: (target) => explain(statement(target), 'VALIDATE') },
    closeWrites,
  );

/** Columns of the lists of all catalogs: those of the catalog, the schema and the table. */
const listed = (
  list: readonly string[],
  [catalog, schema, name]: readonly [catalog: string, schema: string, table: string],
): Way =>
  perTable(
    `list ${list.join('.')}`,
    {
      kind: 'names',
      statement: (target) =>
        query(
          select({
            items: [integer(1)],
            from: table(list),
            where: and(
              equals(column(catalog), string(target.raw.catalog)),
              equals(column(schema), string(target.raw.schema)),
              equals(column(name), string(target.raw.table)),
            ),
          }),
        ),
    },
    'hide the table from this user',
  );

const dropTable = (name: readonly string[]): Attempt => objectStatement('DROP TABLE', name);
const dropView = (name: readonly string[]): Attempt => ({
  kind: 'DropView',
  name: qualifiedName(...name),
  ifExists: false,
});
const viewOf =
  (security: CreateView['security']) =>
  (name: readonly string[], of: Query): CreateView => ({ ...createView(name, of), replace: false, security });

const noRows = boolean(false);

/** Every way to a raw table that the doctor tries. Tests and the command read this table. */
export const ways: readonly Way[] = [
  perTable('SELECT', { kind: 'rows' }),
  perTable('SELECT of single columns', { kind: 'column' }),
  perTable('SELECT count(*)', { kind: 'count' }),
  perTable('SELECT * in a subquery', {
    kind: 'rows',
    from: (target) => subquery(everything(target), 'everything'),
  }),
  perTable('EXECUTE IMMEDIATE', { kind: 'rows', running: 'EXECUTE IMMEDIATE' }),
  perTable('PREPARE and EXECUTE', { kind: 'rows', running: 'PREPARE and EXECUTE' }),
  perTable('SELECT with extra credentials', {
    kind: 'rows',
    manner: ({ definer, operator }) => ({
      headers: { 'X-Trino-Extra-Credential': `user=${encodeURIComponent(definer ?? operator)}` },
    }),
  }),
  timeTravel('FOR VERSION AS OF', 'VERSION', string('main'), ['iceberg']),
  timeTravel(
    'FOR TIMESTAMP AS OF',
    'TIMESTAMP',
    binary({ kind: 'CurrentValue', name: 'CURRENT_TIMESTAMP' }, '-', {
      kind: 'IntervalLiteral',
      negative: false,
      value: '1',
      from: 'SECOND',
    }),
    ['iceberg', 'delta_lake'],
  ),
  {
    ...perTable(
      'columns outside the data source',
      {
        kind: 'values',
        counts: (target) => target.otherColumns.map((name) => countOf(target, name)),
      },
      'mask or deny columns that no data source shows',
    ),
  },
  ...['$path', '$file_modified_time', '$partition'].map(hiddenColumn),
  ...['files', 'partitions', 'entries', 'manifests', 'snapshots', 'refs', 'all_entries', 'all_manifests'].map(
    (suffix) => metadataTable(suffix, ['iceberg']),
  ),
  metadataTable('metadata_log_entries', ['iceberg']),
  metadataTable('history', ['iceberg', 'delta_lake']),
  metadataTable('partitions', ['hive', 'delta_lake']),
  metadataTable('properties', lakes),
  metadataTable('timeline', ['hudi']),
  perTable(
    'SHOW STATS',
    { kind: 'statistics' },
    'close the table to this user, or turn the statistics of its catalog off',
  ),
  ...(['LOGICAL', 'DISTRIBUTED', 'IO', 'VALIDATE', 'ANALYZE'] as const).map(explained),
  perTable(
    'SHOW CREATE TABLE',
    { kind: 'names', statement: (target) => objectStatement('SHOW CREATE TABLE', partsOf(target)) },
    closeTable,
  ),
  perTable('SHOW COLUMNS', {
    kind: 'names',
    statement: (target) => objectStatement('SHOW COLUMNS FROM', partsOf(target)),
  }),
  listed(['system', 'jdbc', 'tables'], ['table_cat', 'table_schem', 'table_name']),
  listed(['system', 'jdbc', 'columns'], ['table_cat', 'table_schem', 'table_name']),
  listed(['system', 'metadata', 'table_comments'], ['catalog_name', 'schema_name', 'table_name']),
  // EXPLAIN checks the rights of these statements, and executes none. It does not check those of TRUNCATE, DROP, ALTER, COMMENT and CALL.
  change('INSERT', (target) => ({
    kind: 'Insert',
    name: qualifiedName(...partsOf(target)),
    columns: [],
    query: query(select({ items: [allColumns()], from: raw(target), where: noRows })),
  })),
  change('UPDATE', (target) => ({
    kind: 'Update',
    name: qualifiedName(...partsOf(target)),
    columns: [identifier(target.columns[0] ?? '')],
    values: [nullLiteral],
    where: noRows,
  })),
  change('DELETE', (target) => ({
    kind: 'Delete',
    name: qualifiedName(...partsOf(target)),
    where: noRows,
  })),
  change('MERGE', (target) => ({
    kind: 'Merge',
    name: qualifiedName(...partsOf(target)),
    source: subquery(select({ items: [as(integer(1), 'one')] }), 'source'),
    condition: noRows,
  })),
  change('ANALYZE', (target) => objectStatement('ANALYZE', partsOf(target))),
  perTable('CREATE TABLE AS', {
    kind: 'copy',
    copy: {
      create: (name, of) => createTableAs(name, of, { ifNotExists: false }),
      drop: dropTable,
    },
  }),
  perTable('CREATE VIEW of its definer', {
    kind: 'copy',
    copy: { create: viewOf('DEFINER'), drop: dropView },
  }),
  perTable('CREATE VIEW of its invoker', {
    kind: 'copy',
    copy: { create: viewOf('INVOKER'), drop: dropView },
  }),
  perTable('CREATE MATERIALIZED VIEW', {
    kind: 'copy',
    copy: {
      create: (name, of) => ({
        kind: 'CreateMaterializedView',
        name: qualifiedName(...name),
        query: of,
      }),
      fill: (name) => objectStatement('REFRESH MATERIALIZED VIEW', name),
      drop: (name) => objectStatement('DROP MATERIALIZED VIEW', name),
    },
  }),
  {
    name: 'table function',
    per: 'catalog',
    trial: { kind: 'pass-through', functions: ['query', 'raw_query', 'table_changes'] },
    mend: 'deny the functions of raw catalogs: they read past every rule',
  },
  {
    name: 'SET SESSION AUTHORIZATION to the definer',
    per: 'Trino',
    trial: { kind: 'become', user: ({ definer }) => definer },
    mend: 'forbid everybody to impersonate the definer',
  },
  {
    name: 'SET SESSION AUTHORIZATION to the user of the doctor',
    per: 'Trino',
    trial: { kind: 'become', user: ({ operator }) => operator },
    mend: 'forbid this user to impersonate others who read raw tables',
  },
  {
    name: 'SET SESSION allow_unsafe_pushdown',
    per: 'Trino',
    trial: { kind: 'setting', property: 'allow_unsafe_pushdown', value: 'true' },
    mend: 'forbid the session property: run scrim trino init again, and copy its rules',
  },
];

/** A call of a table function of a catalog, with a text for its source. */
export const passThroughCall = (catalog: string, name: string): Query => {
  const called: TableFunctionCall = {
    kind: 'TableFunctionCall',
    name: qualifiedName(catalog, 'system', name),
    arguments: [{ kind: 'TableFunctionArgument', name: identifier('query'), value: string('SELECT 1') }],
    copartition: [],
  };
  return query(select({ items: [allColumns()], from: called }));
};
