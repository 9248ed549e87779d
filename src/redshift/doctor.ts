import {
  and,
  as,
  call,
  column,
  equals,
  inList,
  qualifiedName,
  query,
  select,
  string,
  table,
} from '../sql/build.js';
import { print } from '../sql/print/print.js';
import { chunks } from '../base/chunks.js';
import { caseOff, readCaseSensitive, readPrivileges, requirePrepared } from './catalog.js';
import type { Privilege, Privileges } from './catalog.js';
import type { Cluster } from './cluster.js';
import type { RedshiftConfig } from './config.js';
import { dropDependents, findDependents, findLateBound, inWords } from './dependents.js';
import type { Dependent } from './dependents.js';
import type { Desired } from './desired.js';
import { historyAccess, missingHistory } from './history/history-access.js';
import { findColumnGrants, findDefaultGrants, findSchemaRights, grantedTo } from './find-grants.js';
import type { ClosedRelation } from './find-grants.js';
import { finding } from './finding.js';
import type { Finding } from './finding.js';
import { privilegeHolder } from './plan-readers.js';
import { alterOwner, demote, onTable, revoke } from './statements.js';
import type { Sql } from './sql-text.js';
import { systemTable, tableNames } from './system-names.js';
import { viewSchemaOf } from './unit.js';
import type { PlanConfig } from './unit.js';

/** The ways past views that the doctor found, and obstacles for pushes. */
export interface Diagnosis {
  readonly findings: readonly Finding[];
  /** Information that is not a problem. */
  readonly notes: readonly string[];
  readonly people: number;
  readonly rawTables: number;
}

/** The system view that lists a kind of relation, and its name column. */
const relationCatalogs = [
  ['pg_tables', 'tablename'],
  ['pg_views', 'viewname'],
] as const;

/** Maximum number of users in one query. */
const usersAtOnce = 1_000;

/**
 * Searches the system catalogs for ways in which a governed person can read raw tables or scrim's own tables. It uses the effective rights of
 * the person in the cluster, wherever they come from: name, group, role, ownership, or PUBLIC. Each finding has
 * the statement that closes it.
 */
export async function diagnose(
  cluster: Cluster,
  { profiles, views }: Desired,
  config: Pick<RedshiftConfig, 'schemas' | 'viewSchemas' | 'caseSensitive' | 'history'>,
  database: string,
): Promise<Diagnosis> {
  const { schemas } = config;
  await requirePrepared(cluster, schemas);
  const raw = [
    ...new Map(
      views
        .flatMap(({ reads }) => reads)
        .filter((parts) => parts.length < 3 || parts[0]?.toLowerCase() === database.toLowerCase())
        .map((parts) => parts.slice(-2))
        .map((parts) => [JSON.stringify(parts), parts]),
    ).values(),
  ];
  const closed: readonly ClosedRelation[] = [
    ...raw.map((parts) => ({ parts, isRaw: true })),
    ...tableNames.map((name) => ({ parts: systemTable(schemas, name), isRaw: false })),
  ];
  const governed = [...new Set(profiles.map(({ username }) => username))];
  const people = await readPeople(cluster, governed);
  const rawSchemas = raw.map(([schema = '']) => schema);
  const viewSchemas = views.flatMap(({ definition, schema }) =>
    definition === undefined ? [] : [viewSchemaOf(config, schema)],
  );
  const own = [...new Set([...Object.values(schemas), ...viewSchemas])];
  const all = [...new Set([...own, ...rawSchemas])];
  const privileges = await readPrivileges(cluster, all);
  const superusers = people.filter(({ isSuperuser }) => isSuperuser);
  const findings = superusers.map(({ name }) =>
    finding(`${name} is a superuser, who reads everything`, demote(name)),
  );
  const account = await accountOf(cluster);
  const others = people.filter(({ isSuperuser }) => !isSuperuser).map(({ name }) => name);
  for (const relation of closed) {
    const name = relation.parts.join('.');
    for (const person of await readersOf(cluster, relation.parts, others)) {
      const { how, mend } = howOf(privileges, relation.parts, person, account);
      findings.push(
        finding(`${person} reads ${relation.isRaw ? 'the raw table ' : ''}${name}: ${how}`, ...mend),
      );
    }
  }
  findings.push(
    ...(await findColumnGrants(cluster, closed, others)),
    ...(await findDefaultGrants(cluster, all, others)),
    ...(await findSchemaRights(cluster, { own, raw: rawSchemas }, privileges, others, account)),
  );
  const unseen = await missingTables(cluster, raw);
  const placed = views.flatMap(({ definition, schema, name }) =>
    definition === undefined ? [] : [{ schema: viewSchemaOf(config, schema), name }],
  );
  const cased = await caseFinding(cluster, config);
  const late = await findLateBound(cluster, placed);
  const recorded = config.history.enabled ? await historyNote(cluster) : [];
  return {
    findings: [
      ...findings,
      ...(cased === undefined ? [] : [cased]),
      ...unseen.map((parts) =>
        finding(`the raw table ${parts.join('.')} is not visible to scrim's account, so it was not checked`),
      ),
      ...(await findDependents(cluster, placed)).map(dependentFinding),
    ],
    notes: [
      ...late.map(
        ({ schema, name, owner, on }) =>
          `view ${schema}.${name} (owner ${owner}) reads ${on.schema}.${on.name} without being bound to it: it fails if a column that it uses is removed`,
      ),
      ...recorded,
    ],
    people: people.length,
    rawTables: raw.length,
  };
}

