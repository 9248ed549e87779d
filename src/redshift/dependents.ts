import {
  and,
  as,
  call,
  column,
  compare,
  equals,
  inList,
  like,
  query,
  select,
  string,
  table,
} from '../sql/build.js';
import { parseStatement, SqlSyntaxError } from '../sql/parse/index.js';
import { fold, foldAll } from '../sql/scope/names.js';
import { nodesOf } from '../sql/visit.js';
import { relationKey } from './catalog.js';
import type { Cluster, Row } from './cluster.js';
import { dropView } from './statements.js';

/** A relation of somebody else that reads a view of scrim, directly or through other relations. */
export interface Dependent {
  readonly schema: string;
  readonly name: string;
  readonly owner: string;
  /** The relation that it reads. */
  readonly on: { readonly schema: string; readonly name: string };
}

const textOf = (row: Row, name: string): string => String(row[name] ?? '');

/**
 * The relations that are bound to relations of some schemas, directly or indirectly. A relation comes after everything
 * that it reads. Views without schema binding are not included, because they are bound to nothing.
 * @param of the relations to start from
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_VIEW.html
 */
export async function findDependents(
  cluster: Pick<Cluster, 'rows'>,
  of: readonly { readonly schema: string; readonly name: string }[],
): Promise<readonly Dependent[]> {
  const found = new Map<string, Dependent>();
  const begin = new Set(of.map(({ schema, name }) => relationKey(schema, name)));
  let level: ReadonlySet<string> = begin;
  while (level.size > 0) {
    const next = new Set<string>();
    const schemas = new Set([...level].map(schemaOf));
    for (const row of await cluster.rows(boundTo([...schemas]))) {
      const on = { schema: textOf(row, 'read_schema'), name: textOf(row, 'read_name') };
      if (!level.has(relationKey(on.schema, on.name))) continue;
      const dependent = {
        ...{ schema: textOf(row, 'schema_name'), name: textOf(row, 'relation_name') },
        ...{ owner: textOf(row, 'owner_name'), on },
      };
      const key = relationKey(dependent.schema, dependent.name);
      if (begin.has(key)) continue;
      // A relation that was found before also reads something of this level, so it moves behind it.
      found.delete(key);
      found.set(key, dependent);
      next.add(key);
    }
    level = next;
  }
  return [...found.values()];
}

const schemaOf = (key: string): string => (JSON.parse(key) as readonly string[])[0] ?? '';

/**
 * The relations that are directly bound to relations of some schemas. The rule of a view depends on what the view reads.
 */
function boundTo(schemas: readonly string[]) {
  const of = (alias: string, name: string) => column(alias, name);
  return query(
    select({
      distinct: true,
      items: [
        as(of('vn', 'nspname'), 'schema_name'),
        as(of('v', 'relname'), 'relation_name'),
        as(call('pg_get_userbyid', of('v', 'relowner')), 'owner_name'),
        as(of('tn', 'nspname'), 'read_schema'),
        as(of('t', 'relname'), 'read_name'),
      ],
      from: [
        table(['pg_class'], 't'),
        table(['pg_namespace'], 'tn'),
        table(['pg_depend'], 'reads'),
        table(['pg_depend'], 'belongs'),
        table(['pg_class'], 'v'),
        table(['pg_namespace'], 'vn'),
      ],
      where: and(
        inList(of('tn', 'nspname'), schemas.map(string)),
        equals(of('t', 'relnamespace'), of('tn', 'oid')),
        equals(of('reads', 'refobjid'), of('t', 'oid')),
        equals(of('belongs', 'classid'), of('reads', 'classid')),
        equals(of('belongs', 'objid'), of('reads', 'objid')),
        equals(of('belongs', 'refclassid'), of('reads', 'refclassid')),
        equals(of('belongs', 'deptype'), string('i')),
        equals(of('v', 'oid'), of('belongs', 'refobjid')),
        compare(of('v', 'oid'), '<>', of('t', 'oid')),
        equals(of('vn', 'oid'), of('v', 'relnamespace')),
      ),
    }),
  );
}

/** Relations with their owners, for messages. */
export const inWords = (dependents: readonly Dependent[]): string =>
  dependents.map(({ schema, name, owner }) => `${schema}.${name} (owner ${owner})`).join(', ');

/** The statements that drop dependents, each after all that read it. */
export const dropDependents = (dependents: readonly Dependent[]): readonly string[] =>
  dependents.map(({ schema, name }) => `${dropView([schema, name])};`).toReversed();

/**
 * The views without schema binding that read relations, found by their texts, if those are visible and parse.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_VIEW.html
 */
export async function findLateBound(
  cluster: Pick<Cluster, 'rows'>,
  of: readonly { readonly schema: string; readonly name: string }[],
): Promise<readonly Dependent[]> {
  const rows = await cluster.rows(
    query(
      select({
        items: ['schemaname', 'viewname', 'viewowner', 'definition'].map((name) => column(name)),
        from: table(['pg_views']),
        where: like(call('lower', column('definition')), string('%no schema binding%')),
      }),
    ),
  );
  const wanted = new Map(of.map((one) => [relationKey(fold(one.schema), fold(one.name)), one]));
  return rows.flatMap((row): readonly Dependent[] => {
    const [schema, name, owner] = [
      textOf(row, 'schemaname'),
      textOf(row, 'viewname'),
      textOf(row, 'viewowner'),
    ];
    if (wanted.has(relationKey(fold(schema), fold(name)))) return [];
    const reads = tablesIn(textOf(row, 'definition'));
    const keys = reads.map((parts) => relationKey(parts.at(-2) ?? '', parts.at(-1) ?? ''));
    return [...new Set(keys)].flatMap((key) => {
      const on = wanted.get(key);
      return on === undefined ? [] : [{ schema, name, owner, on: { schema: on.schema, name: on.name } }];
    });
  });
}

/** The folded names of tables in a view's text; none if the text cannot be parsed. */
function tablesIn(definition: string): readonly (readonly string[])[] {
  try {
    const statement = parseStatement(definition, 'redshift');
    return nodesOf(statement, 'Table').map(({ name }) => foldAll(name.parts));
  } catch (error) {
    if (error instanceof SqlSyntaxError) return [];
    throw error;
  }
}
