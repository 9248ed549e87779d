import { chunks } from '../base/chunks.js';
import { groupBy } from '../base/group-by.js';
import {
  and,
  as,
  call,
  column,
  equals,
  inList,
  isNull,
  or,
  query,
  select,
  string,
  table,
} from '../sql/build.js';
import type { Privilege, Privileges } from './catalog.js';
import type { Cluster, Row } from './cluster.js';
import { finding } from './finding.js';
import type { Finding } from './finding.js';
import { privilegeHolder } from './plan-readers.js';
import { alterOwner, onSchema, revoke, revokeColumns, revokeDefault } from './statements.js';

/** Maximum number of users in one query. */
const usersAtOnce = 1_000;
/** Maximum number of people named in one finding. */
const namedAtOnce = 5;

/** The grantee of a right. */
type Holder = Pick<Privilege, 'to' | 'type'>;

/** A table or view that people may read only through scrim's views. */
export interface ClosedRelation {
  readonly parts: readonly string[];
  readonly isRaw: boolean;
}

const textOf = (row: Row, name: string): string => String(row[name] ?? '');

/** The grantee of a right, for messages. */
export const grantedTo = ({ to, type }: Holder): string =>
  type === 'public' ? 'granted to everybody' : `granted to ${type} '${to}'`;

const listed = (names: readonly string[]): string =>
  names.length <= namedAtOnce
    ? names.join(', ')
    : `${names.slice(0, namedAtOnce).join(', ')} and ${names.length - namedAtOnce} others`;

/**
 * The people who have a grantee's right, directly or through groups and roles.
 * @param usable only people who also have USAGE on this schema
 */
async function peopleOf(
  cluster: Pick<Cluster, 'rows'>,
  people: readonly string[],
  { to, type }: Holder,
  usable?: string,
): Promise<readonly string[]> {
  const perhaps = type === 'user' ? people.filter((name) => name === to) : people;
  const found: string[] = [];
  for (const some of chunks(perhaps, usersAtOnce)) {
    const rows = await cluster.rows(
      query(
        select({
          items: [column('usename')],
          from: table(['pg_user']),
          where: and(
            inList(column('usename'), some.map(string)),
            ...(type === 'group' || type === 'role'
              ? [call('user_is_member_of', column('usename'), string(to))]
              : []),
            ...(usable === undefined
              ? []
              : [call('has_schema_privilege', column('usename'), string(usable), string('usage'))]),
          ),
        }),
      ),
    );
    found.push(...rows.map((row) => textOf(row, 'usename')));
  }
  return found.toSorted();
}

/**
 * Grants on single columns, which rights on the whole table do not show.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_COLUMN_PRIVILEGES.html
 */