/** Whether queries can get on record. */
async function historyNote(cluster: Pick<Cluster, 'rows'>): Promise<readonly string[]> {
  const access = await historyAccess(cluster);
  return access.kind === 'all'
    ? [`the history of queries can be read (${access.views.names.join(', ')})`]
    : [`queries cannot be put on record: ${missingHistory(access)}`];
}

async function caseFinding(
  cluster: Pick<Cluster, 'rows'>,
  { caseSensitive }: Pick<PlanConfig, 'caseSensitive'>,
): Promise<Finding | undefined> {
  const is = await readCaseSensitive(cluster);
  if (is === undefined || is === caseSensitive) return undefined;
  return finding(is ? caseOn : caseOff);
}

const caseOn =
  'names are case-sensitive in the cluster (enable_case_sensitive_identifier is on), but the configuration has caseSensitive: false; set caseSensitive: true';

const dependentFinding = (dependent: Dependent): Finding => ({
  what: `${inWords([dependent])} depends on ${dependent.on.schema}.${dependent.on.name}: a push that changes the columns of scrim's view must then close it. Drop it, or create it again WITH NO SCHEMA BINDING`,
  mend: dropDependents([dependent]),
});

/** The name of scrim's own account. */
async function accountOf(cluster: Cluster): Promise<string> {
  const name = as({ kind: 'CurrentValue', name: 'CURRENT_USER' }, 'account');
  const [row] = await cluster.rows(query(select({ items: [name] })));
  return String(row?.['account']);
}

async function readPeople(
  cluster: Cluster,
  names: readonly string[],
): Promise<readonly { readonly name: string; readonly isSuperuser: boolean }[]> {
  const found = [];
  for (const some of chunks(names, usersAtOnce)) {
    const rows = await cluster.rows(
      query(
        select({
          items: [column('usename'), column('usesuper')],
          from: table(['pg_user']),
          where: inList(column('usename'), some.map(string)),
        }),
      ),
    );
    found.push(
      ...rows.map((row) => ({ name: String(row['usename']), isSuperuser: row['usesuper'] === true })),
    );
  }
  return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** People who may read a table: they need USAGE on its schema and SELECT on it. */
async function readersOf(
  cluster: Cluster,
  parts: readonly string[],
  names: readonly string[],
): Promise<readonly string[]> {
  const [schema = '', relation = ''] = parts;
  const may = (what: string, of: string, privilege: string) =>
    call(`has_${what}_privilege`, column('u', 'usename'), string(of), string(privilege));
  const readers: string[] = [];
  for (const [catalog, named] of relationCatalogs) {
    for (const some of chunks(names, usersAtOnce)) {
      const rows = await cluster.rows(
        query(
          select({
            items: [as(column('u', 'usename'), 'reader')],
            from: [table(['pg_user'], 'u'), table([catalog], 't')],
            where: and(
              inList(column('u', 'usename'), some.map(string)),
              equals(column('t', 'schemaname'), string(schema)),
              equals(column('t', named), string(relation)),
              may('schema', schema, 'usage'),
              may('table', quotedText(parts), 'select'),
            ),
          }),
        ),
      );
      readers.push(...rows.map((row) => String(row['reader'])));
    }
  }
  return readers.toSorted();
}

/** A name as a text for the functions of the system catalogs. */
const quotedText = (parts: readonly string[]): string => {
  const name = qualifiedName(...parts);
  return print({ ...name, parts: name.parts.map((part) => ({ ...part, quoted: true })) }, 'redshift');
};

async function missingTables(
  cluster: Cluster,
  raw: readonly (readonly string[])[],
): Promise<readonly (readonly string[])[]> {
  const missing = [];
  for (const parts of raw) {
    const [schema = '', relation = ''] = parts;
    const found = await Promise.all(
      relationCatalogs.map(([catalog, named]) =>
        cluster.rows(
          query(
            select({
              items: [column(named)],
              from: table([catalog]),
              where: and(
                equals(column('schemaname'), string(schema)),
                equals(column(named), string(relation)),
              ),
            }),
          ),
        ),
      ),
    );
    if (found.flat().length === 0) missing.push(parts);
  }
  return missing;
}

/** The right by which a person reads a relation, if the system catalogs show it, and the statement that removes it. */
function howOf(
  privileges: Privileges,
  parts: readonly string[],
  person: string,
  account: string,
): { readonly how: string; readonly mend: readonly Sql[] } {
  const [schema = '', relation] = parts;
  const granted = privileges.on(schema, relation).filter(({ privilege }) => privilege === 'SELECT');
  const own = granted.find(({ type, to }) => type === 'user' && to === person);
  const everybody = granted.find(({ type }) => type === 'public');
  const groups = granted.filter(({ type }) => type === 'group' || type === 'role');
  const from = (some: readonly Privilege[]): readonly Sql[] => [
    revoke('SELECT', onTable(parts), ...some.map(privilegeHolder)),
  ];
  for (const one of [own, everybody]) {
    if (one !== undefined) return { how: grantedTo(one), mend: from([one]) };
  }
  return groups.length === 0
    ? {
        how: 'as its owner, or by a right on all tables',
        mend: [alterOwner(onTable(parts), account)],
      }
    : {
        how: `granted to ${groups.map(({ type, to }) => `${type} '${to}'`).join(' and ')}`,
        mend: from(groups),
      };
}
