import { and, as, call, column, compare, equals, not, query, select, string, table } from '../sql/build.js';
import { parseDataType, SqlSyntaxError } from '../sql/parse/index.js';
import { print } from '../sql/print/print.js';
import { Refusal } from '../base/refusal.js';
import { readPrivileges } from './catalog.js';
import type { Cluster } from './cluster.js';
import { dropDependents, findDependents, inWords } from './dependents.js';
import { privilegeHolder } from './plan-readers.js';
import { callProcedure, createView, everybody, onTable, revoke } from './statements.js';
import type { SystemSchemas } from './system-names.js';
import { list, printed, sql } from './sql-text.js';
import type { Name, Sql } from './sql-text.js';
import type { PlacedView } from './unit.js';

/** The hash in the inventory for a closed view. No world produces it, so every push tries again. */
const closedMark = 'closed';

/**
 * Closes a view that could not be changed and must not keep its old form: nobody may read it, and it has no rows. Its
 * columns stay, so dependent views do not prevent this.
 * @returns why it could not be changed, if the cluster shows it, and how to fix it
 * @throws Refusal `unavailable`, or the cluster's error if it could not be closed either
 */
export async function closeView(
  cluster: Pick<Cluster, 'rows' | 'transaction'>,
  view: PlacedView,
  schemas: SystemSchemas,
): Promise<string> {
  const { schema, name, dataSource } = view;
  const on = onTable([schema, name]);
  const held = (await readPrivileges(cluster, [schema])).on(schema, name);
  const revoked = [
    revoke('ALL', on, everybody),
    ...held.filter(({ type }) => type !== 'public').map((one) => revoke('ALL', on, privilegeHolder(one))),
  ];
  const recorded = callProcedure(
    [schemas.procedures, 'record_view'],
    ...[schema, name, dataSource, closedMark, closedMark],
  );
  const empty = emptyView([schema, name], await columnsOf(cluster, view));
  const tries: readonly (readonly Sql[])[] = [
    ...(empty === undefined ? [] : [[...revoked, empty, recorded]]),
    [...revoked, recorded],
  ];
  await firstThatRuns(cluster, tries);
  const dependents = await findDependents(cluster, [view]);
  return dependents.length === 0
    ? 'the view is closed until a push can change it'
    : `the view is closed while other views depend on it: ${inWords(dependents)}. Run ${dropDependents(dependents).join(' ')} and push again`;
}

/** Runs the first list of statements that the cluster accepts, each in a transaction of its own. */
export async function firstThatRuns(
  cluster: Pick<Cluster, 'transaction'>,
  [first, ...others]: readonly (readonly Sql[])[],
): Promise<void> {
  if (first === undefined) return;
  try {
    await cluster.transaction(first);
  } catch (error) {
    if (others.length === 0 || (error instanceof Refusal && error.kind === 'unavailable')) throw error;
    // If all of them fail, the first error explains why.
    await firstThatRuns(cluster, others).catch((later: unknown) => {
      throw later instanceof Refusal && later.kind === 'unavailable' ? later : error;
    });
  }
}

/** A view without rows; undefined if a column has a type that scrim cannot print. */
function emptyView(
  view: Name,
  columns: readonly { readonly name: string; readonly type: string }[],
): Sql | undefined {
  const items: Sql[] = [];
  for (const { name, type } of columns) {
    try {
      const spelled = printed(print(parseDataType(type, 'redshift'), 'redshift'));
      items.push(sql`CAST(NULL AS ${spelled}) AS ${[name]}`);
    } catch (error) {
      if (error instanceof SqlSyntaxError) return undefined;
      throw error;
    }
  }
  return items.length === 0 ? undefined : createView(view, sql`SELECT ${list(items)} WHERE FALSE`);
}

/** A relation's columns in the cluster; none for a view without schema binding. */
async function columnsOf(
  cluster: Pick<Cluster, 'rows'>,
  { schema, name }: PlacedView,
): Promise<readonly { readonly name: string; readonly type: string }[]> {
  const of = (alias: string, what: string) => column(alias, what);
  const rows = await cluster.rows(
    query(
      select({
        items: [
          as(of('a', 'attnum'), 'place'),
          as(of('a', 'attname'), 'column_name'),
          as(call('format_type', of('a', 'atttypid'), of('a', 'atttypmod')), 'column_type'),
        ],
        from: [table(['pg_attribute'], 'a'), table(['pg_class'], 'c'), table(['pg_namespace'], 'n')],
        where: and(
          equals(of('n', 'nspname'), string(schema)),
          equals(of('c', 'relname'), string(name)),
          equals(of('c', 'relnamespace'), of('n', 'oid')),
          equals(of('a', 'attrelid'), of('c', 'oid')),
          compare(of('a', 'attnum'), '>', { kind: 'IntegerLiteral', value: '0' }),
          not(of('a', 'attisdropped')),
        ),
      }),
    ),
  );
  return rows
    .toSorted((a, b) => Number(a['place']) - Number(b['place']))
    .map((row) => ({ name: String(row['column_name']), type: String(row['column_type']) }));
}
