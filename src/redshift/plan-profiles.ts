import { chunks } from '../base/chunks.js';
import { groupBy } from '../base/group-by.js';
import { readAtOnce } from './catalog.js';
import type { Actual } from './catalog.js';
import { rowKey } from './profile-rows.js';
import type { Profile, ProfileRow } from './profile-rows.js';
import { ofProject } from './procedures.js';
import { systemTable } from './system-names.js';
import type { SystemSchemas } from './system-names.js';
import { list, literal, sql } from './sql-text.js';
import type { Sql } from './sql-text.js';
import { callProcedure, deleteFrom, insert, lockTable } from './statements.js';
import type { Part, Unit } from './unit.js';

/** Maximum number of people in one transaction. */
const peopleAtOnce = 100;
/** Up to this number, procedures write rows one by one; more rows are written in bulk. */
const fewRows = 8;
/** Maximum number of rows in one statement. */
const rowsAtOnce = { inserted: 500, deleted: 50 } as const;

/** The changes to the profiles of people. */
export interface ProfilePlan {
  /** People who lose rows. */
  readonly closing: readonly Unit[];
  /** People who only gain rows. */
  readonly opening: readonly Unit[];
  readonly problems: readonly string[];
}

/** Options for changing profiles. */
export interface ProfileOptions {
  /** The people whose rows to change, by their names in Redshift. */
  readonly inScope?: (username: string) => boolean;
  /**
   * Whether views change between the removal and the addition of rows. A person then gets new rows in a later transaction than the one in which old
   * rows are removed: with new rows, the old views would show more than either state.
   */
  readonly between?: boolean;
}

/** The rows in both lists. */
function shared(before: readonly ProfileRow[], after: readonly ProfileRow[]): readonly ProfileRow[] {
  const stay = new Set(after.map(rowKey));
  return before.filter((row) => stay.has(rowKey(row)));
}

/**
 * The difference between the rows that people should have and the rows that they have.
 * @param profiles the profiles of everybody, because two people may share a name
 */
export async function planProfiles(
  profiles: readonly Profile[],
  { profiles: stored }: Pick<Actual, 'profiles'>,
  schemas: SystemSchemas,
  { inScope = () => true, between = false }: ProfileOptions = {},
): Promise<ProfilePlan> {
  const { wanted, problems } = byUsername(profiles);
  const usernames = [...new Set([...wanted.keys(), ...stored.sizes.keys()])].filter(inScope).toSorted();
  const changes: Change[] = [];
  for (const some of readAtOnce(usernames, stored.sizes)) {
    const actual = await stored.rowsOf(some.filter((username) => stored.sizes.has(username)));
    for (const username of some) {
      const [before, after] = [actual.get(username) ?? [], wanted.get(username) ?? []];
      const steps = between ? [before, shared(before, after), after] : [before, after];
      for (const [index, next] of steps.slice(1).entries())
        changes.push(...changeOf(username, steps[index] ?? [], next, schemas));
    }
  }
  const lock = lockTable(systemTable(schemas, 'profile'));
  const units = (closing: boolean): readonly Unit[] =>
    chunks(
      changes.filter((change) => change.closing === closing).map(({ part }) => part),
      peopleAtOnce,
    ).map((parts) => ({ first: [lock], parts }));
  return { closing: units(true), opening: units(false), problems };
}

/** If two people share a name, it gets no rows: each of them would have the rows of both. */
function byUsername(profiles: readonly Profile[]): {
  readonly wanted: ReadonlyMap<string, readonly ProfileRow[]>;
  readonly problems: readonly string[];
} {
  const owners = groupBy(profiles, ({ username }) => username);
  const problems = [...owners].flatMap(([username, people]) => {
    const names = people.map(({ user }) => `'${user}'`).join(' and ');
    if (people.length > 1) {
      return [
        `users ${names} have the same name '${username}' in Redshift and see no rows there: give one of them another name in names.redshift`,
      ];
    }
    return people.flatMap(({ user, problem }) =>
      problem === undefined ? [] : [`user '${user}' has no rows in Redshift: ${problem}`],
    );
  });
  const wanted = [...owners].flatMap(([username, [only, ...others]]) =>
    only === undefined || others.length > 0 || only.problem !== undefined
      ? []
      : [[username, only.rows] as const],
  );
  return { wanted: new Map(wanted), problems };
}

