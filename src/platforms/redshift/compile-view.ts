import type { DataSource } from '../../model/data-source.js';
import { formatDataSourceName } from '../../model/names.js';
import { present } from '../../model/present.js';
import type { Settings } from '../../model/settings.js';
import type { Decision } from '../../policy/decision.js';
import type { Shown } from '../../policy/shown.js';
import { definitionOf, partsOf, rawTablesOf, spelledParts } from '../../policy/sources/definition.js';
import { fold } from '../../sql/scope/names.js';
import { transform } from '../../sql/transform.js';
import type { CreateView, QualifiedName, Query } from '../../sql/ast.js';
import { and, createView, query, select } from '../../sql/build.js';
import { print } from '../../sql/print/print.js';
import { UnsupportedByDialect } from '../../sql/print/unsupported.js';
import { nodesOf } from '../../sql/visit.js';
import { CannotSay } from '../cannot-say.js';
import { checkView } from './check-view.js';
import { redshift } from './platform.js';
import { beside, govern, redshiftRelation } from './source-relation.js';
import type { ViewParts } from './source-relation.js';
import { redshiftTypes } from './types.js';

/** Where views are created, and what they read in addition to tables. */
export interface RedshiftPlace {
  /** The database that people connect to, with the views and scrim's own objects. */
  readonly database: string;
  /** The schema of scrim's own objects: the view `user_profile`, and the one-row table `hash_key` with its column `key`. */
  readonly systemSchema: string;
  /** Whether quoted names are case-sensitive in the cluster (`enable_case_sensitive_identifier`). */
  readonly caseSensitive?: boolean | undefined;
  /** The schema in which the view is created; by default the data source's. */
  readonly schema?: string;
  /** The key of hash masks, for settings with inlineHashKey. */
  readonly inlineHashKey?: string;
}

/** A view for everyone, or why there is none. */
export type RedshiftView =
  | {
      readonly statement: CreateView;
      /** The statement's SQL. */
      readonly sql: string;
      /** Whether the view has no schema binding, because it reads an external table or another database. */
      readonly lateBinding: boolean;
      /** The raw tables that the view reads, each as the parts of its name, the database first. */
      readonly reads: readonly (readonly string[])[];
      /** Columns that are not in the view, by name, with the reason. */
      readonly notShown: ReadonlyMap<string, string>;
      readonly problems?: undefined;
    }
  | { readonly problems: readonly string[]; readonly statement?: undefined };

/** Maximum number of columns of a view in Redshift. */
const mostColumns = 1_600;

/**
 * Compiles the one view that everybody reads for a data source on Redshift. It reads the reader's own profile for what the decision leaves
 * open. A reader without a subscription in the profile sees no row.
 * @param decision the decision for everyone (an open reader)
 * @throws Error for a decision about one person
 */
export function compileRedshiftView(
  dataSource: DataSource,
  decision: Decision,
  settings: Settings,
  place: RedshiftPlace,
): RedshiftView {
  const name = formatDataSourceName(dataSource);
  if (dataSource.platform !== redshift.traits.name) {
    return { problems: [`data source '${name}' is on ${dataSource.platform}`] };
  }
  if (decision.kind === 'hidden') return { problems: [`data source '${name}' is disabled`] };
  if (decision.kind === 'closed') return { problems: decision.problems };
  const definition = definitionOf(dataSource);
  if (definition.kind === 'unusable') return { problems: [definition.problem] };
  try {
    return open(dataSource, decision.shown, settings, place);
  } catch (error) {
    if (error instanceof CannotSay || error instanceof UnsupportedByDialect) {
      return { problems: [error.message] };
    }
    throw error;
  }
}

