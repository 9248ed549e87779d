import { chunks, chunksBySize } from '../base/chunks.js';
import { Refusal } from '../base/refusal.js';
import { errorMessage } from '../base/system-error.js';
import type { Query } from '../sql/ast.js';
import { and, as, call, column, equals, inList, query, select, string, table } from '../sql/build.js';
import type { Name } from './sql-text.js';
import type { Cluster, Row } from './cluster.js';
import type { ProfileKind, ProfileRow } from './profile-rows.js';
import { systemTable } from './system-names.js';
import type { SystemSchemas } from './system-names.js';
import { systemVersion } from './system-objects.js';

/** Maximum number of names in one query. */
const namesAtOnce = 1_000;
/** Maximum number of rows that are read at once where a cluster can hold millions. */
const rowsAtOnce = 50_000;

/** A view or table as a key. */
export const relationKey = (schema: string, name: string): string => JSON.stringify([schema, name]);

/** A view that scrim created. */
interface InventoryEntry {
  readonly schema: string;
  readonly name: string;
  readonly dataSource: string;
  /** Hash of the pushed statement. */
  readonly pushed: string;
  /** Hash of its columns. */
  readonly columns: string;
  /** Hash of its text as stored in the cluster. */
  readonly stored: string | undefined;
}

/** A privilege of somebody who is not the owner. */
export interface Privilege {
  readonly privilege: string;
  readonly to: string;
  readonly type: 'user' | 'group' | 'role' | 'public';
}

/** Privileges, and what they are on. There may be millions. */
export interface Privileges {
  /** @param relation undefined for the privileges on the schema itself */
  on(schema: string, relation?: string): readonly Privilege[];
}

/** The profiles in a cluster, whose rows are read for a few people at a time: all of them may be too many for memory. */
export interface StoredProfiles {
  /** How many rows people have, by their name in Redshift. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Rows by the name of the user in Redshift. */
  rowsOf(usernames: readonly string[]): Promise<ReadonlyMap<string, readonly ProfileRow[]>>;
}

/** The contents of a cluster that scrim manages. */
export interface Actual {
  readonly profiles: StoredProfiles;
  readonly inventory: ReadonlyMap<string, InventoryEntry>;
  /** Hashes of the texts of all views in the requested schemas. */
  readonly views: ReadonlyMap<string, string>;
  readonly tables: ReadonlySet<string>;
  readonly privileges: Privileges;
  readonly schemas: ReadonlySet<string>;
  /** The schemas that scrim created. */
  readonly ownSchemas: ReadonlySet<string>;
  /** Undefined for an assumed cluster: then any name exists. */
  readonly users: ReadonlySet<string> | undefined;
  readonly groups: ReadonlySet<string> | undefined;
  readonly impersonators: ReadonlySet<string>;
  /** Hashes of the keys of hash masks; normally one. */
  readonly hashKeys: readonly string[];
}

/** An assumed cluster with scrim's own objects only. */
export const emptyCluster: Actual = {
  profiles: { sizes: new Map(), rowsOf: () => Promise.resolve(new Map()) },
  inventory: new Map(),
  views: new Map(),
  tables: new Set(),
  privileges: { on: () => [] },
  schemas: new Set(),
  ownSchemas: new Set(),
  users: undefined,
  groups: undefined,
  impersonators: new Set(),
  hashKeys: [],
};

const textOf = (row: Row, name: string): string => String(row[name] ?? '');

const read = (from: Name, columns: readonly string[], where?: Parameters<typeof select>[0]['where']): Query =>
  query(select({ items: columns.map((name) => column(name)), from: table(from), where }));

const within = (name: string, values: readonly string[]) => inList(column(name), values.map(string));

/** Names of schemas, users and groups in a cluster. */
async function readNames(cluster: Cluster): Promise<{
  readonly schemas: ReadonlySet<string>;
  readonly users: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}> {
  const names = async (from: string, name: string): Promise<ReadonlySet<string>> =>
    new Set((await cluster.rows(read([from], [name]))).map((row) => textOf(row, name)));
  return {
    schemas: await names('pg_namespace', 'nspname'),
    users: await names('pg_user', 'usename'),
    groups: await names('pg_group', 'groname'),
  };
}

/**
 * The version of scrim's own objects in a cluster; undefined if there are none.
 * @throws Refusal `conflict` if a newer scrim created them
 */