export async function findColumnGrants(
  cluster: Pick<Cluster, 'rows'>,
  closed: readonly ClosedRelation[],
  people: readonly string[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const columns = ['namespace_name', 'relation_name', 'column_name', 'identity_name', 'identity_type'];
  for (const { parts, isRaw } of closed) {
    const [schema = '', relation = ''] = parts;
    const rows = await cluster.rows(
      query(
        select({
          items: columns.map((name) => column(name)),
          from: table(['svv_column_privileges']),
          where: and(
            equals(column('namespace_name'), string(schema)),
            equals(column('relation_name'), string(relation)),
            equals(call('upper', column('privilege_type')), string('SELECT')),
          ),
        }),
      ),
    );
    const grants = groupBy(rows, (row) => JSON.stringify([row['identity_type'], row['identity_name']]));
    for (const [first, ...more] of grants.values()) {
      if (first === undefined) continue;
      const holder = holderIn(first, 'identity');
      const readers = await peopleOf(cluster, people, holder, schema);
      if (readers.length === 0) continue;
      const names = [first, ...more].map((row) => textOf(row, 'column_name')).toSorted();
      findings.push(
        finding(
          `${listed(readers)} may read ${names.join(', ')} of ${isRaw ? 'the raw table ' : ''}${parts.join('.')}: ${grantedTo(holder)}, column by column`,
          revokeColumns(names, parts, privilegeHolder(holder)),
        ),
      );
    }
  }
  return findings;
}

/**
 * Rights on future tables, in schemas of raw tables, views or scrim's own objects.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_SVV_DEFAULT_PRIVILEGES.html
 */
export async function findDefaultGrants(
  cluster: Pick<Cluster, 'rows'>,
  schemas: readonly string[],
  people: readonly string[],
): Promise<readonly Finding[]> {
  const columns = ['schema_name', 'owner_name', 'privilege_type', 'grantee_name', 'grantee_type'];
  const schema = column('schema_name');
  const rows = await cluster.rows(
    query(
      select({
        items: columns.map((name) => column(name)),
        from: table(['svv_default_privileges']),
        where: and(
          equals(call('upper', column('object_type')), string('RELATION')),
          equals(call('upper', column('privilege_type')), string('SELECT')),
          or(isNull(schema), inList(schema, ['', ...schemas].map(string))),
        ),
      }),
    ),
  );
  const findings: Finding[] = [];
  for (const row of rows) {
    const holder = holderIn(row, 'grantee');
    const readers = await peopleOf(cluster, people, holder);
    if (readers.length === 0) continue;
    const [owner, name] = [textOf(row, 'owner_name'), textOf(row, 'schema_name')];
    const where = name === '' ? 'in any schema' : `in schema ${name}`;
    findings.push(
      finding(
        `${listed(readers)} may read every future table of ${owner} ${where}: ${grantedTo(holder)} by default`,
        revokeDefault(owner, name === '' ? undefined : name, privilegeHolder(holder)),
      ),
    );
  }
  return findings;
}

/**
 * People who own a schema, directly or as members of its owner, or who may create objects in the schemas of views or scrim's own objects.
 * are.
 * @param own the schemas of views and of scrim's own objects
 * @param raw the schemas of raw tables
 * @param account scrim's own
 */
export async function findSchemaRights(
  cluster: Pick<Cluster, 'rows'>,
  { own, raw }: { readonly own: readonly string[]; readonly raw: readonly string[] },
  privileges: Privileges,
  people: readonly string[],
  account: string,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const schemas = [...new Set([...own, ...raw])].toSorted();
  const owners = await cluster.rows(
    query(
      select({
        items: [column('nspname'), as(call('pg_get_userbyid', column('nspowner')), 'owner')],
        from: table(['pg_namespace']),
        where: inList(column('nspname'), schemas.map(string)),
      }),
    ),
  );
  const users = new Set(
    (await cluster.rows(query(select({ items: [column('usename')], from: table(['pg_user']) })))).map((row) =>
      textOf(row, 'usename'),
    ),
  );
  for (const row of owners.toSorted((a, b) => (textOf(a, 'nspname') < textOf(b, 'nspname') ? -1 : 1))) {
    const [schema, owner] = [textOf(row, 'nspname'), textOf(row, 'owner')];
    const who = await peopleOf(cluster, people, { to: owner, type: users.has(owner) ? 'user' : 'role' });
    if (who.length === 0) continue;
    findings.push(
      finding(
        `${listed(who)} may open schema ${schema} to anybody: ${users.has(owner) ? 'as its owner' : `as members of '${owner}', its owner`}`,
        alterOwner(onSchema(schema), account),
      ),
    );
  }
  const creators = own.flatMap((schema) => privileges.on(schema).map((held) => ({ schema, held })));
  for (const { schema, held } of creators) {
    if (held.privilege !== 'CREATE') continue;
    const who = await peopleOf(cluster, people, held);
    if (who.length === 0) continue;
    findings.push(
      finding(
        `${listed(who)} may create objects in schema ${schema}, next to those of scrim: ${grantedTo(held)}`,
        revoke('CREATE', onSchema(schema), privilegeHolder(held)),
      ),
    );
  }
  return findings;
}

const holderIn = (row: Row, of: 'identity' | 'grantee'): Holder => ({
  to: textOf(row, `${of}_name`),
  type: textOf(row, `${of}_type`).toLowerCase() as Holder['type'],
});