function open(dataSource: DataSource, shown: Shown, settings: Settings, place: RedshiftPlace): RedshiftView {
  const { database, systemSchema } = place;
  const parts: ViewParts = {
    profile: [systemSchema, 'user_profile'],
    hashKey: () => redshift.hashKey({ settings, systemSchema, inlineHashKey: place.inlineHashKey ?? '' }),
  };
  const readable = shown.columns.filter(({ column }) => redshiftTypes.typeOf(column) !== undefined);
  const notShown = new Map(
    shown.columns
      .filter((one) => !readable.includes(one))
      .map(({ column }) => [column.name, `scrim cannot read its type ${column.type}`]),
  );
  if (readable.length === 0) return { problems: ['none of its columns has a type that can be shown'] };
  if (readable.length > mostColumns) {
    return {
      problems: [`it has ${readable.length} columns, but a view of Redshift can have at most ${mostColumns}`],
    };
  }
  const cased = place.caseSensitive === true ? undefined : foldedName(dataSource, shown);
  if (cased !== undefined) return { problems: [cased] };
  const relation = redshiftRelation(dataSource, shown, parts);
  const governing = govern(relation, present(dataSource).columns, parts);
  const guard = redshift.guard(dataSource, governing.parts);
  const items = readable.map((one) => governing.item(one, 'may change'));
  const filters = shown.rows.map(governing.filter);
  const whole = query(select({ items, from: beside(relation, governing), where: and(guard, ...filters) }));
  const own = nodesOf(whole, 'Table').find(({ name: { parts: of } }) => isOwn(of, systemSchema));
  if (own !== undefined) {
    const read = partsOf(own.name).join('.');
    return {
      problems: [
        `it reads ${read}: nothing else may read the schema of scrim's own tables, such as the hash key's`,
      ],
    };
  }
  const body = transform(whole, {
    Table: (node) => ({ ...node, name: withoutDatabase(node.name, database) }),
  }) as Query;
  const lateBinding =
    isExternal(dataSource, shown) || nodesOf(body, 'Table').some(({ name }) => name.parts.length > 2);
  const made = createView([place.schema ?? dataSource.schema, dataSource.name], body);
  const statement: CreateView = { ...made, replace: false, withNoSchemaBinding: lateBinding };
  const sql = print(statement, 'redshift');
  const problems = checkView(statement, sql);
  return problems.length > 0
    ? { problems }
    : {
        statement,
        sql,
        lateBinding,
        reads: readsOf(dataSource, shown),
        notShown,
      };
}

/** Whether a person wrote the name of a table in scrim's schema. Such a name has the database; scrim's own references do not. */
const isOwn = (parts: QualifiedName['parts'], systemSchema: string): boolean =>
  parts.length === 3 && fold(parts[1]?.value ?? '') === fold(systemSchema);

/** Tables in the view's own database are named without the database, because a view with schema binding requires it. */
const withoutDatabase = (name: QualifiedName, database: string): QualifiedName =>
  name.parts.length === 3 && fold(name.parts[0]?.value ?? '') === fold(database)
    ? { ...name, parts: name.parts.slice(1) }
    : name;

/** The raw tables of a data source, in the form in which the cluster is queried for them. */
function spelledTables(dataSource: DataSource): readonly (readonly string[])[] {
  const definition = definitionOf(dataSource);
  return definition.kind === 'table' ? [spelledParts(definition.name)] : rawTablesOf(dataSource);
}

const sourcesOf = ({ sources = [] }: Shown): readonly DataSource[] =>
  sources.flatMap(({ source, shown }) => [
    ...(source.dataSource === undefined ? [] : [source.dataSource]),
    ...sourcesOf(shown),
  ]);

const isExternal = (dataSource: DataSource, shown: Shown): boolean =>
  [dataSource, ...sourcesOf(shown)].some(({ external }) => external === true);

/** The raw tables that a data source reads directly or indirectly, without duplicates. */
function readsOf(dataSource: DataSource, shown: Shown): readonly (readonly string[])[] {
  const all = [dataSource, ...sourcesOf(shown)].flatMap(spelledTables);
  return [...new Map(all.map((table) => [JSON.stringify(table), table])).values()];
}

/** Why a table or a column cannot be named in a cluster that folds every name to lower case. */
function foldedName(dataSource: DataSource, shown: Shown): string | undefined {
  const all = [dataSource, ...sourcesOf(shown)];
  const hasCase = (name: string): boolean => /[A-Z]/.test(name);
  const table = all.flatMap(spelledTables).find((parts) => parts.some(hasCase));
  const column = all.flatMap(({ columns }) => columns).find(({ name }) => hasCase(name));
  const what = table === undefined ? column && `column '${column.name}'` : `table ${table.join('.')}`;
  return what === undefined
    ? undefined
    : `${what} has upper-case letters, and Redshift folds every name to lower case unless enable_case_sensitive_identifier is on: if it is on, set caseSensitive: true in the configuration of the cluster`;
}