export async function readVersion(cluster: Cluster, schemas: SystemSchemas): Promise<number | undefined> {
  const there = await cluster.rows(
    read(
      ['pg_tables'],
      ['tablename'],
      and(within('schemaname', [schemas.system]), within('tablename', ['control'])),
    ),
  );
  if (there.length === 0) return undefined;
  const [row] = await cluster.rows(
    read(systemTable(schemas, 'control'), ['value'], equals(column('name'), string('version'))),
  );
  const version = row === undefined ? 0 : Number(row['value']);
  if (version > systemVersion) {
    throw new Refusal(
      'conflict',
      `the schema ${schemas.system} was created by a newer scrim (version ${version} of its objects; this scrim supports ${systemVersion}): use the newer scrim`,
    );
  }
  return version;
}

/** @throws Refusal `conflict` if `scrim redshift init` was not run, or by a newer scrim */
export async function requirePrepared(cluster: Cluster, schemas: SystemSchemas): Promise<void> {
  if ((await readVersion(cluster, schemas)) === undefined) {
    throw new Refusal(
      'conflict',
      `this database has no schema ${schemas.system} of scrim: run \`scrim redshift init\` first`,
    );
  }
}

/**
 * Whether quoted names are case-sensitive in scrim's own sessions; undefined if the cluster has no such
 * setting.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_enable_case_sensitive_identifier.html
 */
export async function readCaseSensitive(cluster: Pick<Cluster, 'rows'>): Promise<boolean | undefined> {
  const setting = call('current_setting', string('enable_case_sensitive_identifier'));
  try {
    const [row] = await cluster.rows(query(select({ items: [as(setting, 'setting')] })));
    return row === undefined ? undefined : /^(on|true|1)$/i.test(textOf(row, 'setting'));
  } catch (error) {
    if (/unrecognized configuration parameter/.test(errorMessage(error))) return undefined;
    throw error;
  }
}

/** The message for a configuration with case-sensitive names and a cluster that folds them. */
export const caseOff =
  "the configuration has caseSensitive: true, but the cluster folds names to lower case for scrim's account (enable_case_sensitive_identifier is off), so a name with upper-case letters would mean another object. Set caseSensitive: false, or enable it for the account with ALTER USER … SET enable_case_sensitive_identifier TO true";

/**
 * Reads everything that scrim manages.
 * @param viewSchemas the schemas in which views should be
 * @throws Refusal `conflict` if `scrim redshift init` was not run
 */
export async function readCluster(
  cluster: Cluster,
  schemas: SystemSchemas,
  viewSchemas: readonly string[],
): Promise<Actual> {
  await requirePrepared(cluster, schemas);
  const inventory = await readInventory(cluster, schemas);
  const looked = [...new Set([...viewSchemas, ...[...inventory.values()].map(({ schema }) => schema)])];
  const views = await cluster.rows(
    query(
      select({
        items: [column('schemaname'), column('viewname'), as(call('md5', column('definition')), 'stored')],
        from: table(['pg_views']),
        where: within('schemaname', looked),
      }),
    ),
  );
  const tables = await cluster.rows(
    read(['pg_tables'], ['schemaname', 'tablename'], within('schemaname', looked)),
  );
  const own = await cluster.rows(
    read(systemTable(schemas, 'control'), ['value'], equals(column('name'), string('schema'))),
  );
  const impersonators = await cluster.rows(read(systemTable(schemas, 'impersonator'), ['username']));
  const keys = await cluster.rows(
    query(
      select({
        items: [as(call('md5', column('key')), 'hashed')],
        from: table(systemTable(schemas, 'hash_key')),
      }),
    ),
  );
  return {
    profiles: await readProfiles(cluster, schemas),
    inventory,
    views: new Map(
      views.map((row) => [
        relationKey(textOf(row, 'schemaname'), textOf(row, 'viewname')),
        textOf(row, 'stored'),
      ]),
    ),
    tables: new Set(tables.map((row) => relationKey(textOf(row, 'schemaname'), textOf(row, 'tablename')))),
    privileges: await readPrivileges(cluster, looked),
    ...(await readNames(cluster)),
    ownSchemas: new Set(own.map((row) => textOf(row, 'value'))),
    impersonators: new Set(impersonators.map((row) => textOf(row, 'username'))),
    hashKeys: keys.map((row) => textOf(row, 'hashed')),
  };
}