interface Change {
  readonly part: Part;
  readonly closing: boolean;
}

function changeOf(
  username: string,
  before: readonly ProfileRow[],
  after: readonly ProfileRow[],
  schemas: SystemSchemas,
): readonly Change[] {
  const has = new Map(before.map((row) => [rowKey(row), row]));
  const wants = new Map(after.map((row) => [rowKey(row), row]));
  const removed = [...has].flatMap(([key, row]) => (wants.has(key) ? [] : [row]));
  const added = [...wants].flatMap(([key, row]) => (has.has(key) ? [] : [row]));
  if (removed.length === 0 && added.length === 0) return [];
  const isNew = before.length === 0;
  const switches = !isNew && projectOf(before) !== projectOf(after);
  const part = partOf({ username, removed, added, after, isNew, switches }, schemas);
  return [{ part, closing: removed.length > 0 }];
}

const projectOf = (rows: readonly ProfileRow[]): string =>
  rows.find(({ kind }) => kind === 'project')?.name ?? '';

interface RowChange {
  readonly username: string;
  readonly removed: readonly ProfileRow[];
  readonly added: readonly ProfileRow[];
  readonly after: readonly ProfileRow[];
  /** Whether the person has no rows before. */
  readonly isNew: boolean;
  /** Whether the person leaves a project or enters one. */
  readonly switches: boolean;
}

/** Its statements are many times as large as the rows, so they are made when they are needed. */
const partOf = (change: RowChange, schemas: SystemSchemas): Part => ({
  title: `user ${change.username}: ${change.added.length} rows added, ${change.removed.length} rows removed`,
  get statements() {
    return statementsFor(change, schemas);
  },
});

function statementsFor(
  { username, removed, added, after, isNew, switches }: RowChange,
  schemas: SystemSchemas,
): readonly Sql[] {
  const call = (name: string, ...args: readonly string[]) =>
    callProcedure([schemas.procedures, name], username, ...args);
  if (after.length === 0) return [call('remove_person')];
  // Removing a project removes everything that came with it, so rows that should stay are added again.
  const stays = (row: ProfileRow): boolean => !(ofProject as readonly string[]).includes(row.kind);
  const given = switches
    ? [...added.filter(stays), ...after.filter((row) => !stays(row) && row.kind !== 'project')]
    : added;
  const taken = switches ? removed.filter(stays) : removed;
  return [
    ...(switches ? [call('switch_project', projectOf(after))] : []),
    ...(given.length + taken.length <= fewRows
      ? [
          ...taken.map(({ kind, name, value }) => call('remove_profile', kind, name, value)),
          ...given.map(({ kind, name, value }) => call('put_profile', kind, name, value)),
        ]
      : atOnce(username, taken, given, isNew, schemas)),
  ];
}

/** New rows are deleted first, so each is there once, however often this runs. */
function atOnce(
  username: string,
  taken: readonly ProfileRow[],
  given: readonly ProfileRow[],
  isNew: boolean,
  schemas: SystemSchemas,
): readonly Sql[] {
  const profile = systemTable(schemas, 'profile');
  const ofUser = sql`username = ${literal(username)}`;
  const same = ({ kind, name, value }: ProfileRow): Sql =>
    sql`kind = ${literal(kind)} AND name = ${literal(name)} AND value = ${literal(value)}`;
  return [
    ...(isNew
      ? [deleteFrom(profile, ofUser)]
      : chunks([...taken, ...given], rowsAtOnce.deleted).map((rows) =>
          deleteFrom(profile, sql`${ofUser} AND (${list(rows.map(same), ' OR ')})`),
        )),
    ...chunks(given, rowsAtOnce.inserted).map((rows) =>
      insert(
        profile,
        ['username', 'kind', 'name', 'value'],
        rows.map(({ kind, name, value }) => [username, kind, name, value]),
      ),
    ),
  ];
}