async function readInventory(
  cluster: Cluster,
  schemas: SystemSchemas,
): Promise<ReadonlyMap<string, InventoryEntry>> {
  const columns = ['schema_name', 'view_name', 'data_source', 'pushed', 'columns', 'stored'];
  const rows = await cluster.rows(read(systemTable(schemas, 'inventory'), columns));
  return new Map(
    rows.map((row) => {
      const [schema, name] = [textOf(row, 'schema_name'), textOf(row, 'view_name')];
      const stored = row['stored'];
      return [
        relationKey(schema, name),
        {
          ...{ schema, name, dataSource: textOf(row, 'data_source') },
          ...{ pushed: textOf(row, 'pushed'), columns: textOf(row, 'columns') },
          stored: typeof stored === 'string' ? stored : undefined,
        },
      ];
    }),
  );
}

/** How many rows have each value of a column. */
async function readSizes(
  cluster: Pick<Cluster, 'rows'>,
  from: Name,
  name: string,
  values?: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await cluster.rows(
    query(
      select({
        items: [column(name), as(call('count', column(name)), 'counted')],
        from: table(from),
        where: values && within(name, values),
        groupBy: [column(name)],
      }),
    ),
  );
  return new Map(rows.map((row) => [textOf(row, name), Number(textOf(row, 'counted'))]));
}

/** The profiles of everybody, or of some users. */
export async function readProfiles(
  cluster: Cluster,
  schemas: SystemSchemas,
  usernames?: readonly string[],
): Promise<StoredProfiles> {
  const from = systemTable(schemas, 'profile');
  const asked = usernames === undefined ? [undefined] : chunks(usernames, namesAtOnce);
  const sizes = new Map<string, number>();
  for (const names of asked) {
    for (const [name, size] of await readSizes(cluster, from, 'username', names)) sizes.set(name, size);
  }
  return {
    sizes,
    async rowsOf(wanted) {
      const profiles = new Map<string, ProfileRow[]>();
      for (const names of chunks(wanted, namesAtOnce)) {
        const columns = ['username', 'kind', 'name', 'value'];
        for (const row of await cluster.rows(read(from, columns, within('username', names)))) {
          const username = textOf(row, 'username');
          const rows = profiles.get(username) ?? [];
          profiles.set(username, rows);
          rows.push({
            kind: textOf(row, 'kind') as ProfileKind,
            name: textOf(row, 'name'),
            value: textOf(row, 'value'),
          });
        }
      }
      return profiles;
    },
  };
}

/** Splits names so that about as many rows are read at once as fit into memory. @param sizes how many rows each name has */
export const readAtOnce = (
  names: readonly string[],
  sizes: ReadonlyMap<string, number>,
): readonly (readonly string[])[] =>
  chunksBySize(names, (name) => (sizes.get(name) ?? 0) + rowsAtOnce / namesAtOnce, rowsAtOnce);

/** Privileges on schemas and on the objects in them. */
export async function readPrivileges(
  cluster: Pick<Cluster, 'rows'>,
  schemas: readonly string[],
): Promise<Privileges> {
  const held = new Map<string, Privilege[]>();
  // The same few people hold the same privilege on each view.
  const known = new Map<string, Privilege>();
  const keep = (row: Row): void => {
    const [privilege, to, type] = [
      textOf(row, 'privilege_type').toUpperCase(),
      textOf(row, 'identity_name'),
      textOf(row, 'identity_type').toLowerCase() as Privilege['type'],
    ];
    const key = JSON.stringify([privilege, to, type]);
    const one = known.get(key) ?? { privilege, to, type };
    known.set(key, one);
    const on = privilegesKey(
      textOf(row, 'namespace_name'),
      row['relation_name'] === undefined ? undefined : textOf(row, 'relation_name'),
    );
    const others = held.get(on);
    if (others === undefined) held.set(on, [one]);
    else others.push(one);
  };
  const columns = ['namespace_name', 'privilege_type', 'identity_name', 'identity_type'];
  for (const [from, all] of [
    ['svv_schema_privileges', columns],
    ['svv_relation_privileges', [...columns, 'relation_name']],
  ] as const) {
    if (schemas.length === 0) break;
    const sizes = await readSizes(cluster, [from], 'namespace_name', schemas);
    for (const some of readAtOnce([...sizes.keys()], sizes)) {
      (await cluster.rows(read([from], all, within('namespace_name', some)))).forEach(keep);
    }
  }
  return { on: (schema, relation) => held.get(privilegesKey(schema, relation)) ?? [] };
}

const privilegesKey = (schema: string, relation: string | undefined): string =>
  JSON.stringify([schema, relation ?? null]);
